package dev.backplane.checklist.internal;

import dev.backplane.spi.check.Layer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** The checklist's configuration, as it is now. Thread-safe. */
@Component(service = Settings.class, configurationPid = Settings.PID)
@Designate(ocd = ChecklistConfig.class)
public final class Settings {

    /** The PID of the configuration. */
    public static final String PID = "dev.backplane.checklist";

    private static final double WEIGHT_MAX = 1_000;

    /** Values within their bounds. */
    record Values(
            long periodMillis,
            long limitMillis,
            long windowMillis,
            long sessionIdleMillis,
            Map<Layer, Double> weights) {}

    private volatile Values values;

    /** @throws IllegalArgumentException if a value is out of bounds; the message names key, value and bounds */
    @Activate
    public Settings(ChecklistConfig config) {
        values = read(config);
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(ChecklistConfig config) {
        values = read(config);
    }

    Values values() {
        return values;
    }

    /** Returns over what time events are counted. */
    public long windowMillis() {
        return values.windowMillis();
    }

    /** Returns how long a session may be idle and not hibernate. */
    public long sessionIdleMillis() {
        return values.sessionIdleMillis();
    }

    private static Values read(ChecklistConfig config) {
        return new Values(
                bounded("periodMillis", config.periodMillis(), 100, 3_600_000),
                bounded("limitMillis", config.limitMillis(), 10, 60_000),
                bounded("windowMillis", config.windowMillis(), 100, 3_600_000),
                bounded("sessionIdleMillis", config.sessionIdleMillis(), 100, 31_536_000_000L),
                weights(config.weights()));
    }

    private static long bounded(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    PID + ": " + key + " is " + value + ", must be " + least + " to " + most);
        }
        return value;
    }

    static Map<Layer, Double> weights(String text) {
        Map<Layer, Double> weights = new EnumMap<>(Layer.class);
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            String[] pair = part.split("=", 2);
            Optional<Layer> layer = Arrays.stream(Layer.values())
                    .filter(each -> each.id().equals(pair[0].strip()))
                    .findFirst();
            double weight;
            try {
                weight = pair.length == 2 ? Double.parseDouble(pair[1].strip()) : Double.NaN;
            } catch (NumberFormatException e) {
                weight = Double.NaN;
            }
            if (layer.isEmpty() || !(weight >= 0 && weight <= WEIGHT_MAX)) {
                throw new IllegalArgumentException(PID + ": weights has " + part.strip()
                        + ", must be LAYER=NUMBER of 0 to " + (int) WEIGHT_MAX + ", LAYER one of "
                        + Arrays.stream(Layer.values()).map(Layer::id).toList());
            }
            weights.put(layer.get(), weight);
        }
        return Map.copyOf(weights);
    }
}
