package dev.backplane.cache.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.TierStatistics;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** Tiers to which something happens before each call. */
final class TierProxy {

    /** What happens; it may throw. */
    interface Before {
        void call(String method, Object[] arguments);
    }

    private TierProxy() {}

    static CacheTier of(CacheTier inner, Before before) {
        return of(inner, before, method -> {});
    }

    /** Returns a tier after each call to which something happens, before its result is returned. */
    static CacheTier after(CacheTier inner, Consumer<String> after) {
        return of(inner, (method, arguments) -> {}, after);
    }

    /** Returns a tier that says this of itself. */
    static CacheTier saying(CacheTier inner, TierStatistics statistics) {
        return (CacheTier) Proxy.newProxyInstance(
                CacheTier.class.getClassLoader(),
                new Class<?>[] {CacheTier.class},
                (proxy, method, arguments) ->
                        method.getName().equals("statistics") ? statistics : method.invoke(inner, arguments));
    }

    private static CacheTier of(CacheTier inner, Before before, Consumer<String> after) {
        return (CacheTier) Proxy.newProxyInstance(
                CacheTier.class.getClassLoader(), new Class<?>[] {CacheTier.class}, (proxy, method, arguments) -> {
                    before.call(method.getName(), arguments);
                    try {
                        Object result = method.invoke(inner, arguments);
                        after.accept(method.getName());
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
