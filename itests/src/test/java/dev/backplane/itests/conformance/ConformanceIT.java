package dev.backplane.itests.conformance;

import dev.backplane.itests.harness.Distribution;
import java.util.List;

/** The distribution conforms as it ships, in all revisions that the suite knows. */
class ConformanceIT extends ConformanceContract {

    @Override
    Distribution distribution() {
        return Distribution.conformance();
    }

    @Override
    String codec() {
        return "gson";
    }

    @Override
    List<Expected> withRequirements() {
        return WITH_REQUIREMENTS;
    }

    @Override
    List<Expected> older() {
        return OLDER;
    }
}
