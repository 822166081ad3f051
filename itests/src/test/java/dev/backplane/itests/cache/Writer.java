package dev.backplane.itests.cache;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Puts values under keys of its own, through one node and one connection, and reads them back there. What is acknowledged is what the
 * tier's put returned for, and the answer arrived. For one thread; what it knows may be read by others.
 */
final class Writer implements Callable<Integer> {

    private final Tier tier;
    private final String name;
    private final int keys;
    private final AtomicBoolean over;

    /** The last value that was acknowledged, and one that may be there in its place: its put was not, or not yet. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    private final Map<String, String> attempted = new ConcurrentHashMap<>();
    private volatile int puts;

    Writer(Tier tier, String name, int keys, AtomicBoolean over) {
        this.tier = tier;
        this.name = name;
        this.keys = keys;
        this.over = over;
    }

    @Override
    public Integer call() {
        while (!over.get()) {
            String key = name + "-" + puts % keys;
            String value = name + ":" + puts;
            attempted.put(key, value);
            String answer = tier.attempt("put", key, value);
            if (answer.equals("put")) {
                acknowledged.put(key, value);
                attempted.remove(key);
                puts = puts + 1;
                String found = tier.attempt("get", key, "");
                if (!found.equals(value) && !found.equals("failed") && !found.equals(Tier.SILENT)) {
                    throw new AssertionError(key + " is " + found + ", and was acknowledged as " + value);
                }
            } else if (answer.equals(Tier.SILENT)) {
                // its node is gone
                return puts;
            } else {
                puts = puts + 1;
            }
        }
        return puts;
    }

    /** How many puts were answered. */
    int puts() {
        return puts;
    }

    /** How many keys have a value that was acknowledged. */
    int size() {
        return acknowledged.size();
    }

    /** Looks at a node whether all is there that was acknowledged; says what is not, or nothing. */
    String lost(Tier at) {
        for (Map.Entry<String, String> entry : acknowledged.entrySet()) {
            String found = at.attempt("get", entry.getKey(), "");
            if (!found.equals(entry.getValue()) && !found.equals(attempted.get(entry.getKey()))) {
                return entry.getKey() + " is " + found + ", and was acknowledged as " + entry.getValue();
            }
        }
        return "";
    }
}
