package dev.backplane.transport.http.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A list of {@code Host} or {@code Origin} values that are let in. Immutable.
 *
 * @param all everything is let in
 * @param exact lower-case values that are let in as they stand
 * @param anyPort lower-case values that are let in with any port, and with none
 */
record AllowedNames(boolean all, Set<String> exact, Set<String> anyPort) {

    AllowedNames {
        exact = Set.copyOf(exact);
        anyPort = Set.copyOf(anyPort);
    }

    /** @throws IllegalArgumentException naming the key, if a value has a * in a wrong place */
    static AllowedNames of(String key, List<String> values) {
        boolean all = false;
        Set<String> exact = new HashSet<>();
        Set<String> anyPort = new HashSet<>();
        for (String value : values) {
            String name = value.toLowerCase(Locale.ROOT);
            if (name.equals("*")) {
                all = true;
            } else if (name.indexOf('*') < 0) {
                exact.add(name);
            } else if (name.endsWith(":*") && name.indexOf('*') == name.length() - 1) {
                anyPort.add(name.substring(0, name.length() - 2));
            } else {
                throw new IllegalArgumentException(
                        Settings.PID + ": " + key + " = " + value + " may have a * alone, or for the port at its end");
            }
        }
        return new AllowedNames(all, exact, anyPort);
    }

    boolean allows(String value) {
        if (all) {
            return true;
        }
        String name = value.toLowerCase(Locale.ROOT);
        return exact.contains(name) || anyPort.contains(withoutPort(name));
    }

    private static String withoutPort(String name) {
        int colon = name.lastIndexOf(':');
        if (colon <= name.lastIndexOf(']') || colon == name.length() - 1) {
            return name;
        }
        for (int i = colon + 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9') {
                return name;
            }
        }
        return name.substring(0, colon);
    }
}
