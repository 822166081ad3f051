package dev.backplane.codec.jackson.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecContract;

class JacksonCodecTest extends CodecContract {

    private final JacksonCodec codec = new JacksonCodec(true);

    @Override
    protected Codec codec() {
        return codec;
    }
}
