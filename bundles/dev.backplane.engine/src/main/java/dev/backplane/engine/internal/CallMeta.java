package dev.backplane.engine.internal;

import dev.backplane.spi.codec.Members;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The part of a request's {@code _meta} that a handler may want. */
final class CallMeta {

    private CallMeta() {}

    /** Returns it without what the engine has used up; the log level stays. */
    static Map<String, Object> of(RpcRequest request) {
        Map<String, Object> values = Map.of();
        for (Members.Member member : request.meta().members()) {
            switch (member.name()) {
                case "progressToken",
                        ModernEra.PROTOCOL_VERSION,
                        ModernEra.CLIENT_CAPABILITIES,
                        ModernEra.CLIENT_INFO -> {}
                default -> {
                    Object value = request.codec().value(member.value());
                    if (value != null) {
                        values = values.isEmpty() ? new LinkedHashMap<>() : values;
                        values.put(member.name(), value);
                    }
                }
            }
        }
        return values.isEmpty() ? values : Collections.unmodifiableMap(values);
    }
}
