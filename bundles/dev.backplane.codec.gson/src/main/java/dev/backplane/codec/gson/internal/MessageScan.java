package dev.backplane.codec.gson.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one message: walks over the whole text once, notes where the members of the message and of its params are, and
 * only then judges what kind of message it is, so that a text that is no JSON is always reported as such. One instance
 * decodes one text. Not thread-safe.
 */
final class MessageScan {

    private enum Id {
        ABSENT,
        USABLE,
        NULL,
        OTHER
    }

    private final JsonScanner in;
    private boolean version;
    private Id idKind = Id.ABSENT;
    private @Nullable Slice id;
    private boolean methodGiven;
    private @Nullable String method;
    private boolean paramsGiven;
    private @Nullable Members params;
    private @Nullable Slice result;
    private @Nullable Slice error;

    private MessageScan(JsonScanner in) {
        this.in = in;
    }

    static Message decode(Slice json) {
        JsonScanner in = new JsonScanner(json);
        int first = in.begin();
        Message message;
        if (first == '{') {
            MessageScan scan = new MessageScan(in);
            scan.object();
            in.finish();
            message = scan.message();
        } else if (first == '[') {
            message = batch(in);
            in.finish();
        } else {
            in.skipValue(0);
            in.finish();
            message = new Message.Invalid(null, "a message must be an object, or an array of them");
        }
        return message;
    }

    private static Message batch(JsonScanner in) {
        if (!in.enter(0)) {
            return new Message.Invalid(null, "empty batch");
        }
        List<Slice> elements = new ArrayList<>();
        boolean tooMany = false;
        do {
            int from = in.position();
            in.skipValue(1);
            if (elements.size() < Codec.MAX_BATCH) {
                elements.add(in.sliceFrom(from));
            } else {
                tooMany = true;
            }
        } while (in.next(']'));
        return tooMany
                ? new Message.Invalid(null, "a batch of more than " + Codec.MAX_BATCH + " messages")
                : new Message.Batch(elements);
    }

    /** Indexes the object the scanner is on. */
    static Members members(JsonScanner in, int depth) {
        if (!in.enter(depth)) {
            return Members.NONE;
        }
        List<Members.Member> members = new ArrayList<>(4);
        DistinctNames names = new DistinctNames();
        do {
            String name = name(in, names);
            int from = in.position();
            in.skipValue(depth + 1);
            members.add(new Members.Member(name, in.sliceFrom(from)));
        } while (in.next('}'));
        return new Members(Collections.unmodifiableList(members));
    }

    private static String name(JsonScanner in, DistinctNames names) {
        in.skipName();
        String name = in.text();
        if (!names.add(name)) {
            throw in.duplicate();
        }
        return name;
    }

    private void object() {
        if (!in.enter(0)) {
            return;
        }
        DistinctNames names = new DistinctNames();
        do {
            member(name(in, names));
        } while (in.next('}'));
    }

    private void member(String name) {
        int from = in.position();
        int first = in.peek();
        switch (name) {
            case "jsonrpc" -> {
                in.skipValue(1);
                version = first == '"' && in.text().equals("2.0");
            }
            case "id" -> {
                in.skipValue(1);
                id(first, from);
            }
            case "method" -> {
                in.skipValue(1);
                methodGiven = true;
                method = first == '"' ? in.text() : null;
            }
            case "params" -> {
                paramsGiven = true;
                if (first == '{') {
                    params = members(in, 1);
                } else {
                    in.skipValue(1);
                }
            }
            case "result" -> {
                in.skipValue(1);
                result = in.sliceFrom(from);
            }
            case "error" -> {
                in.skipValue(1);
                error = in.sliceFrom(from);
            }
            default -> in.skipValue(1);
        }
    }

    private void id(int first, int from) {
        boolean number = first == '-' || (first >= '0' && first <= '9');
        if (first == '"' || (number && in.lastNumberIsInteger())) {
            idKind = Id.USABLE;
            id = in.sliceFrom(from);
        } else {
            idKind = first == 'n' ? Id.NULL : Id.OTHER;
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
