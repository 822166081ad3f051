package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.backplane.api.Changes;
import dev.backplane.api.ToolResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GreetToolTest {

    private final List<String> updated = new ArrayList<>();
    private final Greetings greetings = new Greetings(new Changes() {
        @Override
        public void resourceUpdated(String uri) {
            updated.add(uri);
        }

        @Override
        public void resourceListChanged() {}

        @Override
        public void elicitationCompleted(String elicitationId) {}
    });

    /** The tool asks its context nothing, so none is needed. */
    private ToolResult greet(String name) {
        return new GreetTool(greetings).call(new GreetTool.Person(name), null);
    }

    @Test
    void call_name_isGreetedAndKept() {
        assertEquals(ToolResult.text("Hello, Ada!"), greet("Ada"));

        assertEquals(List.of("Ada"), greetings.greeted());
        assertEquals(List.of(Greetings.GREETED), updated);
    }

    @Test
    void call_oftenEnough_forgetsTheFirst() {
        for (int i = 0; i <= 10; i++) {
            greet("guest " + i);
        }

        assertEquals(10, greetings.greeted().size());
        assertEquals("guest 1", greetings.greeted().get(0));
    }
}
