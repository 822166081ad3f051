package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Arguments;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Has an input schema that uses much of JSON Schema 2020-12 (SEP-1613, SEP-2106). Stateless, thus thread-safe. */
@Component
public final class JsonSchemaTool implements Tool<Arguments> {

    private static final String SCHEMA = """
            {"$schema":"https://json-schema.org/draft/2020-12/schema",
             "type":"object",
             "$defs":{"address":{"$anchor":"addressDef","type":"object",
               "properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
             "properties":{
               "name":{"type":"string"},
               "address":{"$ref":"#/$defs/address"},
               "contactMethod":{"type":"string","enum":["phone","email"]},
               "phone":{"type":"string"},
               "email":{"type":"string"}},
             "allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],
             "if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},
             "then":{"required":["phone"]},
             "else":{"required":["email"]},
             "additionalProperties":false}""";

    @Override
    public ToolInfo<Arguments> info() {
        return ToolInfo.json("json_schema_2020_12_tool", SCHEMA)
                .description("Tool with JSON Schema 2020-12 features")
                .readOnly()
                .nonBlocking();
    }

    @Override
    public ToolResult call(Arguments arguments, CallContext context) {
        return ToolResult.text("JSON Schema 2020-12 tool called with " + arguments.values());
    }
}
