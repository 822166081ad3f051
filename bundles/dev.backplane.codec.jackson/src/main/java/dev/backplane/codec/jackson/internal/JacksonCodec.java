package dev.backplane.codec.jackson.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.JsonCursor;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.MessageDecoder;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.slot.Slot;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A codec on Jackson's streaming core. Jackson reads and writes the bytes themselves and says where each token is, so
 * that messages are cut into slices without text being made of them; {@link ByteCheck} and {@link Numbers} refuse what
 * Jackson lets pass and the contract does not.
 *
 * <p>Thread-safe. Buffers are kept by a pool of this instance, lock-free, at most one set for each message that was in
 * work at the same time, and go with it.
 */
@Component(
        service = Codec.class,
        configurationPid = JacksonCodec.PID,
        property = {Slot.SLOT + "=" + Slot.CODEC, Slot.VARIANT + "=jackson", "service.ranking:Integer=50"})
@Designate(ocd = JacksonConfig.class)
public final class JacksonCodec implements Codec {

    static final String PID = "dev.backplane.codec.jackson";

    private final JsonFactory factory = Dialect.factory();
    private volatile boolean validateUtf8;

    @Activate
    public JacksonCodec(JacksonConfig config) {
        this(config.validateUtf8());
    }

    /** @param validateUtf8 whether to refuse what is not well-formed UTF-8; otherwise it reads as U+FFFD */
    public JacksonCodec(boolean validateUtf8) {
        this.validateUtf8 = validateUtf8;
    }

    @Modified
    void modified(JacksonConfig config) {
        validateUtf8 = config.validateUtf8();
    }

    @Override
    public Message decode(Slice json) {
        return read(json, false, MessageDecoder::decode);
    }

    @Override
    public Members members(Slice object) {
        return read(object, false, JacksonCodec::membersOf);
    }

    private static Members membersOf(TokenCursor in) {
        if (in.kind() != JsonCursor.Kind.OBJECT) {
            throw in.error("expected an object");
        }
        Members members = MessageDecoder.members(in);
        in.finish();
        return members;
    }

    @Override
    public @Nullable Object value(Slice json) {
        return read(json, true, JacksonCodec::valueOf);
    }

    private static @Nullable Object valueOf(TokenCursor in) {
        Object value = Values.read(in);
        in.finish();
        return value;
    }

    /**
     * Reads from bytes that may be malformed where UTF-8 is not validated. Then, and only where something stands in the way
     * of reading them as they are, from a copy that has U+FFFD in place of what is malformed.
     *
     * @param allText whether text is made of all strings, so that checking them one by one would cost more
     */
    private <T extends @Nullable Object> T read(Slice json, boolean allText, Function<TokenCursor, T> reading) {
        if (validateUtf8) {
            return readChecked(json, reading);
        }
        try {
            return allText ? readChecked(json, reading) : parse(json, !ByteCheck.check(json, false), reading);
        } catch (CodecException e) {
            Slice mended = Slice.of(json.text().getBytes(StandardCharsets.UTF_8));
            if (mended.equals(json)) {
                throw e;
            }
            return readChecked(mended, reading);
        }
    }

    private <T extends @Nullable Object> T readChecked(Slice json, Function<TokenCursor, T> reading) {
        ByteCheck.check(json, true);
        return parse(json, false, reading);
    }

    private <T extends @Nullable Object> T parse(Slice json, boolean verifyText, Function<TokenCursor, T> reading) {
        try (TokenCursor in = new TokenCursor(factory, json, verifyText)) {
            in.next();
            return reading.apply(in);
        }
    }

    @Override
    public JsonWriter writer(ByteSink sink) {
        return new GeneratorWriter(factory.createGenerator(ObjectWriteContext.empty(), new SinkStream(sink)), sink);
    }
}
