package dev.backplane.shell.internal;

import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.parsing.DefaultParser;

/**
 * Lets JSON stand on the command line as it is, with or without single quotes. The shell alone would take bare braces for
 * a closure, and has no way to put a quote within single quotes.
 */
@Service
public final class CallParser extends DefaultParser {

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
