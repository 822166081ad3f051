package dev.backplane.shell.internal;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.support.CommandException;

/** What commands share that can show their figures again and again. */
abstract class WatchAction extends McpAction {

    @Option(
            name = "--watch",
            description = "Show them again after so many seconds, until Ctrl-C",
            valueToShowInHelp = "2")
    int watch;

    @Option(name = "--times", description = "With --watch, how often at most; 0: without end", valueToShowInHelp = "0")
    int times;

    Clock clock = Clock.systemDefaultZone();

    @Override
    final void run() throws CommandException {
        check("--watch", watch, 0, 3_600);
        check("--times", times, 0, Integer.MAX_VALUE);
        check();
        show();
        Semaphore never = new Semaphore(0);
        try {
            for (int shown = 1; watch > 0 && shown != times && !out.checkError(); shown++) {
                if (never.tryAcquire(watch, TimeUnit.SECONDS)) {
                    return;
                }
                if (!json) {
                    out.println();
                }
                show();
            }
        } catch (InterruptedException e) {
            // Ctrl-C is how it is meant to end.
            Thread.interrupted();
        }
    }

    /** Checks the command's own options. */
    void check() throws CommandException {}

    /** Shows what is to be seen now. */
    abstract void show() throws CommandException;

    /** Says what time it is, where the figures are shown again and again. */
    final void printTime() {
        if (watch > 0) {
            out.println(clock.instant().atZone(clock.getZone()).toLocalTime().truncatedTo(ChronoUnit.SECONDS));
        }
    }

    static void check(String option, int value, int least, int most) throws CommandException {
        if (value < least || value > most) {
            throw failure(option + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
