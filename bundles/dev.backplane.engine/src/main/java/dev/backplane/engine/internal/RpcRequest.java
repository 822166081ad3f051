package dev.backplane.engine.internal;

import dev.backplane.api.Caller;
import dev.backplane.api.Json;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Exchange;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to its handler.
 *
 * @param id a copy, usable for as long as needed
 * @param params the members of {@code params}, valid until the exchange is answered
 * @param meta the members of {@code params._meta}, valid as long
 * @param session null in revision 2026-07-28
 */
record RpcRequest(
        Codec codec,
        Exchange exchange,
        ProtocolVersion version,
        Slice id,
        String method,
        Members params,
        Members meta,
        @Nullable LiveSession session,
        ClientProfile client,
        Reply reply) {

    /** Returns the same request, which is answered otherwise. */
    RpcRequest answering(Reply other) {
        return new RpcRequest(codec, exchange, version, id, method, params, meta, session, client, other);
    }

    /** @throws ProtocolException if the parameter is absent or no string */
    String requiredString(String name) {
        Slice value = params.get(name);
        if (value == null) {
            throw ProtocolException.invalidParams("params." + name + " is missing");
        }
        return Json.string(checked(value, name), "params." + name);
    }

    /** @throws ProtocolException if the parameter is there, but no string */
    @Nullable
    String optionalString(String name) {
        Slice value = params.get(name);
        if (value == null) {
            return null;
        }
        return checked(value, name) instanceof String text ? text : fail("params." + name + " must be a string");
    }

    /** Returns null if the parameter is absent. */
    @Nullable
    Map<String, Object> optionalObject(String name) {
        Slice value = params.get(name);
        return value == null ? null : Json.object(checked(value, name), "params." + name);
    }

    Map<String, Object> object(String name) {
        Map<String, Object> value = optionalObject(name);
        return value == null ? new LinkedHashMap<>() : value;
    }

    private @Nullable Object checked(Slice value, String name) {
        try {
            return codec.value(value);
        } catch (CodecException e) {
            return fail("params." + name + ": " + e.getMessage());
        }
    }

    private static <T> T fail(String message) {
        throw ProtocolException.invalidParams(message);
    }

    Caller caller() {
        return new Caller(
                exchange.principal(),
                exchange.address(),
                exchange.transport(),
                session == null ? null : session.id(),
                version.id(),
                client.name(),
                client.version());
    }
}
