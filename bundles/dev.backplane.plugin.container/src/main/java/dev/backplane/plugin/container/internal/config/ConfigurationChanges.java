package dev.backplane.plugin.container.internal.config;

import dev.backplane.api.Changes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Tells the subscribers of a configuration's resource when it changes, and all clients when one comes or goes. Called on
 * ConfigAdmin's event thread.
 */
@Component
public final class ConfigurationChanges implements ConfigurationListener {

    private final Changes changes;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    @Activate
    public ConfigurationChanges(@Reference ConfigurationAdmin admin, @Reference Changes changes) {
        this.changes = changes;
        new Configurations(admin).all().forEach(configuration -> known.add(configuration.pid()));
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        boolean deleted = event.getType() == ConfigurationEvent.CM_DELETED;
        boolean listChanged = deleted
                ? known.remove(event.getPid())
                : event.getType() == ConfigurationEvent.CM_UPDATED && known.add(event.getPid());
        if (deleted || event.getType() == ConfigurationEvent.CM_UPDATED) {
            changes.resourceUpdated(Configurations.uri(event.getPid()));
        }
        if (listChanged) {
            changes.resourceListChanged();
        }
    }
}
