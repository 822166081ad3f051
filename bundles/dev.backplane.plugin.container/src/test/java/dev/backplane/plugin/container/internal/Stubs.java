package dev.backplane.plugin.container.internal;

import dev.backplane.api.Changes;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** The container's services, as far as the tests need them. */
public final class Stubs {

    private Stubs() {}

    public static <T> T of(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** A configuration with those values; null: one that has been made and not been filled. */
    public static Configuration configuration(String pid, Map<String, Object> properties) {
        return of(Configuration.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getPid" -> pid;
            case "getProperties" -> properties == null ? null : new Hashtable<>(properties);
            case "getChangeCount" -> 7L;
            case "getFactoryPid", "getBundleLocation" -> null;
            default -> throw new AssertionError(method + " changes something, or is not expected");
        });
    }

    /** A ConfigAdmin that can only list. */
    public static ConfigurationAdmin admin(Configuration... configurations) {
        return of(ConfigurationAdmin.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("listConfigurations")) {
                throw new AssertionError(method + " may make a configuration");
            }
            String filter = (String) arguments[0];
            Configuration[] found = Arrays.stream(configurations)
                    .filter(each -> filter == null || filter.equals("(service.pid=" + each.getPid() + ")"))
                    .toArray(Configuration[]::new);
            return found.length == 0 ? null : found;
        });
    }

    /** Declarative Services without any component. */
    public static ServiceComponentRuntime noComponents() {
        return of(ServiceComponentRuntime.class, (proxy, method, arguments) -> Collections.emptyList());
    }

    /** Notes what has changed; the list of resources as {@code list}. */
    public static final class Noted implements Changes {
        public final BlockingQueue<String> changes = new LinkedBlockingQueue<>();

        @Override
        public void resourceUpdated(String uri) {
            changes.add(uri);
        }

        @Override
        public void resourceListChanged() {
            changes.add("list");
        }

        @Override
        public void elicitationCompleted(String elicitationId) {
            changes.add(elicitationId);
        }

        public List<String> taken() {
            List<String> taken = new ArrayList<>();
            changes.drainTo(taken);
            return taken;
        }
    }
}
