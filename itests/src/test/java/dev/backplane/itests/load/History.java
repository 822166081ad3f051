package dev.backplane.itests.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What all actors did. Each writes to a page of its own, so that none waits; read it when all have ended. */
public final class History {
    private final List<Page> pages = new ArrayList<>();

    /** One actor's part. For one thread. */
    public static final class Page {
        private final int actor;
        private final List<Operation> operations = new ArrayList<>();

        private Page(int actor) {
            this.actor = actor;
        }

        /** Adds what has just ended. */
        public void add(Operation.What what, String subject, String argument, long start, String answer) {
            operations.add(new Operation(actor, what, subject, argument, start, System.nanoTime(), answer));
        }
    }

    /** Begins the next actor's page. */
    public Page page() {
        Page page = new Page(pages.size());
        pages.add(page);
        return page;
    }

    /** All operations; those of one actor in their order. */
    public Stream<Operation> operations() {
        return pages.stream().flatMap(page -> page.operations.stream());
    }

    /** The operations that the condition holds for, by their start. */
    public List<Operation> where(Predicate<Operation> condition) {
        return operations()
                .filter(condition)
                .sorted(Comparator.comparingLong(Operation::start))
                .toList();
    }
}
