package dev.backplane.checklist.internal.structures;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether each key that is configured is one that a part of the platform reads. For one thread. */
@Component(service = Check.class)
public final class Configuration extends RosterCheck {

    private static final String PLATFORM = "dev.backplane.";
    private static final String FOLDER = "OSGI-INF/metatype";
    private static final Pattern KEY = Pattern.compile("<AD\\s[^>]*?\\bid=\"([^\"]+)\"");
    private static final Pattern PID = Pattern.compile("<Designate\\s[^>]*?\\b(?:pid|factoryPid)=\"([^\"]+)\"");

    /** What the container puts in by itself. */
    private static final Pattern OTHERS =
            Pattern.compile("(service|component|felix|org|osgi)\\..*|\\..*", Pattern.CASE_INSENSITIVE);

    private final BundleContext context;
    private final ConfigurationAdmin admin;

    /** What bundles say that they read, by bundle and when it was last changed. */
    private final Map<Bundle, Told> told = new HashMap<>();

    private record Told(long changed, Map<String, Set<String>> keys) {}

    @Activate
    public Configuration(BundleContext context, @Reference ConfigurationAdmin admin) {
        super("structures.configuration");
        this.context = context;
        this.admin = admin;
    }

    @Override
    public Measurement measure() throws IOException, InvalidSyntaxException {
        Map<String, Set<String>> read = read();
        org.osgi.service.cm.Configuration[] all = admin.listConfigurations("(service.pid=" + PLATFORM + "*)");
        int keys = 0;
        List<Action> unread = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (org.osgi.service.cm.Configuration each : all == null ? new org.osgi.service.cm.Configuration[0] : all) {
            String pid = each.getFactoryPid() == null ? each.getPid() : each.getFactoryPid();
            Set<String> known = read.get(pid);
            Dictionary<String, Object> properties = each.getProperties();
            if (known == null || properties == null) {
                continue;
            }
            for (String key : Collections.list(properties.keys())) {
                if (OTHERS.matcher(key).matches()) {
                    continue;
                }
                keys++;
                if (!known.contains(key)) {
                    names.add(pid + ": " + key);
                    unread.add(Action.command("config:property-delete -p " + each.getPid() + " " + key));
                }
            }
        }
        return Measurement.of(unread.size(), "keys that nobody reads", "0", Verdict.below(unread.size(), 1, 10))
                .saying(keys + " keys are set, for " + read.size() + " parts"
                        + (names.isEmpty() ? "" : "; unknown: " + String.join(", ", names)))
                .remedy(unread.isEmpty() ? null : unread.get(0));
    }

    /** Returns the keys that are read, by PID. */
    private Map<String, Set<String>> read() throws IOException {
        Map<String, Set<String>> read = new HashMap<>();
        Set<Bundle> there = new HashSet<>();
        for (Bundle bundle : context.getBundles()) {
            if (!String.valueOf(bundle.getSymbolicName()).startsWith(PLATFORM)) {
                continue;
            }
            there.add(bundle);
            Told before = told.get(bundle);
            if (before == null || before.changed() != bundle.getLastModified()) {
                before = new Told(bundle.getLastModified(), keys(bundle));
                told.put(bundle, before);
            }
            read.putAll(before.keys());
        }
        told.keySet().retainAll(there);
        if (read.isEmpty()) {
            throw new IllegalStateException("no bundle says what it reads");
        }
        return read;
    }

    private static Map<String, Set<String>> keys(Bundle bundle) throws IOException {
        Map<String, Set<String>> read = new HashMap<>();
        if (bundle.getState() < Bundle.RESOLVED || bundle.getEntryPaths(FOLDER) == null) {
            return read;
        }
        for (String path : Collections.list(bundle.getEntryPaths(FOLDER))) {
            URL file = bundle.getEntry(path);
            try (InputStream in = file.openStream()) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                Set<String> keys = new HashSet<>();
                Matcher key = KEY.matcher(text);
                while (key.find()) {
                    keys.add(key.group(1));
                }
                Matcher pid = PID.matcher(text);
                while (pid.find()) {
                    read.put(pid.group(1), keys);
                }
            }
        }
        return read;
    }
}
