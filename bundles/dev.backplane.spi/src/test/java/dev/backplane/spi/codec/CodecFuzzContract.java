package dev.backplane.spi.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Feeds mutated messages to a codec: it must accept what another parser accepts, throw nothing but
 * {@link CodecException}, never hang, and read back what it wrote. Where it does not validate UTF-8, it must make of them
 * what it otherwise makes of the same with U+FFFD for what is malformed.
 *
 * <p>{@code -Dfuzz.messages=} and {@code -Dfuzz.seed=} set how many and which. A failure names seed and index; a run with
 * that seed meets the same message again.
 */
public abstract class CodecFuzzContract {

    private static final long MESSAGES = Long.getLong("fuzz.messages", 200_000);

    /** One of so many messages is also read without validation. */
    private static final long COMPARED = 4;

    private static final long SEED = Long.getLong("fuzz.seed", 20_261_101);

    private final StrictGson reference = new StrictGson();

    protected abstract Codec codec();

    /** The same, configured not to validate UTF-8. */
    protected abstract Codec unvalidated();

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void mutatedMessages_judgedAsByTheReferenceAndReadBack() {
        MessageMutator mutator = new MessageMutator(SEED);
        CodecComparison comparison = new CodecComparison(unvalidated(), codec());
        int accepted = 0;
        for (long index = 0; index < MESSAGES; index++) {
            byte[] json = mutator.message(index);
            try {
                accepted += check(json) ? 1 : 0;
                if (index % COMPARED == 0) {
                    comparison.assertReadAsMended(Slice.of(json));
                }
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
        StrictGson.Verdict verdict = reference.judge(json);
        Slice slice = Slice.of(json);
        Message message = decoded(slice);
        if (message != null != (verdict == StrictGson.Verdict.ACCEPTED)) {
            throw new AssertionError("decode disagrees with " + verdict);
        }
        Object value;
        try {
            value = codec().value(slice);
        } catch (CodecException e) {
            if (verdict != StrictGson.Verdict.REFUSED) {
                throw new AssertionError("value disagrees with " + verdict, e);
            }
            return false;
        }
        if (verdict == StrictGson.Verdict.REFUSED) {
            throw new AssertionError("value accepts what the reference refuses");
        }
        Slice written = written(value);
        assertThat(codec().value(written)).isEqualTo(value);
        if (message != null) {
            assertThat(Described.message(codec(), codec().decode(written)))
                    .isEqualTo(Described.message(codec(), message));
            if (message instanceof Message.Request request && request.params() != null) {
                assertThat(Described.params(codec(), request.params())).isEqualTo(((Map<?, ?>) value).get("params"));
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
}
