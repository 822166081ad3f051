package dev.backplane.engine.internal;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The protocol revisions, oldest first. All but the last are legacy: stateful, opened by a handshake. */
enum ProtocolVersion {
    V2024_11_05("2024-11-05"),
    V2025_03_26("2025-03-26"),
    V2025_06_18("2025-06-18"),
    V2025_11_25("2025-11-25"),
    V2026_07_28("2026-07-28");

    static final ProtocolVersion NEWEST_LEGACY = V2025_11_25;
    static final ProtocolVersion NEWEST = V2026_07_28;
    static final List<String> MODERN_IDS = List.of(V2026_07_28.id);
    static final List<String> ALL_IDS =
            Arrays.stream(values()).map(ProtocolVersion::id).toList();

    private final String id;

    ProtocolVersion(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    boolean modern() {
        return this == V2026_07_28;
    }

    boolean atLeast(ProtocolVersion other) {
        return compareTo(other) >= 0;
    }

    /** Returns the revision of that name, or null where there is none. */
    static @Nullable ProtocolVersion of(@Nullable String id) {
        if (id == null) {
            return null;
        }
        for (ProtocolVersion version : values()) {
            if (version.id.equals(id)) {
                return version;
            }
        }
        return null;
    }
}
