package dev.backplane.engine.internal;

import dev.backplane.api.Audience;
import dev.backplane.api.Content;
import dev.backplane.api.Icon;
import dev.backplane.api.LogLevel;
import dev.backplane.api.PromptResult;
import dev.backplane.api.ResourceContents;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.Role;
import dev.backplane.spi.codec.JsonWriter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Content, resources and their common parts, as each protocol revision writes them. */
final class Wire {

    private Wire() {}

    static void number(JsonWriter out, double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            out.value((long) number);
        } else {
            out.value(number);
        }
    }

    static @Nullable LogLevel logLevel(String name) {
        for (LogLevel level : LogLevel.values()) {
            if (level.name().toLowerCase(Locale.ROOT).equals(name)) {
                return level;
            }
        }
        return null;
    }

    static Map<String, Object> object(Object map) {
        Map<String, Object> object = new LinkedHashMap<>();
        ((Map<?, ?>) map).forEach((name, value) -> {
            if (value != null) {
                object.put(String.valueOf(name), value);
            }
        });
        return object;
    }

    static void text(JsonWriter out, String name, @Nullable String value) {
        if (value != null) {
            out.name(name).value(value);
        }
    }

    static void contents(JsonWriter out, List<Content> blocks, ProtocolVersion version) {
        out.beginArray();
        for (int i = 0; i < blocks.size(); i++) {
            content(out, blocks.get(i), version);
        }
        out.endArray();
    }

    static void content(JsonWriter out, Content block, ProtocolVersion version) {
        out.beginObject();
        if (block instanceof Content.Text text) {
            out.name("type").value("text").name("text").value(text.text());
        } else if (block instanceof Content.Image image) {
            out.name("type").value("image").name("data").base64(image.data());
            out.name("mimeType").value(image.mimeType());
        } else if (block instanceof Content.Audio audio) {
            if (version.atLeast(ProtocolVersion.V2025_03_26)) {
                out.name("type").value("audio").name("data").base64(audio.data());
                out.name("mimeType").value(audio.mimeType());
            } else {
                out.name("type").value("text");
                out.name("text").value("[audio " + audio.mimeType() + ", " + audio.data().length + " bytes]");
            }
        } else if (block instanceof Content.Embedded embedded) {
            out.name("type").value("resource").name("resource");
            resourceContents(out, embedded.resource());
        } else if (block instanceof Content.Link link) {
            if (version.atLeast(ProtocolVersion.V2025_06_18)) {
                out.name("type").value("resource_link");
                resourceMembers(out, link.resource(), version);
            } else {
                out.name("type")
                        .value("text")
                        .name("text")
                        .value(link.resource().uri());
            }
        } else if (block instanceof Content.Other other) {
            other.value().forEach((name, value) -> out.name(name).any(value));
        }
        audience(out, block.audience(), version);
        out.endObject();
    }

    static Content readContent(Map<String, Object> block) {
        String type = String.valueOf(block.get("type"));
        if (type.equals("text") && block.get("text") instanceof String text) {
            return new Content.Text(text);
        }
        if (block.get("data") instanceof String data && block.get("mimeType") instanceof String mimeType) {
            try {
                if (type.equals("image")) {
                    return new Content.Image(Base64.getDecoder().decode(data), mimeType);
                }
                if (type.equals("audio")) {
                    return new Content.Audio(Base64.getDecoder().decode(data), mimeType);
                }
            } catch (IllegalArgumentException e) {
                return new Content.Other(block);
            }
        }
        return new Content.Other(block);
    }

    static void message(JsonWriter out, PromptResult.Message message, ProtocolVersion version) {
        out.beginObject().name("role").value(role(message.role())).name("content");
        content(out, message.content(), version);
        out.endObject();
    }

    static void resourceContents(JsonWriter out, ResourceContents contents) {
        out.beginObject().name("uri").value(contents.uri());
        text(out, "mimeType", contents.mimeType());
        if (contents instanceof ResourceContents.Text plain) {
            out.name("text").value(plain.text());
        } else if (contents instanceof ResourceContents.Blob blob) {
            out.name("blob").base64(blob.data());
        }
        out.endObject();
    }

    static void resourceMembers(JsonWriter out, ResourceInfo info, ProtocolVersion version) {
        out.name("uri").value(info.uri()).name("name").value(info.name());
        title(out, info.title(), version);
        text(out, "description", info.description());
        text(out, "mimeType", info.mimeType());
        if (info.size() != null) {
            out.name("size").value((long) info.size());
        }
        icons(out, info.icons(), version);
    }

    static void title(JsonWriter out, @Nullable String title, ProtocolVersion version) {
        if (version.atLeast(ProtocolVersion.V2025_06_18)) {
            text(out, "title", title);
        }
    }

    static void audience(JsonWriter out, @Nullable Audience audience, ProtocolVersion version) {
        if (audience == null) {
            return;
        }
        out.name("annotations").beginObject();
        if (!audience.roles().isEmpty()) {
            out.name("audience").beginArray();
            audience.roles().forEach(role -> out.value(role(role)));
            out.endArray();
        }
        if (audience.priority() != null) {
            out.name("priority");
            number(out, audience.priority());
        }
        if (audience.lastModified() != null && version.atLeast(ProtocolVersion.V2025_06_18)) {
            out.name("lastModified").value(audience.lastModified().toString());
        }
        out.endObject();
    }

    static void icons(JsonWriter out, List<Icon> icons, ProtocolVersion version) {
        if (icons.isEmpty() || !version.atLeast(ProtocolVersion.V2025_11_25)) {
            return;
        }
        out.name("icons").beginArray();
        for (Icon icon : icons) {
            out.beginObject().name("src").value(icon.src());
            text(out, "mimeType", icon.mimeType());
            if (!icon.sizes().isEmpty()) {
                out.name("sizes").any(icon.sizes());
            }
            text(out, "theme", icon.theme());
            out.endObject();
        }
        out.endArray();
    }

    private static String role(Role role) {
        return role == Role.USER ? "user" : "assistant";
    }
}
