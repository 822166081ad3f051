package dev.backplane.spi.codec;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of one message, and which kind of message they make. Not thread-safe; for one message. */
final class Envelope {

    private static final int JSONRPC = 1;
    private static final int ID = 2;
    private static final int METHOD = 4;
    private static final int PARAMS = 8;
    private static final int RESULT = 16;
    private static final int ERROR = 32;

    /** Which are there. */
    private int seen;

    /** The names of those that JSON-RPC does not know. */
    private @Nullable Set<String> others;

    private boolean version;
    private @Nullable Slice id;
    private boolean nullId;
    private @Nullable String method;
    private @Nullable Members params;
    private @Nullable Slice result;
    private @Nullable Slice error;
    private boolean errorIsObject;

    /** Reads the member that the cursor is on. */
    void member(JsonCursor in) {
        String name = in.name();
        switch (name) {
            case "jsonrpc" -> {
                once(JSONRPC, in);
                version = "2.0".equals(text(in));
            }
            case "id" -> {
                once(ID, in);
                id(in);
            }
            case "method" -> {
                once(METHOD, in);
                method = text(in);
            }
            case "params" -> {
                once(PARAMS, in);
                if (in.kind() == JsonCursor.Kind.OBJECT) {
                    params = MessageDecoder.members(in);
                } else {
                    in.skip();
                }
            }
            case "result" -> {
                once(RESULT, in);
                result = in.cut();
            }
            case "error" -> {
                once(ERROR, in);
                errorIsObject = in.kind() == JsonCursor.Kind.OBJECT;
                error = in.cut();
            }
            default -> other(name, in);
        }
    }

    private void once(int member, JsonCursor in) {
        if ((seen & member) != 0) {
            throw in.duplicate();
        }
        seen |= member;
    }

    private void other(String name, JsonCursor in) {
        if (others == null) {
            others = new HashSet<>();
        }
        if (!others.add(name)) {
            throw in.duplicate();
        }
        in.skip();
    }

    /** Returns the value if it is a string. */
    private static @Nullable String text(JsonCursor in) {
        if (in.kind() == JsonCursor.Kind.STRING) {
            return in.text();
        }
        in.skip();
        return null;
    }

    private void id(JsonCursor in) {
        JsonCursor.Kind kind = in.kind();
        Slice value = in.cut();
        if (kind == JsonCursor.Kind.STRING || (kind == JsonCursor.Kind.NUMBER && in.integer())) {
            id = value;
        } else {
            nullId = kind == JsonCursor.Kind.NULL;
        }
    }

    private boolean has(int member) {
        return (seen & member) != 0;
    }

    Message message() {
        if (!version) {
            return invalid("jsonrpc must be \"2.0\"");
        }
        if (has(METHOD)) {
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
        if (has(ID) && id == null) {
            return invalid("id must be a string or an integer");
        }
        if (has(PARAMS) && params == null) {
            return invalid("params must be an object");
        }
        return id == null ? new Message.Notification(method, params) : new Message.Request(id, method, params);
    }

    private Message response() {
        if (result != null && error != null) {
            return invalid("a response must have either result or error");
        }
        boolean usable = id != null || (error != null && (!has(ID) || nullId));
        if (!usable) {
            return invalid("id must be a string or an integer");
        }
        if (error != null && !errorIsObject) {
            return invalid("error must be an object");
        }
        return new Message.Response(id, result, error);
    }

    private Message invalid(String problem) {
        return new Message.Invalid(id, problem);
    }
}
