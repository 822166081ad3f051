package dev.backplane.engine.internal;

import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one list. Encoded pages are kept until the list changes. Thread-safe.
 *
 * @param <T> what is listed
 */
final class Lists<T> {

    /** Pages kept, encoded; more are made anew each time. */
    private static final int PAGES_MAX = 256;

    /** Writes one entry in the form of a protocol revision. */
    @FunctionalInterface
    interface EntryWriter<T> {
        void write(JsonWriter out, T entry, ProtocolVersion version);
    }

    private record PageKey(
            ProtocolVersion version, @Nullable String after, int size) {}

    private record Page(Slice entries, @Nullable String next) {}

    private final Frames frames;
    private final String member;
    private final EntryWriter<T> writer;
    private final Supplier<Settings> settings;
    private volatile Map<PageKey, Page> pages = new ConcurrentHashMap<>();

    /** @param member the result's member that holds the entries, such as {@code tools} */
    Lists(Frames frames, String member, EntryWriter<T> writer, Supplier<Settings> settings) {
        this.frames = frames;
        this.member = member;
        this.writer = writer;
        this.settings = settings;
    }

    /** Forgets the encoded pages. A page that is being made meanwhile goes with the old ones. */
    void changed() {
        pages = new ConcurrentHashMap<>();
    }

    /** Answers a list request out of entries that announce their changes here. */
    Outcome page(RpcRequest request, NavigableMap<String, T> entries) {
        Map<PageKey, Page> kept = pages;
        PageKey key = key(request);
        Page page = kept.get(key);
        if (page == null) {
            page = make(key, entries);
            if (kept.size() < PAGES_MAX) {
                kept.put(key, page);
            }
        }
        return outcome(page, request.version());
    }

    /** Answers a list request out of entries gathered for it. */
    Outcome freshPage(RpcRequest request, NavigableMap<String, T> entries) {
        return outcome(make(key(request), entries), request.version());
    }

    private PageKey key(RpcRequest request) {
        return new PageKey(
                request.version(),
                Cursor.decode(request.optionalString("cursor")),
                settings.get().lists().pageSize());
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
        return new Page(Slice.of(encoded), more[0] && last[0] != null ? Cursor.encode(last[0]) : null);
    }

    private Outcome outcome(Page page, ProtocolVersion version) {
        return Outcome.of(out -> {
            out.name(member).raw(page.entries());
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
