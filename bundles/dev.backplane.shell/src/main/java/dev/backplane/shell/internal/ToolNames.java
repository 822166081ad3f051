package dev.backplane.shell.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.transport.Endpoint;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** Completes the names of tools; offers nothing where the platform does not answer at once. */
@Service
public final class ToolNames implements Completer {

    private static final long TIMEOUT_MILLIS = 1_000;

    @Reference(optional = true)
    @Nullable
    Endpoint endpoint;

    @Reference
    @Nullable
    BundleContext bundleContext;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        StringsCompleter names = new StringsCompleter(true);
        Codec codec = Active.of(bundleContext, Codec.class);
        if (endpoint != null && codec != null) {
            try {
                new Door(endpoint, codec, "1")
                        .list("tools/list", "tools", TIMEOUT_MILLIS)
                        .forEach(tool -> names.getStrings().add(String.valueOf(tool.get("name"))));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (DoorException e) {
                return -1;
            }
        }
        return names.complete(session, line, candidates);
    }
}
