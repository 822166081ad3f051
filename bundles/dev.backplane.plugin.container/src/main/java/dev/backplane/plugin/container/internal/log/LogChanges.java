package dev.backplane.plugin.container.internal.log;

import dev.backplane.api.Changes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the subscribers of the log's resource when the log grows, at most once a second. Follows the log where the
 * logging configuration moves it. The watch is guarded by this.
 */
@Component(immediate = true)
public final class LogChanges implements ConfigurationListener {

    private static final Logger LOG = LoggerFactory.getLogger(LogChanges.class);
    private static final long INTERVAL_MILLIS = 1_000;

    private final LogLocation location;
    private final Changes changes;
    private @Nullable LogWatch watch;

    @Activate
    public LogChanges(@Reference LogLocation location, @Reference Changes changes) {
        this.location = location;
        this.changes = changes;
        restart();
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getPid().equals(LogLocation.PID)) {
            restart();
        }
    }

    @Deactivate
    synchronized void stop() {
        if (watch != null) {
            try {
                watch.close();
            } catch (IOException e) {
                LOG.warn("Cannot close the watch of the log", e);
            }
            watch = null;
        }
    }

    private synchronized void restart() {
        stop();
        try {
            watch = new LogWatch(location.get(), INTERVAL_MILLIS, () -> changes.resourceUpdated(LogResource.URI));
        } catch (IOException | RuntimeException e) {
            LOG.warn("Cannot watch the log: subscribers of {} will not be told of new entries", LogResource.URI, e);
        }
    }
}
