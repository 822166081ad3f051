package dev.backplane.itests.load;

import java.util.Random;

/** The names that all registry writers use together. Each is given up after some operations, so that its history stays short. */
final class SharedKeys {
    private static final int KEYS = 8;
    private static final int OPERATIONS_MAX = 30;

    private final String[] names = new String[KEYS];
    private final int[] used = new int[KEYS];
    private int given;

    /** Returns the name for one operation. */
    synchronized String name(Random random) {
        int i = random.nextInt(KEYS);
        if (names[i] == null || used[i] == OPERATIONS_MAX) {
            names[i] = "shared-" + ++given;
            used[i] = 0;
        }
        used[i]++;
        return names[i];
    }
}
