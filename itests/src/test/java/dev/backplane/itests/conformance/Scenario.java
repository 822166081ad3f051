package dev.backplane.itests.conformance;

import java.util.List;

/**
 * What one scenario of the suite found.
 *
 * @param checks in the order made
 */
record Scenario(String name, List<Check> checks) {

    Scenario {
        checks = List.copyOf(checks);
    }

    /**
     * One check.
     *
     * @param status {@code SUCCESS}, {@code FAILURE}, {@code WARNING}, {@code SKIPPED} or {@code INFO}
     * @param errorMessage empty: none
     */
    record Check(String id, String status, String errorMessage) {}

    /** How many checks ended so. */
    long count(String status) {
        return checks.stream().filter(check -> check.status().equals(status)).count();
    }

    /** One line for each check that ended so. */
    List<String> lines(String status) {
        return checks.stream()
                .filter(check -> check.status().equals(status))
                .map(check -> name + ": " + check.id() + ": " + check.errorMessage())
                .toList();
    }
}
