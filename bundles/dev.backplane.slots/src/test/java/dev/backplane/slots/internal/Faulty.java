package dev.backplane.slots.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.registry.Registry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Registries and cache tiers that work but for one call. */
final class Faulty {

    private Faulty() {}

    /**
     * Returns a registry of which one call fails.
     *
     * @param how it throws, or hangs until the latch opens, or forgets to do what it says
     * @param before runs before that call, and before the first entry is copied
     */
    static Registry registry(
            Registry inner, String method, int call, String how, CountDownLatch hang, Runnable before) {
        return of(Registry.class, inner, "register", method, call, how, hang, before);
    }

    /** Returns a tier of which one call fails, as {@link #registry} does. */
    static CacheTier tier(CacheTier inner, String method, int call, String how, CountDownLatch hang, Runnable before) {
        return of(CacheTier.class, inner, "write", method, call, how, hang, before);
    }

    private static <T> T of(
            Class<T> contract,
            T inner,
            String fill,
            String method,
            int call,
            String how,
            CountDownLatch hang,
            Runnable before) {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger filled = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        return contract.cast(Proxy.newProxyInstance(
                contract.getClassLoader(), new Class<?>[] {contract}, (proxy, called, arguments) -> {
                    if (called.getName().equals(fill) && filled.incrementAndGet() == 2) {
                        before.run();
                    }
                    if (called.getName().equals(method)
                            && calls.incrementAndGet() >= call
                            && failed.compareAndSet(false, true)) {
                        if (method.equals(fill)) {
                            before.run();
                        }
                        switch (how) {
                            case "throws" -> throw new IllegalStateException(method + " fails");
                            case "hangs" -> {
                                while (hang.getCount() > 0) {
                                    Thread.onSpinWait();
                                }
                            }
                            default -> {
                                return null;
                            }
                        }
                    }
                    try {
                        return called.invoke(inner, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
