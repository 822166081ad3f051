package dev.backplane.itests.load;

import dev.backplane.itests.load.Operation.What;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Searches for an order in which the operations on one key could have happened one after the other, each at some moment
 * between its start and its end: the algorithm of Wing and Gong, which remembers what it has tried (Lowe). For at most
 * {@value #MAX} operations. Stateless, thus thread-safe.
 */
final class Linearizability {
    static final int MAX = 64;

    private final List<Operation> operations;
    private final Set<State> tried = new HashSet<>();

    /** @param done a bit for each operation that has happened @param value what the key holds then; empty: nothing */
    private record State(long done, String value) {}

    private Linearizability(List<Operation> operations) {
        this.operations = operations;
    }

    /** Tells whether there is such an order, from an empty key on. */
    static boolean holds(List<Operation> operations) {
        if (operations.size() > MAX) {
            throw new IllegalArgumentException(operations.size() + " operations on a key, can check " + MAX);
        }
        return new Linearizability(operations).search(new State(0, ""));
    }

    private boolean search(State now) {
        int count = operations.size();
        if (Long.bitCount(now.done()) == count) {
            return true;
        }
        if (!tried.add(now)) {
            return false;
        }
        long firstEnd = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            if ((now.done() & 1L << i) == 0) {
                firstEnd = Math.min(firstEnd, operations.get(i).end());
            }
        }
        for (int i = 0; i < count; i++) {
            Operation next = operations.get(i);
            if ((now.done() & 1L << i) != 0 || next.start() > firstEnd) {
                continue;
            }
            String value = after(next, now.value());
            if (value != null && search(new State(now.done() | 1L << i, value))) {
                return true;
            }
        }
        return false;
    }

    /** What the key holds after the operation; null: it could not have been answered so. */
    private static String after(Operation what, String value) {
        String argument = what.argument();
        String answer = what.answer();
        if (what.what() == What.REPLACE) {
            int mark = argument.indexOf('>');
            boolean holds = value.equals(argument.substring(0, mark));
            return answer.equals(holds ? "replaced" : "came too late")
                    ? holds ? argument.substring(mark + 1) : value
                    : null;
        }
        return switch (what.what()) {
            case LOOKUP -> answer.equals(value.isEmpty() ? "nothing" : value) ? value : null;
            case REGISTER ->
                value.isEmpty()
                        ? answer.equals("registered") ? argument : null
                        : answer.equals("held by " + value) ? value : null;
            case UNREGISTER -> {
                boolean holds = value.equals(argument);
                yield answer.equals(holds ? "unregistered" : "was not in") ? holds ? "" : value : null;
            }
            case OWNER_GONE -> value.equals(argument) ? "" : value;
            default -> throw new IllegalArgumentException("no operation on a key: " + what);
        };
    }
}
