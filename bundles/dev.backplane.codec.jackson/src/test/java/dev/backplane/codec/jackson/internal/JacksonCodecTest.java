package dev.backplane.codec.jackson.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecContract;

class JacksonCodecTest extends CodecContract {

    private final JacksonCodec codec = new JacksonCodec(true);
    private final JacksonCodec unvalidated = new JacksonCodec(false);

    @Override
    protected Codec codec() {
        return codec;
    }

    @Override
    protected Codec unvalidated() {
        return unvalidated;
    }
}
