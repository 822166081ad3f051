package dev.backplane.session.disk.internal;

import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * Where an event lies in the file: beside the others of its session, in order.
 *
 * @param session the session's number in the file
 * @param sequence the event's
 */
record EventKey(long session, long sequence) implements Comparable<EventKey> {

    @Override
    public int compareTo(EventKey other) {
        int bySession = Long.compare(session, other.session);
        return bySession != 0 ? bySession : Long.compare(sequence, other.sequence);
    }

    /** How the file holds keys. Stateless. */
    static final class Type extends BasicDataType<EventKey> {

        /** What a key takes on the heap, bytes. */
        private static final int MEMORY = 32;

        @Override
        public int getMemory(EventKey key) {
            return MEMORY;
        }

        @Override
        public int compare(EventKey one, EventKey other) {
            return one.compareTo(other);
        }

        @Override
        public void write(WriteBuffer out, EventKey key) {
            out.putVarLong(key.session).putVarLong(key.sequence);
        }

        @Override
        public EventKey read(ByteBuffer in) {
            return new EventKey(DataUtils.readVarLong(in), DataUtils.readVarLong(in));
        }

        @Override
        public EventKey[] createStorage(int size) {
            return new EventKey[size];
        }
    }
}
