package dev.backplane.engine.internal.schema;

import java.util.Map;

/** The dialects of JSON Schema that tools may use. */
enum Dialect {
    DRAFT_2020_12("https://json-schema.org/draft/2020-12/schema"),
    DRAFT_2019_09("https://json-schema.org/draft/2019-09/schema"),
    DRAFT_7("http://json-schema.org/draft-07/schema");

    private final String uri;

    Dialect(String uri) {
        this.uri = uri;
    }

    String uri() {
        return uri;
    }

    /** Returns what {@code $schema} names, 2020-12 where there is none. */
    static Dialect of(Map<?, ?> schema) {
        Object declared = schema.get("$schema");
        if (declared == null && !schema.containsKey("$schema")) {
            return DRAFT_2020_12;
        }
        String text = JsonValues.text(declared);
        for (Dialect dialect : values()) {
            if (text.equals('"' + dialect.uri + '"') || text.equals('"' + dialect.uri + "#\"")) {
                return dialect;
            }
        }
        throw new SchemaException(
                Path.ROOT.at("$schema"),
                "dialect " + JsonValues.shorten(text) + " is not supported: use 2020-12, 2019-09 or draft-07");
    }
}
