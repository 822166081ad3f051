package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.CallContext;
import dev.backplane.api.Completion;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceResult;
import dev.backplane.api.ResourceTemplate;
import dev.backplane.api.TemplateInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Resources, templates and prompts that go and come back while they are used. */
class ResourceUpdateTest extends EngineTestBase {

    private static final long HOLD = 2_000;
    private static final String COMPLETE_TEMPLATE =
            "\"ref\":{\"type\":\"ref/resource\",\"uri\":\"r:///{id}\"},\"argument\":{\"name\":\"id\",\"value\":\"\"}";
    private static final String COMPLETE_PROMPT =
            "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"p\"},\"argument\":{\"name\":\"who\",\"value\":\"\"}";

    private final ManualTimer timer;

    ResourceUpdateTest() {
        super(new EngineFixture(EngineFixture.settings(10_000, HOLD, 10), new ManualTimer()));
        timer = (ManualTimer) fixture.timer;
    }

    private record Fixed(String version) implements Resource {
        @Override
        public ResourceInfo info() {
            return ResourceInfo.of("f:///one", "one");
        }

        @Override
        public ResourceResult read(CallContext context) {
            return ResourceResult.text("f:///one", "text/plain", version);
        }
    }

    private record Family(String version) implements ResourceTemplate {
        @Override
        public TemplateInfo info() {
            return TemplateInfo.of("r:///{id}", "family");
        }

        @Override
        public ResourceResult read(String uri, Map<String, String> variables, CallContext context) {
            return ResourceResult.text(uri, "text/plain", version + " " + variables.get("id"));
        }

        @Override
        public List<ResourceInfo> list() {
            return List.of(ResourceInfo.of("r:///" + version, "member"));
        }

        @Override
        public Completion complete(String variable, String prefix, Map<String, String> resolved) {
            return Completion.ofMatching(List.of(version), prefix);
        }
    }

    private record Greeting(String version) implements Prompt {
        @Override
        public PromptInfo info() {
            return PromptInfo.of("p").required("who", "whom to greet");
        }

        @Override
        public PromptResult get(Map<String, String> arguments, CallContext context) {
            return PromptResult.user(version + " " + arguments.get("who"));
        }

        @Override
        public Completion complete(String argument, String prefix, Map<String, String> resolved) {
            return Completion.ofMatching(List.of(version), prefix);
        }
    }

    @Test
    void update_holdsReadsListsAndCompletions() throws Exception {
        Fixed fixed = new Fixed("old");
        Family family = new Family("old");
        Greeting greeting = new Greeting("old");
        fixture.engine.addResource(fixed, fixture.from(1));
        fixture.engine.addTemplate(family, fixture.from(1));
        fixture.engine.addPrompt(greeting, fixture.from(1));
        assertThat(fixture.modern("resources/read", "\"uri\":\"f:///one\"").body())
                .contains("old");

        fixture.engine.removeResource(fixed);
        fixture.engine.removeTemplate(family);
        fixture.engine.removePrompt(greeting);
        List<FakeExchange> waiting = List.of(
                fixture.modern("resources/read", "\"uri\":\"f:///one\""),
                fixture.modern("resources/read", "\"uri\":\"r:///7\""),
                fixture.modern("resources/list", ""),
                fixture.modern("prompts/get", "\"name\":\"p\",\"arguments\":{\"who\":\"Ada\"}"),
                fixture.modern("completion/complete", COMPLETE_TEMPLATE),
                fixture.modern("completion/complete", COMPLETE_PROMPT));
        assertThat(fixture.modern("resources/templates/list", "").body()).contains("r:///{id}");
        assertThat(fixture.modern("prompts/list", "").body()).contains("\"p\"");
        assertThat(fixture.legacy(
                                fixture.open("2025-06-18"),
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/subscribe\","
                                        + "\"params\":{\"uri\":\"f:///one\"}}")
                        .body())
                .contains("\"result\":{}");
        assertThat(waiting).allSatisfy(each -> assertThat(each.status).isNotDone());

        fixture.engine.addResource(new Fixed("new"), fixture.from(1));
        fixture.engine.addTemplate(new Family("new"), fixture.from(1));
        fixture.engine.addPrompt(new Greeting("new"), fixture.from(1));
        assertThat(waiting.get(0).body()).contains("new");
        assertThat(waiting.get(1).body()).contains("new 7");
        assertThat(waiting.get(2).body()).contains("f:///one").contains("r:///new");
        assertThat(waiting.get(3).body()).contains("new Ada");
        assertThat(waiting.get(4).body()).contains("\"values\":[\"new\"]");
        assertThat(waiting.get(5).body()).contains("\"values\":[\"new\"]");
    }

    @Test
    void hold_over_answersThatNothingIsThere() throws Exception {
        Fixed fixed = new Fixed("old");
        Family family = new Family("old");
        Greeting greeting = new Greeting("old");
        fixture.engine.addResource(fixed, fixture.from(1));
        fixture.engine.addTemplate(family, fixture.from(1));
        fixture.engine.addPrompt(greeting, fixture.from(1));
        fixture.engine.removeResource(fixed);
        fixture.engine.removeTemplate(family);
        fixture.engine.removePrompt(greeting);
        FakeExchange read = fixture.modern("resources/read", "\"uri\":\"f:///one\"");
        FakeExchange list = fixture.modern("resources/list", "");
        FakeExchange prompt = fixture.modern("prompts/get", "\"name\":\"p\"");
        FakeExchange completion = fixture.modern("completion/complete", COMPLETE_TEMPLATE);
        timer.forward(HOLD);
        assertThat(read.body()).contains("Resource not found: f:///one");
        assertThat(list.body()).contains("\"resources\":[]");
        assertThat(prompt.body()).contains("Unknown prompt: p");
        assertThat(completion.body()).contains("Unknown resource template: r:///{id}");
    }

    @Test
    void update_ofAResourceAndATemplate_isToldOnce() throws Exception {
        Fixed fixed = new Fixed("old");
        Family family = new Family("old");
        fixture.engine.addResource(fixed, fixture.from(1));
        fixture.engine.addTemplate(family, fixture.from(1));
        timer.forward(HOLD);
        FakeExchange.Stream stream = fixture.listen(fixture.open("2025-06-18"));
        fixture.engine.removeResource(fixed);
        fixture.engine.removeTemplate(family);
        fixture.engine.addResource(new Fixed("new"), fixture.from(1));
        timer.forward(HOLD - 1);
        assertThat(stream.messages).isEmpty();
        fixture.engine.addTemplate(new Family("new"), fixture.from(1));
        timer.forward(10 * HOLD);
        assertThat(stream.messages).singleElement().asString().contains("notifications/resources/list_changed");
    }
}
