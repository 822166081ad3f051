package dev.backplane.codec.gson.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecFuzzContract;

class GsonCodecFuzzTest extends CodecFuzzContract {

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
