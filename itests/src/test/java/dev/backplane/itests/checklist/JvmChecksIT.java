package dev.backplane.itests.checklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.backplane.itests.busy.BusyTool;
import dev.backplane.itests.harness.Shell;
import dev.backplane.itests.harness.TestBundle;
import dev.backplane.itests.tuned.SlowCodec;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of the codec, the heap, and what is not Java; and the report. */
class JvmChecksIT {
    private static final Map<String, String> CARRIES = Map.of("-includeresource", "libcarried.so;literal='native'");

    private static Patient patient;

    @BeforeAll
    static void start() {
        patient = Patient.shared();
    }

    @AfterEach
    void well() {
        patient.ail("calm", "", 0);
        patient.ail("release", "", 0);
        patient.backplane().shell("mcp:slot-use codec gson");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json.codec", "json.copies", "structures.records"})
    void codec_slowAndNative_isSwappedOut(String id) {
        patient.demand(id, Patient.OPTIMAL);
        patient.demand("native.codec", Patient.OPTIMAL);
        patient.backplane()
                .shell("bundle:install -s "
                        + TestBundle.of(SlowCodec.class, "1.0.0", CARRIES).toUri());
        try {
            patient.backplane().shell("mcp:slot-use codec slow");
            patient.demandIll("native.codec");
            patient.cure(id, "mcp:slot-use codec gson");
            patient.demand("native.codec", Patient.OPTIMAL);
        } finally {
            patient.backplane().shell("mcp:slot-use codec gson;bundle:uninstall dev.backplane.itests.tuned");
        }
    }

    @Test
    void utf8_notValidated_isValidatedAgain() {
        patient.demand("json.utf8", Patient.OPTIMAL);
        patient.backplane().shell("config:property-set -p dev.backplane.codec.gson validateUtf8 false");
        patient.cure("json.utf8", "config:property-set -p dev.backplane.codec.gson validateUtf8 true");
    }

    @Test
    void sizeLimits_messageMayFillTheHeap_isSetLower() {
        patient.demand("json.size-limits", Patient.OPTIMAL);
        patient.backplane().shell("config:property-set -p dev.backplane.transport.http bodyBytesMax 268435456");
        patient.cure("json.size-limits", "config:property-set -p dev.backplane.transport.http bodyBytesMax 4194304");
    }

    @Test
    void configuration_keyThatNobodyReads_isDeleted() {
        patient.demand("structures.configuration", Patient.OPTIMAL);
        patient.backplane().shell("config:property-set -p dev.backplane.codec.gson validateUft8 false");
        patient.cure("structures.configuration", "config:property-delete -p dev.backplane.codec.gson validateUft8");
    }

    @Test
    void redis_anotherBundleHasItsClient_isStopped() {
        patient.demand("native.redis", Patient.OPTIMAL);
        patient.backplane().shell("feature:install backplane-cache-redis");
        try {
            patient.demand("native.redis", Patient.OPTIMAL);
            patient.backplane()
                    .shell("bundle:install -s "
                            + TestBundle.of(BusyTool.class, "1.0.0", Map.of("Import-Package", "redis.clients.jedis,*"))
                                    .toUri());
            JsonObject ill = patient.demandIll("native.redis");
            assertThat(Patient.action(ill)).startsWith("bundle:stop ");
            assertThat(patient.apply("native.redis").get("after").getAsString()).startsWith("✓");
        } finally {
            patient.backplane()
                    .shell("bundle:uninstall dev.backplane.itests.busy;feature:uninstall backplane-cache-redis");
        }
    }

    @Test
    void libraries_bundleBringsSome_isUninstalled() {
        patient.demand("native.libraries", Patient.OPTIMAL);
        patient.backplane()
                .shell("bundle:install -s "
                        + TestBundle.of(BusyTool.class, "1.0.0", CARRIES).toUri());
        JsonObject ill = patient.demandIll("native.libraries");
        assertThat(Patient.action(ill)).startsWith("bundle:uninstall ");
        assertThat(patient.apply("native.libraries").get("after").getAsString()).startsWith("✓");
    }

    @Test
    void tls_ofAnotherProvider_isNamed() {
        patient.demand("native.tls", Patient.OPTIMAL);
        patient.ail("foreign-tls", "", 0);
        try {
            assertThat(Patient.action(patient.demandIll("native.tls"))).contains("Foreign");
        } finally {
            patient.ail("own-tls", "", 0);
        }
        patient.demand("native.tls", Patient.OPTIMAL);
    }

    @Test
    void sweep_withoutAPeriodicCycle_namesTheOption() {
        patient.demand("memory.sweep", Patient.OPTIMAL);
        patient.ail("option", "G1PeriodicGCInterval", 0);
        try {
            assertThat(Patient.action(patient.demandIll("memory.sweep"))).contains("-XX:G1PeriodicGCInterval");
        } finally {
            patient.ail("option", "G1PeriodicGCInterval", 2_000);
        }
        patient.demand("memory.sweep", Patient.OPTIMAL);
    }

    /** The heap fills: it is near its bound, is not free again, and stopping to look at it makes everybody late. */
    @Test
    void heap_leaks_isSeenUntilItIsReleased() {
        patient.ail("collect", "", 0);
        patient.demand("memory.bounds", Patient.OPTIMAL);
        patient.demand("sessions.memory-back", Patient.OPTIMAL);
        patient.ail("hold", "", 380);
        patient.ail("collect", "", 0);
        assertThat(Patient.action(patient.demandIll("memory.bounds"))).isEqualTo("-Xmx1024m");
        patient.demandIll("sessions.memory-back");
        patient.demand("memory.watcher", Patient.OPTIMAL);
        patient.ail("stop-the-world", "", 1);
        patient.demandIll("memory.watcher");
        patient.ail("calm", "", 0);
        patient.ail("release", "", 0);
        patient.ail("collect", "", 0);
        patient.demand("memory.bounds", Patient.OPTIMAL);
        patient.demand("sessions.memory-back", Patient.OPTIMAL);
        patient.demand("memory.watcher", Patient.OPTIMAL);
    }

    @Test
    void report_hasTwelveLayersAndFailsAScript() {
        JsonObject report = patient.report("", "");
        assertThat(report.getAsJsonArray("layers")).hasSize(12);
        assertThat(report.get("grade").getAsString()).matches("[A-F]");
        for (JsonElement each : report.getAsJsonArray("checks")) {
            JsonObject check = each.getAsJsonObject();
            if (!check.has("figure")) {
                assertThat(Patient.verdict(check)).isEqualTo("bottleneck");
            }
        }
        assertThat(report.getAsJsonObject("priorities").has("long term")).isTrue();
        assertThatThrownBy(() -> patient.backplane().shell("mcp:checklist cache"))
                .isInstanceOf(Shell.ShellFailure.class)
                .hasMessageContaining("3 Cache");
        assertThat(patient.backplane().shell("mcp:checklist native.tls"))
                .contains("12 Native dependencies", "✓", "Ran 1 checks")
                .doesNotContain("✗");
    }
}
