package dev.backplane.itests.conformance;

import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Settings;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/**
 * The distribution conforms with the Jackson codec too: in the proof in all revisions that the suite knows, otherwise in the
 * newest.
 */
class JacksonConformanceIT extends ConformanceContract {

    private Distribution backplane;

    @Override
    Distribution distribution() {
        backplane = Distribution.builder("conformance-jackson")
                .feature("backplane-conformance")
                .feature("backplane-codec-jackson")
                .configuration("dev.backplane.slots", "codec", "jackson")
                .start();
        return backplane;
    }

    @AfterAll
    void stop() {
        if (backplane != null) {
            backplane.stop();
        }
    }

    @Override
    String codec() {
        return "jackson";
    }

    @Override
    List<Expected> withRequirements() {
        return Settings.proof() ? WITH_REQUIREMENTS : WITH_REQUIREMENTS.subList(0, 1);
    }

    @Override
    List<Expected> older() {
        return Settings.proof() ? OLDER : List.of();
    }
}
