package dev.backplane.itests.harness;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Prints the tail of every running instance's log with a failure; found by JUnit as a service. */
public final class LogsOnFailure implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            System.err.println(test.getDisplayName() + " failed.\n" + Container.tails());
        }
    }
}
