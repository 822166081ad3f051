package dev.backplane.codec.jackson.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Decodes one message: walks over all tokens once, notes where the members of the message and of its params are, and only
 * then judges what kind of message it is, so that a text that is no JSON is always reported as such. One instance decodes
 * one text. Not thread-safe.
 */
final class MessageReader {

    private enum Id {
        ABSENT,
        USABLE,
        NULL,
        OTHER
    }

    private final TokenCursor in;
    private boolean version;
    private Id idKind = Id.ABSENT;
    private @Nullable Slice id;
    private boolean methodGiven;
    private @Nullable String method;
    private boolean paramsGiven;
    private @Nullable Members params;
    private @Nullable Slice result;
    private @Nullable Slice error;

    private MessageReader(TokenCursor in) {
        this.in = in;
    }

    static Message decode(TokenCursor in) {
        JsonToken first = in.next();
        Message message;
        if (first == JsonToken.START_OBJECT) {
            MessageReader reader = new MessageReader(in);
            reader.object();
            in.finish();
            return reader.message();
        } else if (first == JsonToken.START_ARRAY) {
            message = batch(in);
        } else {
            message = new Message.Invalid(null, "a message must be an object, or an array of them");
        }
        in.finish();
        return message;
    }

    private static Message batch(TokenCursor in) {
        List<Slice> elements = new ArrayList<>();
        boolean tooMany = false;
        for (JsonToken token = in.next(); token != JsonToken.END_ARRAY; token = in.next()) {
            if (elements.size() < Codec.MAX_BATCH) {
                elements.add(in.cut(token));
            } else {
                in.skip(token);
                tooMany = true;
            }
        }
        if (tooMany) {
            return new Message.Invalid(null, "a batch of more than " + Codec.MAX_BATCH + " messages");
        }
        return elements.isEmpty() ? new Message.Invalid(null, "empty batch") : new Message.Batch(elements);
    }

    /** Indexes the object whose first token the cursor is on. */
    static Members members(TokenCursor in) {
        if (in.next() == JsonToken.END_OBJECT) {
            return Members.NONE;
        }
        List<Members.Member> members = new ArrayList<>(4);
        DistinctNames names = new DistinctNames();
        do {
            String name = name(in, names);
            members.add(new Members.Member(name, in.cut(in.next())));
        } while (in.next() != JsonToken.END_OBJECT);
        return new Members(Collections.unmodifiableList(members));
    }

    private static String name(TokenCursor in, DistinctNames names) {
        String name = in.name();
        if (!names.add(name)) {
            throw in.error("duplicate member name");
        }
        return name;
    }

    private void object() {
        DistinctNames names = new DistinctNames();
        while (in.next() != JsonToken.END_OBJECT) {
            member(name(in, names), in.next());
        }
    }

    private void member(String name, JsonToken first) {
        switch (name) {
            case "jsonrpc" -> {
                version = first == JsonToken.VALUE_STRING && in.text().equals("2.0");
                in.skip(first);
            }
            case "id" -> id(first);
            case "method" -> {
                methodGiven = true;
                method = first == JsonToken.VALUE_STRING ? in.text() : null;
                in.skip(first);
            }
            case "params" -> {
                paramsGiven = true;
                if (first == JsonToken.START_OBJECT) {
                    params = members(in);
                } else {
                    in.skip(first);
                }
            }
            case "result" -> result = in.cut(first);
            case "error" -> error = in.cut(first);
            default -> in.skip(first);
        }
    }

    private void id(JsonToken first) {
        if (first == JsonToken.VALUE_STRING || first == JsonToken.VALUE_NUMBER_INT) {
            idKind = Id.USABLE;
            id = in.cut(first);
        } else {
            idKind = first == JsonToken.VALUE_NULL ? Id.NULL : Id.OTHER;
            in.skip(first);
        }
    }

    private Message message() {
        if (!version) {
            return invalid("jsonrpc must be \"2.0\"");
        }
        if (methodGiven) {
            return call();
        }
        if (result == null && error == null) {
            return invalid("method is missing");
        }
        return response();
    }

    private Message call() {
        if (method == null) {
            return invalid("method must be a string");
        }
        if (result != null || error != null) {
            return invalid("a message with a method must have neither result nor error");
        }
        if (idKind == Id.NULL || idKind == Id.OTHER) {
            return invalid("id must be a string or an integer");
        }
        if (paramsGiven && params == null) {
            return invalid("params must be an object");
        }
        return id == null ? new Message.Notification(method, params) : new Message.Request(id, method, params);
    }

    private Message response() {
        if (result != null && error != null) {
            return invalid("a response must have either result or error");
        }
        if (idKind == Id.OTHER || (error == null && idKind != Id.USABLE)) {
            return invalid("id must be a string or an integer");
        }
        if (error != null && error.array()[error.offset()] != '{') {
            return invalid("error must be an object");
        }
        return new Message.Response(id, result, error);
    }

    private Message invalid(String problem) {
        return new Message.Invalid(id, problem);
    }
}
