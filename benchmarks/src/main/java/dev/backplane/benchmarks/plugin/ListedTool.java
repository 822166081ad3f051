package dev.backplane.benchmarks.plugin;

import dev.backplane.api.Arguments;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.Map;

/** A tool to be listed, of which there are as many as there are components. Written once, thus thread-safe. */
public final class ListedTool implements Tool<Arguments> {

    private static final String SCHEMA = """
            {"type":"object","properties":{"customer":{"type":"string","description":"Number of the customer"},\
            "limit":{"type":"integer","minimum":1,"maximum":100}},"required":["customer"]}""";

    private volatile Object number = "";

    /** @param properties those of the component, with its {@code number} */
    void activate(Map<String, Object> properties) {
        number = String.valueOf(properties.get("number"));
    }

    @Override
    public ToolInfo<Arguments> info() {
        return ToolInfo.json("listed_" + number, SCHEMA)
                .title("Orders of region " + number)
                .description("Finds the orders of a customer in region " + number
                        + ", newest first, with their items, prices and state of delivery.");
    }

    @Override
    public ToolResult call(Arguments arguments, CallContext context) {
        return ToolResult.text("none");
    }
}
