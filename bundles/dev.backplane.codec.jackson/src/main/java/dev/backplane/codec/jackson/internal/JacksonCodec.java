package dev.backplane.codec.jackson.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.slot.Slot;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import tools.jackson.core.JsonToken;
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

    /** @param validateUtf8 whether to refuse what is not well-formed UTF-8 */
    public JacksonCodec(boolean validateUtf8) {
        this.validateUtf8 = validateUtf8;
    }

    @Modified
    void modified(JacksonConfig config) {
        validateUtf8 = config.validateUtf8();
    }

    @Override
    public Message decode(Slice json) {
        try (TokenCursor in = open(json)) {
            return MessageReader.decode(in);
        }
    }

    @Override
    public Members members(Slice object) {
        try (TokenCursor in = open(object)) {
            if (in.next() != JsonToken.START_OBJECT) {
                throw in.error("expected an object");
            }
            Members members = MessageReader.members(in);
            in.finish();
            return members;
        }
    }

    @Override
    public @Nullable Object value(Slice json) {
        try (TokenCursor in = open(json)) {
            Object value = Values.read(in, in.next());
            in.finish();
            return value;
        }
    }

    @Override
    public JsonWriter writer(ByteSink sink) {
        return new GeneratorWriter(factory.createGenerator(ObjectWriteContext.empty(), new SinkStream(sink)), sink);
    }

    private TokenCursor open(Slice json) {
        ByteCheck.check(json, validateUtf8);
        return new TokenCursor(factory, json);
    }
}
