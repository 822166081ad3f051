package dev.backplane.plugin.conformance.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.ResourceContents;
import org.junit.jupiter.api.Test;

class ChangeToolsTest {

    private static final NoArguments NONE = new NoArguments();
    private final FakeBundle bundle = new FakeBundle();
    private final ScriptedContext context = new ScriptedContext();

    @Test
    void toolChange_calledTwice_addsAndRemoves() {
        ToolChangeTool tool = new ToolChangeTool(bundle.context());
        tool.call(NONE, context);
        assertThat(bundle.services).hasExactlyElementsOfTypes(ExtraTool.class);
        tool.call(NONE, context);
        assertThat(bundle.services).isEmpty();
    }

    @Test
    void promptChange_calledTwice_addsAndRemoves() {
        PromptChangeTool tool = new PromptChangeTool(bundle.context());
        tool.call(NONE, context);
        assertThat(bundle.services).hasExactlyElementsOfTypes(ExtraPrompt.class);
        tool.call(NONE, context);
        assertThat(bundle.services).isEmpty();
    }

    @Test
    void toolChange_deactivated_leavesNothingBehind() {
        ToolChangeTool tool = new ToolChangeTool(bundle.context());
        tool.call(NONE, context);
        tool.withdraw();
        tool.withdraw();
        assertThat(bundle.services).isEmpty();
    }

    @Test
    void resourceChange_called_changesTheTextAndTells() {
        FakeChanges changes = new FakeChanges();
        WatchedResource watched = new WatchedResource(changes);
        String before = text(watched);
        new ResourceChangeTool(watched).call(NONE, context);
        assertThat(text(watched)).isNotEqualTo(before);
        assertThat(changes.updated).containsExactly(WatchedResource.URI);
    }

    private String text(WatchedResource watched) {
        return ((ResourceContents.Text) watched.read(context).contents().get(0)).text();
    }
}
