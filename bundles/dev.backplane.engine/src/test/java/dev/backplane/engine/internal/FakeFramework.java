package dev.backplane.engine.internal;

import dev.backplane.spi.cache.HeldStatistics;
import dev.backplane.spi.cache.HeldValues;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;

/** As much of a framework as the engine sees. */
final class FakeFramework {

    private final List<SynchronousBundleListener> listeners = new CopyOnWriteArrayList<>();
    private final List<HeldValues> held = new CopyOnWriteArrayList<>();
    private volatile int state = Bundle.ACTIVE;

    BundleContext context() {
        return fake(BundleContext.class, (method, arguments) -> switch (method) {
            case "addBundleListener" -> listeners.add((SynchronousBundleListener) arguments[0]) ? null : null;
            case "removeBundleListener" -> listeners.remove(arguments[0]) ? null : null;
            case "getBundle" -> bundle(0);
            case "registerService" -> show((HeldValues) arguments[1]);
            default -> throw new AssertionError("unexpected " + method);
        });
    }

    private ServiceRegistration<?> show(HeldValues values) {
        held.add(values);
        return fake(ServiceRegistration.class, (method, arguments) -> held.remove(values) ? null : null);
    }

    /** Returns the figures of what is held in a namespace, as the cache sees them. */
    HeldStatistics held(String namespace) {
        return held.stream()
                .filter(values -> values.namespace().equals(namespace))
                .findFirst()
                .orElseThrow()
                .statistics();
    }

    private Bundle bundle(long id) {
        return fake(Bundle.class, (method, arguments) -> switch (method) {
            case "getBundleId" -> id;
            case "getState" -> state;
            case "hashCode" -> (int) id;
            default -> throw new AssertionError("unexpected " + method);
        });
    }

    void uninstall(long bundle) {
        BundleEvent event = new BundleEvent(BundleEvent.UNINSTALLED, bundle(bundle));
        listeners.forEach(listener -> listener.bundleChanged(event));
    }

    /** The whole framework begins to stop. */
    void stop() {
        state = Bundle.STOPPING;
    }

    int listeners() {
        return listeners.size();
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}
