package dev.backplane.spi.check;

/** The layers of the platform, in the order of the report. A fixed roster: one without any check is shown, too. */
public enum Layer {
    REGISTRY("registry", "Registry"),
    SESSIONS("sessions", "Sessions"),
    CACHE("cache", "Cache"),
    JSON("json", "JSON-RPC"),
    TRANSPORT("transport", "Transport"),
    MESSAGES("messages", "Message passing"),
    STORE("store", "Store configuration"),
    MEMORY("memory", "Garbage collection"),
    BINARY("binary", "Binary handling"),
    STRUCTURES("structures", "Data structures"),
    CORES("cores", "Use of the cores"),
    NATIVE("native", "Native dependencies");

    private final String id;
    private final String title;

    Layer(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** Returns its name in commands, configuration and the ids of checks. */
    public String id() {
        return id;
    }

    /** Returns its name for people. */
    public String title() {
        return title;
    }

    /** Returns its place in the report, from 1 on. */
    public int number() {
        return ordinal() + 1;
    }
}
