package dev.backplane.engine.internal.schema;

import dev.backplane.api.RawJson;
import java.util.Map;

/**
 * One schema of a tool. Immutable.
 *
 * @param text as clients see it
 * @param tree the text's values
 */
record SchemaPart(RawJson text, Map<?, ?> tree, Validator validator) {

    /** @throws SchemaException if the text is no schema within the bounds */
    static SchemaPart given(RawJson text) {
        if (text.text().length() > ToolShape.MAX_LENGTH) {
            throw new SchemaException(Path.ROOT, "longer than " + ToolShape.MAX_LENGTH + " characters");
        }
        if (!(JsonText.parse(text.text(), ToolShape.MAX_DEPTH) instanceof Map<?, ?> tree)) {
            throw new SchemaException(Path.ROOT, "must be an object");
        }
        SchemaWalk.count(tree);
        return new SchemaPart(text, tree, Validator.of(tree));
    }

    static SchemaPart derived(Map<?, ?> tree) {
        return new SchemaPart(new RawJson(JsonValues.text(tree)), tree, Validator.of(tree));
    }

    boolean isObject() {
        return "object".equals(tree.get("type"));
    }
}
