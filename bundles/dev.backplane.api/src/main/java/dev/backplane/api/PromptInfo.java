package dev.backplane.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients see of a prompt.
 *
 * @param name unique in the platform
 * @param arguments in the order in which a form shows them
 */
public record PromptInfo(
        String name, @Nullable String title, @Nullable String description, List<Argument> arguments, List<Icon> icons) {

    /** One argument; all are strings. */
    public record Argument(
            String name, @Nullable String title, @Nullable String description, boolean required) {}

    public PromptInfo {
        arguments = List.copyOf(arguments);
        icons = List.copyOf(icons);
    }

    public static PromptInfo of(String name) {
        return new PromptInfo(name, null, null, List.of(), List.of());
    }

    public PromptInfo title(String value) {
        return new PromptInfo(name, value, description, arguments, icons);
    }

    public PromptInfo description(String value) {
        return new PromptInfo(name, title, value, arguments, icons);
    }

    /** Adds a required argument. */
    public PromptInfo required(String argument, String argumentDescription) {
        return with(new Argument(argument, null, argumentDescription, true));
    }

    /** Adds an optional argument. */
    public PromptInfo optional(String argument, String argumentDescription) {
        return with(new Argument(argument, null, argumentDescription, false));
    }

    private PromptInfo with(Argument argument) {
        List<Argument> all = new ArrayList<>(arguments);
        all.add(argument);
        return new PromptInfo(name, title, description, all, icons);
    }
}
