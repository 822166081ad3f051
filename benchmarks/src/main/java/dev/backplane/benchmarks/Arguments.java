package dev.backplane.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The command line of a scenario: options, each with a value. For one thread. */
final class Arguments {

    private static final int DIGITS_MAX = 8;

    private final Map<String, String> unread = new HashMap<>();

    /** @throws IllegalArgumentException if an option has no value */
    private Arguments(List<String> given) {
        for (int i = 0; i < given.size(); i += 2) {
            if (i + 1 == given.size()) {
                throw new IllegalArgumentException(given.get(i) + " needs a value");
            }
            unread.put(given.get(i), given.get(i + 1));
        }
    }

    /**
     * Reads the options of a command; prints its help, or what is wrong, and ends the JVM where that is what there is to do.
     *
     * @param options makes something of the arguments; an option that it does not ask for is an unknown one
     */
    static <T> T read(String command, String help, String[] given, Function<Arguments, T> options) {
        List<String> words = List.of(given);
        if (words.contains("--help")) {
            System.out.print(help);
            System.exit(0);
        }
        try {
            Arguments arguments = new Arguments(words);
            T read = options.apply(arguments);
            if (!arguments.unread.isEmpty()) {
                throw new IllegalArgumentException(
                        "unknown option " + arguments.unread.keySet().iterator().next());
            }
            return read;
        } catch (IllegalArgumentException e) {
            System.err.println(command + ": " + e.getMessage() + "; see --help");
            System.exit(2);
            throw e;
        }
    }

    /** @throws IllegalArgumentException if it is not 1 to the most */
    int number(String option, int unlessGiven, int most) {
        String value = unread.remove(option);
        if (value == null) {
            return unlessGiven;
        }
        int number = value.matches("\\d{1," + DIGITS_MAX + "}") ? Integer.parseInt(value) : 0;
        if (number < 1 || number > most) {
            throw new IllegalArgumentException(option + " " + value + " is outside of 1 to " + most);
        }
        return number;
    }

    /** @throws IllegalArgumentException if it is no positive number */
    double bar(String option, double unlessGiven) {
        String value = unread.remove(option);
        if (value == null) {
            return unlessGiven;
        }
        if (!value.matches("\\d{1,8}(\\.\\d{1,8})?")) {
            throw new IllegalArgumentException(option + " " + value + " is no positive number");
        }
        return Double.parseDouble(value);
    }

    String text(String option, String unlessGiven) {
        String value = unread.remove(option);
        return value == null ? unlessGiven : value;
    }

    /** Returns the archive to start. @throws IllegalArgumentException if it is not there */
    Path distribution() {
        Path archive = Path.of(text("--distribution", ""));
        if (!Files.isRegularFile(archive)) {
            throw new IllegalArgumentException("--distribution " + archive + " is no file");
        }
        return archive;
    }

    /** Returns the folder in which it is unpacked. */
    Path work(String unlessGiven) {
        return Path.of(text("--work", unlessGiven));
    }
}
