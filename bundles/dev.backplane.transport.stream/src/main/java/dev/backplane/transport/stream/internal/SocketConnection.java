package dev.backplane.transport.stream.internal;

import dev.backplane.spi.transport.Connection;
import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.LeaseTerm;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connection, as operators see it.
 *
 * @param peer null: it came by a Unix domain socket
 */
record SocketConnection(SocketLine line, @Nullable InetSocketAddress peer) implements Connection {

    @Override
    public String transport() {
        return line.transport();
    }

    @Override
    public @Nullable String protocolVersion() {
        Conversation conversation = line.conversation();
        return conversation == null ? null : conversation.revision();
    }

    @Override
    public int inFlight() {
        Conversation conversation = line.conversation();
        return conversation == null ? 0 : conversation.underWay();
    }

    @Override
    public long idleNanos() {
        return Math.max(0, System.nanoTime() - line.lastNanos());
    }

    @Override
    public LeaseTerm term() {
        return line.term(System.nanoTime());
    }

    @Override
    public void close(boolean now) {
        if (now) {
            line.endNow(LeaseEnd.OPERATOR);
        } else {
            line.leave(LeaseEnd.OPERATOR);
        }
    }
}
