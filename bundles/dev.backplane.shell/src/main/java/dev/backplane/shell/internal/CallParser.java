package dev.backplane.shell.internal;

import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.parsing.CommandLineImpl;
import org.apache.karaf.shell.support.parsing.DefaultParser;

/**
 * Lets JSON stand on the command line as it is, with or without single quotes. The shell alone would expand bare braces,
 * and has no way to put a quote within single quotes.
 *
 * <p>Scripts run what {@link #preprocess} gives; the interactive console runs the buffer of the parsed line instead. So
 * that is made to say the same, where the command stands at the end: what follows a buffer is found by its length, which
 * must not be less than what was parsed. Before a pipe, JSON typed at the console needs its single quotes.
 */
@Service
public final class CallParser extends DefaultParser {

    @Override
    public CommandLine parse(Session session, String command, int cursor) {
        CommandLine line = super.parse(session, command, cursor);
        String parsed = line.getBuffer();
        if (!command.substring(parsed.length()).isBlank()) {
            return line;
        }
        String runs = preprocess(session, line);
        return new CommandLineImpl(
                line.getArguments(),
                line.getCursorArgumentIndex(),
                line.getArgumentPosition(),
                line.getBufferPosition(),
                runs + " ".repeat(Math.max(0, command.length() - runs.length())));
    }

    @Override
    public String preprocess(Session session, CommandLine line) {
        String[] arguments = line.getArguments().clone();
        for (int i = 1; i < arguments.length; i++) {
            arguments[i] = literal(arguments[i]);
        }
        return String.join(" ", arguments);
    }

    private static String literal(String argument) {
        int length = argument.length();
        if (argument.startsWith("{") || argument.startsWith("[")) {
            return quote(argument);
        }
        if (length > 1 && argument.startsWith("'") && argument.endsWith("'")) {
            return quote(argument.substring(1, length - 1));
        }
        return argument;
    }

    /** Within single quotes the shell takes everything as it stands; a quote within is JSON's own escape. */
    private static String quote(String text) {
        return "'" + text.replace("'", "\\u0027") + "'";
    }
}
