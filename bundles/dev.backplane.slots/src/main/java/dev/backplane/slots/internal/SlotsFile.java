package dev.backplane.slots.internal;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.Dictionary;
import java.util.Hashtable;
import org.apache.felix.utils.properties.Properties;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The configuration of the slots where the platform itself writes it. Thread-safe. */
final class SlotsFile {

    /** Where the installer of configuration files notes which file a configuration came from. */
    private static final String FILE = "felix.fileinstall.filename";

    private final ConfigurationAdmin configurations;

    SlotsFile(ConfigurationAdmin configurations) {
        this.configurations = configurations;
    }

    /** Has the configuration say that a variant is to be active, and the file that it came from, if there is one. */
    synchronized void remember(String slot, String variant) throws IOException {
        Configuration configuration = configurations.getConfiguration(ServiceSlots.PID, null);
        Dictionary<String, Object> properties = configuration.getProperties();
        if (properties == null) {
            properties = new Hashtable<>();
        }
        if (variant.equals(properties.get(slot))) {
            return;
        }
        properties.put(slot, variant);
        // The file first: whoever reads it from here on finds what the configuration is about to say.
        if (properties.get(FILE) instanceof String place) {
            File file = new File(URI.create(place));
            Properties lines = new Properties(file);
            lines.put(slot, variant);
            lines.save();
        }
        configuration.update(properties);
    }
}
