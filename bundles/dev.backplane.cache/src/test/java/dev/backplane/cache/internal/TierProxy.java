package dev.backplane.cache.internal;

import dev.backplane.spi.cache.CacheTier;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Tiers to which something happens before each call. */
final class TierProxy {

    /** What happens; it may throw. */
    interface Before {
        void call(String method, Object[] arguments);
    }

    private TierProxy() {}

    static CacheTier of(CacheTier inner, Before before) {
        return (CacheTier) Proxy.newProxyInstance(
                CacheTier.class.getClassLoader(), new Class<?>[] {CacheTier.class}, (proxy, method, arguments) -> {
                    before.call(method.getName(), arguments);
                    try {
                        return method.invoke(inner, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
