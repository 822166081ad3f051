package dev.backplane.codec.gson.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecContract;

class GsonCodecTest extends CodecContract {

    private final GsonCodec codec = new GsonCodec(true);
    private final GsonCodec unvalidated = new GsonCodec(false);

    @Override
    protected Codec codec() {
        return codec;
    }

    @Override
    protected Codec unvalidated() {
        return unvalidated;
    }
}
