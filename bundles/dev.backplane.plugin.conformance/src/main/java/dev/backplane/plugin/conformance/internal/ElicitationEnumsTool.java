package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Asks with choices of five kinds (SEP-1330). Stateless, thus thread-safe. */
@Component
public final class ElicitationEnumsTool implements Tool<NoArguments> {

    private static final String FORM = """
            {"type":"object","properties":{
              "untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
              "titledSingle":{"type":"string","oneOf":[
                {"const":"value1","title":"First Option"},
                {"const":"value2","title":"Second Option"},
                {"const":"value3","title":"Third Option"}]},
              "legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],
                "enumNames":["Option One","Option Two","Option Three"]},
              "untitledMulti":{"type":"array","items":{"type":"string","enum":["option1","option2","option3"]}},
              "titledMulti":{"type":"array","items":{"anyOf":[
                {"const":"value1","title":"First Choice"},
                {"const":"value2","title":"Second Choice"},
                {"const":"value3","title":"Third Choice"}]}}
            },"required":[]}""";

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_elicitation_sep1330_enums", NoArguments.class)
                .description("Asks the user with each kind of choice.")
                .readOnly();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        Ask.ElicitAnswer answer = context.ask("form", Ask.form("Please choose", FORM));
        return ToolResult.text("Elicitation completed: " + Samples.describe(answer));
    }
}
