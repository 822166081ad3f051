package dev.backplane.benchmarks.cache;

/** What is done to keys, a hundred at a time. */
enum Operation {
    hit("hit"),
    getOrLoad("get or load, a hit"),
    miss("miss"),
    put("put in the place of another"),
    putTagged("the same, with a tag"),
    remove("remove"),
    invalidate("invalidate a tag with 100, each"),
    putThatEvicts("put that evicts");

    final String title;
    final boolean evicts;

    Operation(String title) {
        this.title = title;
        this.evicts = title.endsWith("evicts");
    }
}
