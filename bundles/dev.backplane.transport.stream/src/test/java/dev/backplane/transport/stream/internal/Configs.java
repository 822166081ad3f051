package dev.backplane.transport.stream.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Configurations with some values, and the defaults of the others. */
final class Configs {

    private Configs() {}

    static TcpConfig tcp(Map<String, Object> values) {
        return of(TcpConfig.class, values);
    }

    static UnixConfig unix(Map<String, Object> values) {
        return of(UnixConfig.class, values);
    }

    private static <T> T of(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object value = values.get(method.getName());
            return value == null ? method.getDefaultValue() : value;
        }));
    }
}
