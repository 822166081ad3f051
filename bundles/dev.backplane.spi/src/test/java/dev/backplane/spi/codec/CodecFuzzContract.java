package dev.backplane.spi.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Feeds mutated messages to a codec: it must accept what another parser accepts, throw nothing but
 * {@link CodecException}, never hang, and read back what it wrote.
 *
 * <p>{@code -Dfuzz.messages=} and {@code -Dfuzz.seed=} set how many and which. A failure names seed and index; a run with
 * that seed meets the same message again.
 */
public abstract class CodecFuzzContract {

    private static final long MESSAGES = Long.getLong("fuzz.messages", 1_000_000);
    private static final long SEED = Long.getLong("fuzz.seed", 20_261_101);

    /** What another parser says of a text. */
    public enum Verdict {
        /** Good for {@code decode} and {@code value}. */
        ACCEPTED,
        /** Good but for the same name twice in the message or its params: {@code decode} alone refuses it. */
        DUPLICATE,
        /** Good for neither. */
        REFUSED
    }

    protected abstract Codec codec();

    /** Returns what a parser that is independent of the codec says, with the codec contract's bounds added. */
    protected abstract Verdict reference(byte[] json);

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void mutatedMessages_judgedAsByTheReferenceAndReadBack() {
        MessageMutator mutator = new MessageMutator(SEED);
        int accepted = 0;
        for (long index = 0; index < MESSAGES; index++) {
            byte[] json = mutator.message(index);
            try {
                accepted += check(json) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "fuzz.seed=" + SEED + ", message " + index + ": "
                                + new String(json, StandardCharsets.ISO_8859_1),
                        e);
            }
        }
        System.out.println("fuzz.seed=" + SEED + ": " + accepted + " of " + MESSAGES + " mutated messages accepted");
        assertThat(accepted).isBetween((int) (MESSAGES / 20), (int) (MESSAGES / 2));
    }

    @Test
    void corpus_unchanged_isAccepted() {
        for (byte[] json : MessageMutator.messages()) {
            assertThat(check(json)).as(new String(json, StandardCharsets.UTF_8)).isTrue();
            assertThat(codec().decode(Slice.of(json))).isNotInstanceOf(Message.Invalid.class);
        }
    }

    private boolean check(byte[] json) {
        Verdict verdict = reference(json);
        Slice slice = Slice.of(json);
        Message message = decoded(slice);
        if (message != null != (verdict == Verdict.ACCEPTED)) {
            throw new AssertionError("decode disagrees with " + verdict);
        }
        Object value;
        try {
            value = codec().value(slice);
        } catch (CodecException e) {
            if (verdict != Verdict.REFUSED) {
                throw new AssertionError("value disagrees with " + verdict, e);
            }
            return false;
        }
        if (verdict == Verdict.REFUSED) {
            throw new AssertionError("value accepts what the reference refuses");
        }
        Slice written = written(value);
        assertThat(codec().value(written)).isEqualTo(value);
        if (message != null) {
            assertThat(described(codec().decode(written))).isEqualTo(described(message));
            if (message instanceof Message.Request request && request.params() != null) {
                assertThat(params(request.params())).isEqualTo(((Map<?, ?>) value).get("params"));
            }
        }
        return message != null;
    }

    private Message decoded(Slice json) {
        try {
            return codec().decode(json);
        } catch (CodecException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return null;
        }
    }

    private Slice written(Object value) {
        CollectingSink sink = new CollectingSink();
        try (JsonWriter writer = codec().writer(sink)) {
            writer.any(value);
        }
        byte[] bytes = sink.bytes();
        for (byte b : bytes) {
            if (b == '\n' || b == '\r') {
                throw new AssertionError("line break in the output");
            }
        }
        return Slice.of(bytes);
    }

    /** Returns a message's kind and content, with values in place of slices: their text may differ. */
    private List<Object> described(Message message) {
        List<Object> content = new ArrayList<>();
        content.add(message.getClass().getSimpleName());
        if (message instanceof Message.Request request) {
            content.addAll(List.of(request.method(), value(request.id()), params(request.params())));
        } else if (message instanceof Message.Notification notification) {
            content.addAll(List.of(notification.method(), params(notification.params())));
        } else if (message instanceof Message.Response response) {
            content.add(value(response.id()));
            content.add(value(response.result()));
            content.add(value(response.error()));
        } else if (message instanceof Message.Batch batch) {
            batch.elements().forEach(element -> content.add(value(element)));
        } else if (message instanceof Message.Invalid invalid) {
            content.add(value(invalid.id()));
            content.add(invalid.problem());
        }
        return content;
    }

    private Map<String, Object> params(Members members) {
        Map<String, Object> params = new LinkedHashMap<>();
        if (members != null) {
            members.members().forEach(member -> params.put(member.name(), value(member.value())));
        }
        return params;
    }

    private Object value(Slice slice) {
        return slice == null ? null : codec().value(slice);
    }
}
