package ${package};

import dev.backplane.api.Changes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Greets, and keeps whom it greeted lately. Thread-safe: many calls come at once. */
@Component(service = Greetings.class)
public final class Greetings {

    static final String GREETED = "greetings://${artifactId}/greeted";
    private static final int KEPT = 10;

    private final Changes changes;

    /** Oldest first. Guarded by this. */
    private final Deque<String> greeted = new ArrayDeque<>();

    @Activate
    public Greetings(@Reference Changes changes) {
        this.changes = changes;
    }

    String greet(String name) {
        synchronized (this) {
            if (greeted.size() == KEPT) {
                greeted.removeFirst();
            }
            greeted.addLast(name);
        }
        changes.resourceUpdated(GREETED);
        return "Hello, " + name + "!";
    }

    /** Whom it greeted, oldest first, the last ten. */
    synchronized List<String> greeted() {
        return List.copyOf(greeted);
    }
}
