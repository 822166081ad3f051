package dev.backplane.spi.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is in a message, comparable: with values in place of slices, whose text may differ. Stateless. */
final class Described {

    private Described() {}

    static List<Object> message(Codec codec, Message message) {
        List<Object> content = new ArrayList<>();
        content.add(message.getClass().getSimpleName());
        if (message instanceof Message.Request request) {
            content.addAll(List.of(request.method(), value(codec, request.id()), params(codec, request.params())));
        } else if (message instanceof Message.Notification notification) {
            content.addAll(List.of(notification.method(), params(codec, notification.params())));
        } else if (message instanceof Message.Response response) {
            content.add(value(codec, response.id()));
            content.add(value(codec, response.result()));
            content.add(value(codec, response.error()));
        } else if (message instanceof Message.Batch batch) {
            batch.elements().forEach(element -> content.add(value(codec, element)));
        } else if (message instanceof Message.Invalid invalid) {
            content.add(value(codec, invalid.id()));
            content.add(invalid.problem());
        }
        return content;
    }

    /** Returns the members in their order; null: none. */
    static Map<String, Object> params(Codec codec, Members members) {
        Map<String, Object> params = new LinkedHashMap<>();
        if (members != null) {
            members.members().forEach(member -> params.put(member.name(), value(codec, member.value())));
        }
        return params;
    }

    private static Object value(Codec codec, Slice slice) {
        return slice == null ? null : codec.value(slice);
    }
}
