package dev.backplane.itests.load;

import dev.backplane.itests.load.Operation.What;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is wrong with a history: all that was refused, lost, duplicated or answered wrongly, one line each. For one
 * thread.
 */
public final class Verdict {
    private static final Set<What> KEYED =
            EnumSet.of(What.REGISTER, What.LOOKUP, What.UNREGISTER, What.REPLACE, What.OWNER_GONE);
    private static final Set<String> TOOLS = Set.of("echo", "slow", "registry", "count", "announce", "fill", "jvm");
    private static final int SHOWN = 20;
    private static final String GONE = Operation.ERROR + "404";

    private final History history;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Operation> opened = new HashMap<>();
    private final Map<String, Operation> deleted = new HashMap<>();

    /**
     * Checks a history.
     *
     * @throws AssertionError if anything is wrong; the message says how much, and what
     */
    public static void demandClean(History history) {
        List<String> problems = of(history);
        if (!problems.isEmpty()) {
            throw new AssertionError(problems.size() + " things are wrong:\n"
                    + String.join("\n", problems.subList(0, Math.min(SHOWN, problems.size()))));
        }
    }

    private Verdict(History history) {
        this.history = history;
    }

    /** Checks a history; gives what is wrong, nothing if all is right. */
    public static List<String> of(History history) {
        Verdict verdict = new Verdict(history);
        verdict.sessions();
        history.operations().forEach(verdict::answer);
        verdict.streams();
        verdict.keys();
        return verdict.problems;
    }

    private void sessions() {
        history.operations()
                .filter(each -> each.what() == What.OPEN && !each.failed())
                .forEach(each -> {
                    if (opened.put(each.subject(), each) != null) {
                        problem("a session's id was given twice", each);
                    }
                });
        history.operations()
                .filter(each -> each.what() == What.DELETE)
                .forEach(each -> deleted.put(each.subject(), each));
    }

    private void answer(Operation each) {
        Operation end = deleted.get(each.subject());
        if (end != null && each != end && each.start() >= end.end()) {
            if (!each.answer().startsWith(GONE)) {
                problem("a deleted session answered", each);
            }
            return;
        }
        if (each.failed()) {
            problem("refused or lost", each);
            return;
        }
        boolean right = switch (each.what()) {
            case ECHO -> each.answer().equals(each.argument());
            case SLOW -> each.answer().equals("waited " + each.argument() + " ms");
            case COUNT -> each.answer().equals(CountMoves.expected());
            case TASK_STATUS -> each.answer().matches("working( waits)?|completed|cancelled.*");
            case TASK_RESULT -> each.answer().equals("did " + each.argument());
            case TASK_LIST -> each.answer().equals(each.argument());
            case ANNOUNCE -> each.answer().equals("announced");
            case OWNER_GONE -> each.answer().equals("3 gone");
            case DELETE -> each.answer().equals("204");
            case INITIALIZED -> each.answer().equals("202");
            case LIST -> {
                List<String> names = Arrays.asList(each.answer().split(" "));
                yield names.containsAll(TOOLS) && new HashSet<>(names).size() == names.size();
            }
            default -> true;
        };
        if (!right) {
            problem("answered wrongly", each);
        }
    }

    /** Each announcement is heard once and in its order, by whom it is for, under ids that grow. */
    private void streams() {
        Map<String, List<String>> announced = new HashMap<>();
        Map<String, List<String>> heard = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        history.operations().forEach(each -> {
            if (each.what() == What.ANNOUNCE && !each.failed()) {
                announced
                        .computeIfAbsent(each.subject(), key -> new ArrayList<>())
                        .add(each.argument());
            } else if (each.what() == What.EVENT && !each.failed()) {
                if (each.answer().startsWith("itest:")) {
                    heard.computeIfAbsent(each.subject(), key -> new ArrayList<>())
                            .add(each.answer());
                }
                if (!each.argument().isEmpty()) {
                    long sequence = Long.parseLong(
                            each.argument().substring(each.argument().indexOf('-') + 1));
                    Long before = last.put(each.subject(), sequence);
                    if (before != null && before >= sequence) {
                        problem("an event after one of id " + before, each);
                    }
                }
            }
        });
        announced.forEach((subject, uris) -> {
            List<String> got = heard.getOrDefault(subject, List.of());
            if (!got.equals(uris)) {
                List<String> missing = new ArrayList<>(uris);
                got.forEach(missing::remove);
                List<String> extra = new ArrayList<>(got);
                uris.forEach(extra::remove);
                problems.add("stream of " + subject + ": announced " + uris.size() + ", heard " + got.size()
                        + "; missing " + missing + ", too many " + extra);
            }
        });
    }

    private void keys() {
        Map<String, List<Operation>> keys = new TreeMap<>();
        history.operations()
                .filter(each -> KEYED.contains(each.what()))
                .forEach(each -> keys.computeIfAbsent(each.subject(), key -> new ArrayList<>())
                        .add(each));
        keys.forEach((key, operations) -> {
            if (operations.stream().noneMatch(Operation::failed) && !Linearizability.holds(operations)) {
                operations.sort((first, second) -> Long.compare(first.start(), second.start()));
                problems.add("no order explains what happened to key " + key + ": " + operations);
            }
        });
    }

    private void problem(String what, Operation operation) {
        problems.add(what + ": " + operation);
    }
}
