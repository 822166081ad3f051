package dev.backplane.dispatch.virtual.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class VirtualThreadsTest {

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20, disabledReason = "this JVM has virtual threads")
    void create_jvmWithoutVirtualThreads_refusesNamingBothVersions() {
        assertThatThrownBy(VirtualThreads::new)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("variant virtual needs virtual threads, so Java 21 or later; this is Java "
                        + Runtime.version().feature());
    }
}
