package ${package};

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A tool. Its input schema comes from the record of its arguments. */
@Component
public final class GreetTool implements Tool<GreetTool.Person> {

    public record Person(
            @Param(value = "Whom to greet", maxLength = 100) String name) {}

    private final Greetings greetings;

    @Activate
    public GreetTool(@Reference Greetings greetings) {
        this.greetings = greetings;
    }

    @Override
    public ToolInfo<Person> info() {
        return ToolInfo.of("${artifactId}_greet", Person.class)
                .title("Greet")
                .description("Greets a person by name.")
                .nonBlocking();
    }

    @Override
    public ToolResult call(Person person, CallContext context) {
        return ToolResult.text(greetings.greet(person.name()));
    }
}
