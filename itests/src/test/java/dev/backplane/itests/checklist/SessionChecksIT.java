package dev.backplane.itests.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.backplane.itests.busy.BusyTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.TestBundle;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of sessions, and of how work is passed on. */
class SessionChecksIT {
    private static final int SESSIONS = 60;
    private static final String POOL = "dev.backplane.dispatch.pool";

    private static Patient patient;

    @BeforeAll
    static void start() {
        patient = Patient.shared();
    }

    @AfterEach
    void well() {
        patient.ail("calm", "", 0);
        patient.backplane().shell("mcp:slot-use session memory");
    }

    @Test
    void hibernation_setTooLate_isSetRight() {
        patient.demand("sessions.hibernation", Patient.OPTIMAL);
        patient.backplane().shell("config:property-set -p dev.backplane.engine sessionHibernateMillis 3600000");
        for (int i = 0; i < 5; i++) {
            patient.open();
        }
        patient.cure("sessions.hibernation", "config:property-set -p dev.backplane.engine sessionHibernateMillis 500");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sessions.iteration", "sessions.store-concurrency"})
    void slowStore_swappedIn_isSeenAndSwappedOut(String id) {
        for (int i = 0; i < SESSIONS; i++) {
            patient.open();
        }
        patient.demand(id, Patient.OPTIMAL);
        patient.backplane().shell("mcp:slot-use session sluggish");
        patient.cure(id, "mcp:slot-use session memory");
    }

    @Test
    void closes_storeLosesSessions_areCounted() {
        patient.demand("sessions.closes", Patient.OPTIMAL);
        patient.backplane().shell("config:property-set -p dev.backplane.engine sessionHibernateMillis 100");
        String session = patient.open();
        Await.until(
                "the session's sleep",
                Duration.ofSeconds(10),
                () -> patient.check("sessions.hibernation")
                        .get("detail")
                        .getAsString()
                        .startsWith("0 live"));
        patient.ail("lose-sessions", "", 0);
        assertThat(patient.ping(session)).isEqualTo(404);
        patient.demandIll("sessions.closes");
        patient.demand("sessions.closes", Patient.OPTIMAL);
    }

    @Test
    void lanes_controlIsJammed_getMoreWorkers() {
        patient.demand("sessions.lanes", Patient.OPTIMAL);
        patient.ail("jam", "control", 5);
        patient.cure("sessions.lanes", "config:property-set -p " + POOL + " controlWorkers 7");
    }

    @Test
    void calls_workersAreJammed_getMoreWorkers() {
        patient.demand("messages.calls", Patient.OPTIMAL);
        patient.ail("jam", "normal", 40);
        JsonObject ill = patient.demandIll("messages.calls");
        assertThat(Patient.action(ill)).startsWith("config:property-set -p " + POOL + " workers ");
        assertThat(patient.apply("messages.calls").get("after").getAsString()).startsWith("✓");
    }

    @Test
    void handOff_toolHoldsUpItsThread_isNamedUntilItSaysSo() {
        patient.backplane()
                .shell("bundle:install -s " + TestBundle.of(BusyTool.class).toUri());
        try {
            patient.demand("messages.hand-off", Patient.OPTIMAL);
            busy();
            assertThat(Patient.action(patient.demandIll("messages.hand-off"))).contains("the tool busy blocking");
            patient.backplane()
                    .shell("bundle:update dev.backplane.itests.busy "
                            + TestBundle.of(BusyTool.class, "2.0.0", Map.of()).toUri());
            patient.demand("messages.hand-off", Patient.OPTIMAL);
            busy();
            assertThat(Patient.verdict(patient.check("messages.hand-off"))).isEqualTo(Patient.OPTIMAL);
        } finally {
            patient.backplane().shell("bundle:uninstall dev.backplane.itests.busy");
        }
    }

    /** Several times, since what a collection of garbage makes longer does not count. */
    private static void busy() {
        for (int i = 0; i < 5; i++) {
            patient.call("busy", "{\"millis\":100}");
        }
    }
}
