package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.LeaseEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/** Where the bytes of a connection come in: tells its link of them. Confined to the I/O thread. */
final class Intake extends AbstractStreamSourceConduit<StreamSourceConduit> {

    private final Link link;

    Intake(StreamSourceConduit next, Link link) {
        super(next);
        this.link = link;
    }

    Link link() {
        return link;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int read;
        try {
            read = super.read(target);
        } catch (IOException e) {
            link.ending(LeaseEnd.FAILED);
            throw e;
        }
        if (read > 0) {
            link.bytesCame(read);
        }
        return read;
    }
}
