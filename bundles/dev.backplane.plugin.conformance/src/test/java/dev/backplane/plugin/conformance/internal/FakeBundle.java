package dev.backplane.plugin.conformance.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A bundle context that only registers services. Not thread-safe. */
final class FakeBundle {

    final List<Object> services = new ArrayList<>();

    BundleContext context() {
        return proxy(BundleContext.class, (self, method, arguments) -> {
            assert method.getName().equals("registerService");
            services.add(arguments[1]);
            return proxy(ServiceRegistration.class, (registration, called, none) -> {
                assert called.getName().equals("unregister");
                services.remove(arguments[1]);
                return null;
            });
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
