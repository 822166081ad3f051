package dev.backplane.engine.internal.schema;

import org.jspecify.annotations.Nullable;

/** Where a value stands: a JSON Pointer, made text only where something is wrong. */
record Path(@Nullable Path parent, String segment) {

    static final Path ROOT = new Path(null, "");

    Path at(String name) {
        return new Path(this, name);
    }

    Path at(int index) {
        return new Path(this, Integer.toString(index));
    }

    int depth() {
        int depth = 0;
        for (Path path = parent; path != null; path = path.parent) {
            depth++;
        }
        return depth;
    }

    @Override
    public String toString() {
        return parent == null ? "(root)" : append(new StringBuilder()).toString();
    }

    private StringBuilder append(StringBuilder out) {
        if (parent == null) {
            return out;
        }
        String escaped = segment.replace("~", "~0").replace("/", "~1");
        return parent.append(out).append('/').append(JsonValues.shorten(escaped));
    }
}
