package dev.backplane.spi.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What makes JSON a message: the rules of JSON-RPC 2.0, once for all codecs. Walks over the whole text once, notes where
 * the members of the message and of its params are, and only then judges what kind of message it is, so that a text that is
 * no JSON is always reported as such. Stateless, thread-safe.
 */
public final class MessageDecoder {

    /** Names that are compared one by one; beyond, they are hashed, so that time stays linear. */
    private static final int FEW = 16;

    private MessageDecoder() {}

    /**
     * Decodes the text as one message.
     *
     * @param in is at its beginning, and then at its end
     * @throws CodecException if the cursor does, or a name stands twice in the message or its params
     */
    public static Message decode(JsonCursor in) {
        Message message = switch (in.kind()) {
            case OBJECT -> object(in);
            case ARRAY -> batch(in);
            default -> {
                in.skip();
                yield new Message.Invalid(null, "a message must be an object, or an array of them");
            }
        };
        in.finish();
        return message;
    }

    private static Message object(JsonCursor in) {
        Envelope envelope = new Envelope();
        if (in.enter()) {
            do {
                envelope.member(in);
            } while (in.nextMember());
        }
        return envelope.message();
    }

    private static Message batch(JsonCursor in) {
        if (!in.enter()) {
            return new Message.Invalid(null, "empty batch");
        }
        List<Slice> elements = new ArrayList<>();
        boolean tooMany = false;
        do {
            if (elements.size() < Codec.MAX_BATCH) {
                elements.add(in.cut());
            } else {
                in.skip();
                tooMany = true;
            }
        } while (in.nextElement());
        return tooMany
                ? new Message.Invalid(null, "a batch of more than " + Codec.MAX_BATCH + " messages")
                : new Message.Batch(elements);
    }

    /**
     * Indexes the object that the cursor is on, and goes behind it.
     *
     * @throws CodecException if the cursor does, or a name stands twice
     */
    public static Members members(JsonCursor in) {
        if (!in.enter()) {
            return Members.NONE;
        }
        List<Members.Member> members = new ArrayList<>(4);
        Set<String> names = null;
        do {
            String name = in.name();
            if (names == null && members.size() == FEW) {
                names = names(members);
            }
            if (names == null ? contains(members, name) : !names.add(name)) {
                throw in.duplicate();
            }
            members.add(new Members.Member(name, in.cut()));
        } while (in.nextMember());
        return new Members(Collections.unmodifiableList(members));
    }

    private static boolean contains(List<Members.Member> members, String name) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> names(List<Members.Member> members) {
        Set<String> names = new HashSet<>();
        for (Members.Member member : members) {
            names.add(member.name());
        }
        return names;
    }
}
