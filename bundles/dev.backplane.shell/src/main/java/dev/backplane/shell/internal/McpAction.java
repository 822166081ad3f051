package dev.backplane.shell.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.transport.Endpoint;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Terminal;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** What the commands share. Karaf makes one instance a run and fills the fields. */
abstract class McpAction implements Action {

    /** What to assume where there is no terminal. */
    private static final int WIDTH = 80;

    @Option(name = "--json", description = "Print JSON, complete and on one line")
    boolean json;

    @Reference
    @Nullable
    BundleContext bundleContext;

    @Reference(optional = true)
    @Nullable
    Terminal terminal;

    PrintStream out = System.out;

    @Override
    public final @Nullable Object execute() throws CommandException, InterruptedException {
        try {
            run();
            return null;
        } catch (DoorException e) {
            if (json) {
                out.println(JsonText.line(Map.of("error", e.error())));
                throw silent(e.getMessage());
            }
            throw failure(e.getMessage());
        }
    }

    /** Does the work and prints it to {@link #out}. */
    abstract void run() throws CommandException, InterruptedException;

    /** Returns what is active of a contract, unless it is given. Null: nothing is. */
    final <T> @Nullable T active(@Nullable T given, Class<T> contract) {
        return given == null ? Active.of(bundleContext, contract) : given;
    }

    /** Returns the service, or fails with a line that says what is missing. */
    static <T> T need(@Nullable T service, String what) throws CommandException {
        if (service == null) {
            throw failure(what + " is not there now; bundle:list shows what is missing");
        }
        return service;
    }

    static Door door(@Nullable Endpoint endpoint, @Nullable Codec codec, String version) throws CommandException {
        return new Door(need(endpoint, "the engine"), need(codec, "an active codec"), version);
    }

    /** Returns the version of the platform: this bundle's. */
    final String version() {
        return bundleContext == null
                ? "unknown"
                : bundleContext.getBundle().getVersion().toString();
    }

    /** Returns how many columns a table may have. */
    final int width() {
        int width = terminal == null ? 0 : terminal.getWidth();
        return width <= 0 ? WIDTH : Math.max(width, WIDTH / 2);
    }

    /** An exception that Karaf shows as this one line, and that makes the command's outcome a failure. */
    static CommandException failure(@Nullable String message) {
        String line = Table.clean(String.valueOf(message));
        return new CommandException("Error: " + line, line);
    }

    /** The same where everything has been said on the standard output. */
    static CommandException silent(@Nullable String message) {
        return new CommandException("", String.valueOf(message));
    }

    /** Returns a member that is a whole number; 0 where it is not. */
    static long number(Map<String, Object> values, String member) {
        return values.get(member) instanceof Number number ? number.longValue() : 0;
    }

    /** Returns a duration as people say it: {@code 42 s}, {@code 5 min}, {@code 3 h 12 min}, {@code 2 d 4 h}. */
    static String ago(long millis) {
        long seconds = Math.max(0, millis) / 1000;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        if (seconds < 86_400) {
            return String.format(Locale.ROOT, "%d h %d min", seconds / 3600, seconds / 60 % 60);
        }
        return String.format(Locale.ROOT, "%d d %d h", seconds / 86_400, seconds / 3600 % 24);
    }
}
