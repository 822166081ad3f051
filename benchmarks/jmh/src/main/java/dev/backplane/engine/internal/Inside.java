package dev.backplane.engine.internal;

import dev.backplane.api.Tool;
import dev.backplane.spi.call.CallObserver;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.transport.Endpoint;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.osgi.framework.Constants;

/** An engine outside of the container, configured as by default. */
public final class Inside implements AutoCloseable {

    private final Engine engine;

    public Inside(Registry registry, SessionStore store, Codec codec, Dispatcher dispatcher) {
        EngineConfig config = (EngineConfig) Proxy.newProxyInstance(
                EngineConfig.class.getClassLoader(),
                new Class<?>[] {EngineConfig.class},
                (proxy, method, arguments) -> method.getDefaultValue());
        CacheUse cache = new CacheUse(null);
        engine = new Engine(
                registry,
                store,
                codec,
                dispatcher,
                new ChangeFeed(cache),
                cache,
                Settings.of(config),
                "1",
                Clock.systemUTC(),
                new ScheduledThreadPoolExecutor(1),
                null);
    }

    public Endpoint endpoint() {
        return engine;
    }

    public void add(Tool<?> tool) {
        engine.addTool(tool, Map.of(Constants.SERVICE_BUNDLEID, 1L));
    }

    public void add(CallObserver observer) {
        engine.addObserver(observer);
    }

    @Override
    public void close() {
        engine.deactivate();
    }
}
