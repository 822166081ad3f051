package dev.backplane.dispatch.virtual.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests of the dispatcher on a JVM with virtual threads, if this machine has one. */
class NewerJdkTest {

    private static final long LIMIT_SECONDS = 300;

    @TempDir
    Path folder;

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20, disabledReason = "this JVM runs VirtualDispatcherTest itself")
    void virtualDispatcher_onANewerJdk_keepsTheContract() throws Exception {
        Optional<Jdk> jdk = Jdk.newest(VirtualThreads.JAVA);
        assumeTrue(
                jdk.isPresent(),
                "no JDK of " + VirtualThreads.JAVA
                        + " or later beside this one, nor in BACKPLANE_JDKS: the contract on virtual threads is not tested");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        jdk.orElseThrow().java().toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        RunTests.class.getName(),
                        VirtualDispatcherTest.class.getName(),
                        PoolSwapTest.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();

        String printed = Files.readString(output);
        assertThat(ended).as(printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(printed).contains("on Java " + jdk.orElseThrow().version());
    }
}
