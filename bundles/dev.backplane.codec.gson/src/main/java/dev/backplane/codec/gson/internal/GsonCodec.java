package dev.backplane.codec.gson.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.MessageDecoder;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.slot.Slot;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The default codec. Messages are scanned by {@link JsonScanner}, because Gson works on characters and cannot tell where a
 * value's bytes are; values are built by Gson; output is written as bytes by {@link Utf8JsonWriter}.
 *
 * <p>Thread-safe. Keeps one buffer of {@value Scratch#SIZE} bytes for each thread that writes.
 */
@Component(
        service = Codec.class,
        configurationPid = GsonCodec.PID,
        property = {Slot.SLOT + "=" + Slot.CODEC, Slot.VARIANT + "=gson", "service.ranking:Integer=100"})
@Designate(ocd = GsonConfig.class)
public final class GsonCodec implements Codec {

    static final String PID = "dev.backplane.codec.gson";

    private final Scratch scratch = new Scratch();
    private volatile boolean validateUtf8;

    @Activate
    public GsonCodec(GsonConfig config) {
        this(config.validateUtf8());
    }

    /** A codec as it is where nothing is configured. */
    public GsonCodec() {
        this(true);
    }

    /** @param validateUtf8 whether to refuse what is not well-formed UTF-8; otherwise it reads as U+FFFD */
    public GsonCodec(boolean validateUtf8) {
        this.validateUtf8 = validateUtf8;
    }

    @Modified
    void modified(GsonConfig config) {
        validateUtf8 = config.validateUtf8();
    }

    @Override
    public Message decode(Slice json) {
        JsonScanner in = new JsonScanner(json, validateUtf8);
        in.begin();
        return MessageDecoder.decode(in);
    }

    @Override
    public Members members(Slice object) {
        JsonScanner in = new JsonScanner(object, validateUtf8);
        if (in.begin() != '{') {
            throw in.error("expected an object");
        }
        Members members = MessageDecoder.members(in);
        in.finish();
        return members;
    }

    @Override
    public @Nullable Object value(Slice json) {
        return GsonValues.read(json, validateUtf8);
    }

    @Override
    public JsonWriter writer(ByteSink sink) {
        return new Utf8JsonWriter(sink, scratch);
    }
}
