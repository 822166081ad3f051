package dev.backplane.engine.internal;

/** All that plugins offer. */
record Catalog(Tools tools, Resources resources, Prompts prompts, Completions completions) {

    void clear() {
        tools.clear();
        resources.clear();
        prompts.clear();
    }
}
