package dev.backplane.shell.internal;

import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.CheckResult;
import dev.backplane.spi.check.Checklist;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Report;
import dev.backplane.spi.check.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:checklist}: measures the twelve layers, and does what removes a bottleneck. */
@Service
@Command(
        scope = "mcp",
        name = "checklist",
        description = "Measures the platform: what is its bottleneck, and what removes it. Fails where anything is ✗")
public final class ChecklistAction extends McpAction {

    private static final int WATCH_MAX = 3_600;

    /** How long after an action its check is measured again and again, until the verdict is better. */
    private static final int TRIES = 20;

    private static final long TRY_MILLIS = 250;

    @Argument(name = "layer", description = "A layer or a check, such as registry or registry.races; none: all")
    @Completion(CheckNames.class)
    @Nullable
    String layer;

    @Option(
            name = "--watch",
            description = "Measure again after so many seconds, until Ctrl-C",
            valueToShowInHelp = "2")
    int watch;

    @Option(name = "--apply", description = "Offer each action that is a command, run it, and measure again")
    boolean apply;

    @Option(name = "--yes", description = "With --apply: do not ask")
    boolean yes;

    @Reference(optional = true)
    @Nullable
    Checklist checklist;

    @Reference
    @Nullable
    Session session;

    @Override
    void run() throws CommandException, InterruptedException {
        if (watch < 0 || watch > WATCH_MAX) {
            throw failure("--watch is " + watch + ", must be 0 to " + WATCH_MAX);
        }
        Checklist list = need(checklist, "the checklist");
        List<CheckResult> results = show(list);
        Semaphore never = new Semaphore(0);
        try {
            while (watch > 0 && !out.checkError() && !never.tryAcquire(watch, TimeUnit.SECONDS)) {
                if (!json) {
                    out.println();
                }
                results = show(list);
            }
        } catch (InterruptedException e) {
            // Ctrl-C is how it is meant to end.
            Thread.interrupted();
        }
        List<String> bad = results.stream()
                .filter(result -> result.verdict() == Verdict.BOTTLENECK)
                .map(CheckResult::id)
                .toList();
        if (!bad.isEmpty()) {
            throw silent("✗ " + String.join(", ", bad));
        }
    }

    /** Returns the results, after what was done about them. */
    private List<CheckResult> show(Checklist list) throws CommandException, InterruptedException {
        Report report = measured(list, layer);
        List<Object> applied = new ArrayList<>();
        if (!json) {
            ReportText.print(report, layer == null, out, width());
        }
        List<CheckResult> results = new ArrayList<>();
        for (CheckResult result : report.results()) {
            Action action = result.action();
            if (apply && action != null && action.kind() == Action.Kind.COMMAND && agreed(result, action.text())) {
                results.add(applied(list, result, action.text(), applied));
            } else {
                results.add(result);
            }
        }
        if (json) {
            Map<String, Object> values = new LinkedHashMap<>(report.values());
            if (apply) {
                values.put("applied", applied);
            }
            out.println(JsonText.line(values));
        }
        return results;
    }

    private static Report measured(Checklist list, @Nullable String of) throws CommandException, InterruptedException {
        try {
            return list.measure(of);
        } catch (IllegalArgumentException e) {
            throw failure(e.getMessage());
        }
    }

    private boolean agreed(CheckResult result, String command) throws CommandException {
        if (yes) {
            return true;
        }
        if (json) {
            throw failure("--apply with --json does not ask: add --yes");
        }
        String question = Table.clean(result.id() + ": run " + command + " ? [y/N] ");
        try {
            String answer;
            if (terminal != null && session != null) {
                answer = session.readLine(question, null);
            } else {
                out.print(question);
                out.flush();
                answer = line(session == null ? System.in : session.getKeyboard());
                out.println();
            }
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
        } catch (IOException e) {
            throw failure("the answer cannot be read: " + e.getMessage());
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && c != '\r'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private CheckResult applied(Checklist list, CheckResult before, String command, List<Object> applied)
            throws CommandException, InterruptedException {
        if (session == null) {
            throw failure("there is no session to run commands in");
        }
        try {
            session.execute(command);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw failure(command + " failed: " + e.getMessage());
        }
        CheckResult after = again(list, before);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", before.id());
        values.put("command", command);
        values.put("before", say(before));
        values.put("after", say(after));
        applied.add(values);
        if (!json) {
            out.println(Table.clean(before.id() + ": " + say(before) + " before, " + say(after) + " after"));
        }
        return after;
    }

    /** What a command changes may take effect a little later. */
    private static CheckResult again(Checklist list, CheckResult before) throws CommandException, InterruptedException {
        Semaphore never = new Semaphore(0);
        CheckResult after = measured(list, before.id()).results().get(0);
        for (int i = 0; i < TRIES && after.verdict().compareTo(before.verdict()) >= 0; i++) {
            if (!never.tryAcquire(TRY_MILLIS, TimeUnit.MILLISECONDS)) {
                after = measured(list, before.id()).results().get(0);
            }
        }
        return after;
    }

    private static String say(CheckResult result) {
        Measurement measurement = result.measurement();
        return result.verdict().sign() + " "
                + (measurement == null ? result.problem() : ReportText.figure(measurement));
    }
}
