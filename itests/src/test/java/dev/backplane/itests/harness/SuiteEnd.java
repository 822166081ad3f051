package dev.backplane.itests.harness;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Stops the shared instances after the last test; found by JUnit as a service. */
public final class SuiteEnd implements LauncherSessionListener {
    @Override
    public void launcherSessionClosed(LauncherSession session) {
        Distribution.stopShared();
    }
}
