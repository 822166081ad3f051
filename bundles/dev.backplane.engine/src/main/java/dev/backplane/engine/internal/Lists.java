package dev.backplane.engine.internal;

import dev.backplane.engine.internal.held.HeldTable;
import dev.backplane.spi.codec.JsonWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one list. Encoded pages are kept until the list changes. Thread-safe.
 *
 * @param <T> what is listed
 */
final class Lists<T> {

    /** Pages kept, encoded, and their bytes; beyond, those go that are not asked for. */
    private static final int PAGES_MAX = 256;

    private static final long BYTES_MAX = 32 << 20;

    /** Writes one entry in the form of a protocol revision. */
    @FunctionalInterface
    interface EntryWriter<T> {
        void write(JsonWriter out, T entry, ProtocolVersion version);
    }

    /** @param gathered what it is a page of; null: of entries that announce their changes */
    private record PageKey(
            ProtocolVersion version,
            @Nullable String after,
            int size,
            @Nullable List<?> gathered) {}

    /** @param entries as they are sent */
    private record Page(ByteBuffer entries, @Nullable String next) {}

    private final Frames frames;
    private final String member;
    private final EntryWriter<T> writer;
    private final Supplier<Settings> settings;
    private final HeldTable<PageKey, Page> pages;

    /** @param member the result's member that holds the entries, such as {@code tools} */
    Lists(Frames frames, String member, EntryWriter<T> writer, Supplier<Settings> settings, CacheUse cache) {
        this.frames = frames;
        this.member = member;
        this.writer = writer;
        this.settings = settings;
        this.pages = cache.table(
                "lists." + member, PAGES_MAX, BYTES_MAX, page -> page.entries().remaining());
    }

    /** Forgets the encoded pages. A page that is being made meanwhile goes with the old ones. */
    void changed() {
        pages.clear();
    }

    /** Answers a list request out of entries that announce their changes here. */
    Outcome page(RpcRequest request, NavigableMap<String, T> entries) {
        return outcome(pages.get(key(request, null), key -> make(key, entries)), request.version());
    }

    /** Answers a list request out of entries gathered for it; what was encoded for equal ones serves again. */
    Outcome freshPage(RpcRequest request, NavigableMap<String, T> entries) {
        PageKey of = key(request, List.copyOf(entries.values()));
        return outcome(pages.get(of, key -> make(key, entries)), request.version());
    }

    private PageKey key(RpcRequest request, @Nullable List<?> gathered) {
        return new PageKey(
                request.version(),
                Cursor.decode(request.optionalString("cursor")),
                settings.get().lists().pageSize(),
                gathered);
    }

    private Page make(PageKey key, NavigableMap<String, T> entries) {
        NavigableMap<String, T> rest = key.after() == null ? entries : entries.tailMap(key.after(), false);
        String[] last = new String[1];
        boolean[] more = new boolean[1];
        byte[] encoded = HeapSink.encode(frames.codec(), out -> {
            out.beginArray();
            int count = 0;
            for (Map.Entry<String, T> entry : rest.entrySet()) {
                if (count++ == key.size()) {
                    more[0] = true;
                    break;
                }
                writer.write(out, entry.getValue(), key.version());
                last[0] = entry.getKey();
            }
            out.endArray();
        });
        // outside of the heap it can be sent as it is; what may differ each time is not worth that
        ByteBuffer entriesReady = key.gathered() == null
                ? ByteBuffer.allocateDirect(encoded.length).put(encoded).flip().asReadOnlyBuffer()
                : ByteBuffer.wrap(encoded);
        return new Page(entriesReady, more[0] && last[0] != null ? Cursor.encode(last[0]) : null);
    }

    private Outcome outcome(Page page, ProtocolVersion version) {
        return Outcome.of(out -> {
            out.name(member).ready(page.entries());
            if (page.next() != null) {
                out.name("nextCursor").value(page.next());
            }
            if (version.modern()) {
                out.name("ttlMs").value(settings.get().lists().ttlMillis());
                out.name("cacheScope").value("public");
            }
        });
    }
}
