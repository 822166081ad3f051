package dev.backplane.connections.internal;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checked configuration.
 *
 * @param max connections in all, at least 1
 * @param addressMax connections from one address; 0: no limit
 * @param limitLoopback whether that holds for this machine's own addresses, too
 */
record Limits(int max, int addressMax, boolean limitLoopback) {

    private static final Logger LOG = LoggerFactory.getLogger(Limits.class);
    private static final int MOST = 10_000_000;

    /** Where the system does not say how many files may be open. */
    private static final int UNKNOWN_MAX = 10_000;

    /** @throws IllegalArgumentException naming key, value and bound */
    static Limits of(ConnectionsConfig config) {
        int max = bounded("connectionsMax", config.connectionsMax());
        return new Limits(
                max == 0 ? fromOpenFiles(openFilesMax()) : max,
                bounded("addressConnectionsMax", config.addressConnectionsMax()),
                config.limitLoopback());
    }

    /** The rest is for files, logs, jars, and connections to others. */
    static int fromOpenFiles(long openFiles) {
        return openFiles <= 0 ? UNKNOWN_MAX : (int) Math.max(1, Math.min(MOST, openFiles / 4 * 3));
    }

    private static int bounded(String key, int value) {
        if (value < 0 || value > MOST) {
            throw new IllegalArgumentException(
                    ConnectionLimiter.PID + ": " + key + " = " + value + " is outside of 0 to " + MOST);
        }
        return value;
    }

    private static long openFilesMax() {
        try {
            Object max = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("java.lang:type=OperatingSystem"), "MaxFileDescriptorCount");
            return max instanceof Long number ? number : 0;
        } catch (JMException e) {
            LOG.debug("The system does not say how many files may be open", e);
            return 0;
        }
    }
}
