package dev.backplane.cache.redis.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A script and what is its own of the arguments. For one thread until it is sent. */
final class Command {

    private final Script script;
    private final List<byte[]> arguments = new ArrayList<>();

    Command(Script script) {
        this.script = script;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Command add(String text) {
        arguments.add(bytes(text));
        return this;
    }

    Command add(long number) {
        return add(Long.toString(number));
    }

    Command add(byte[] bytes) {
        arguments.add(bytes);
        return this;
    }

    Script script() {
        return script;
    }

    List<byte[]> arguments() {
        return arguments;
    }
}
