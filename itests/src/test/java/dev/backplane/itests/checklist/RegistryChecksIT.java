package dev.backplane.itests.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of the registry, and of what stores and subscriptions have of it. */
class RegistryChecksIT {
    private static final int ENTRIES = 1_000;

    private static Patient patient;

    @BeforeAll
    static void start() {
        patient = Patient.shared();
    }

    @BeforeEach
    void single() {
        patient.backplane().shell("mcp:slot-use registry single");
    }

    @AfterEach
    void well() {
        patient.ail("calm", "", 0);
        patient.backplane().shell("mcp:slot-use registry single");
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.lookup-cost", "registry.races", "store.reads", "cores.reads"})
    void slowRegistry_swappedIn_isSeenAndSwappedOut(String id) {
        patient.demand(id, Patient.OPTIMAL);
        patient.ail("fill", "slow", ENTRIES);
        try {
            patient.backplane().shell("mcp:slot-use registry sluggish");
            JsonObject ill = patient.demandIll(id);
            assertThat(Patient.action(ill)).startsWith("mcp:slot-use registry ").doesNotContain("sluggish");
            assertThat(patient.apply(id).get("after").getAsString()).startsWith("✓");
        } finally {
            patient.ail("gone", "slow", 0);
        }
    }

    @Test
    void subscriptions_inAList_growWithTheirNumber() {
        patient.demand("structures.subscriptions", Patient.OPTIMAL);
        patient.backplane().shell("mcp:slot-use registry sluggish");
        patient.cure("structures.subscriptions", "mcp:slot-use registry single");
    }

    @Test
    void owners_leaveEntriesBehind_areNamed() {
        patient.demand("registry.owners", Patient.OPTIMAL);
        patient.ail("orphan", "987654", 3);
        JsonObject ill = patient.demandIll("registry.owners");
        assertThat(ill.get("figure").getAsInt()).isEqualTo(3);
        assertThat(Patient.action(ill)).contains("bundle 987654");
        patient.ail("bundle-gone", "987654", 0);
        patient.demand("registry.owners", Patient.OPTIMAL);
    }

    @Test
    void singleWriter_halfAMillionEntries_goesToShards() {
        patient.demand("registry.single-writer", Patient.OPTIMAL);
        patient.ail("fill", "many", 500_000);
        try {
            patient.cure("registry.single-writer", "mcp:slot-use registry sharded");
            patient.demand("registry.lookup-cost", Patient.OPTIMAL);
        } finally {
            patient.ail("gone", "many", 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.queue-depth", "store.writes", "cores.registry"})
    void writes_flood_goToShards(String id) {
        patient.backplane().shell("config:property-set -p dev.backplane.registry.sharded shards 256");
        patient.ail("flood", "", 24);
        patient.cure(id, "mcp:slot-use registry sharded");
    }
}
