package dev.backplane.plugin.container.internal.jvm;

import dev.backplane.plugin.container.internal.ContainerException;
import dev.backplane.plugin.container.internal.jvm.HeapSummary.ClassUse;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How many instances each class has, by HotSpot's diagnostic command {@code GC.class_histogram}. The JVM stands still
 * while it counts: about a tenth of a second for each hundred megabytes. Stateless, thus thread-safe.
 */
final class ClassHistogram {

    private static final Pattern LINE =
            Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)(?:\\s+\\(([^)]*)\\))?\\s*");

    private ClassHistogram() {}

    /**
     * Counts the instances, those classes that hold the most first.
     *
     * @param live collects the garbage before; else what is garbage is counted as well
     * @throws ContainerException where this JVM has no such command
     */
    static List<ClassUse> take(boolean live) {
        try {
            Object text = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {live ? new String[0] : new String[] {"-all"}},
                            new String[] {String[].class.getName()});
            return parse(String.valueOf(text));
        } catch (JMException e) {
            throw new ContainerException("this JVM counts no instances (" + e.getMessage() + "): set classes to 0");
        }
    }

    static List<ClassUse> parse(String text) {
        return text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> new ClassUse(
                        line.group(3), line.group(4), Long.parseLong(line.group(1)), Long.parseLong(line.group(2))))
                .toList();
    }
}
