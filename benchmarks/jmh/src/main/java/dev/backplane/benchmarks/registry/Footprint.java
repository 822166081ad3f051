package dev.backplane.benchmarks.registry;

import dev.backplane.spi.registry.Entry;
import java.lang.ref.Reference;

/** Prints how many bytes of the heap each variant takes for an entry, beyond the entry itself. Wants the serial collector. */
public final class Footprint {

    private static final int ENTRIES = 1_000_000;

    private Footprint() {}

    public static void main(String[] args) {
        System.out.printf("%-8s %9s %9s %12s%n", "variant", "entries", "an owner", "bytes/entry");
        for (int count : new int[] {10_000, 100_000, 1_000_000}) {
            for (int perOwner : new int[] {1, 10, count}) {
                for (Variant variant : Variant.values()) {
                    System.out.printf(
                            "%-8s %9d %9d %12.1f%n", variant, count, perOwner, bytes(variant, count, perOwner));
                }
            }
        }
    }

    /** Fills as many as have {@value #ENTRIES} entries together: beside that, what the JVM itself does meanwhile is small. */
    private static double bytes(Variant variant, int count, int perOwner) {
        Entry[] entries = Entries.of(count, perOwner, 1);
        Variant.Subject[] subjects = new Variant.Subject[ENTRIES / count];
        long before = used();
        for (int i = 0; i < subjects.length; i++) {
            subjects[i] = variant.create();
            for (Entry entry : entries) {
                subjects[i].register(entry);
            }
        }
        long after = used();
        Reference.reachabilityFence(subjects);
        Reference.reachabilityFence(entries);
        return (after - before) / (double) ENTRIES;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
