package dev.backplane.itests.load;

import dev.backplane.itests.load.Operation.What;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes to the active registry through the fixture: names of its own, some of which stay for long, and names that all
 * actors share. Each value is put in once.
 */
final class RegistryMoves implements Moves {
    private static final int OWN_MAX = 40;
    private static final int USES_MAX = 30;
    private static final int OWNED = 3;

    private final Client client;
    private final History.Page page;
    private final SharedKeys shared;
    private final String name;
    private int count;

    /** The value under each name that is its own, and how often the name was used. */
    private final Map<String, Held> own = new LinkedHashMap<>();

    private final Map<String, String> seen = new LinkedHashMap<>();
    private final List<String[]> left = new ArrayList<>();

    private static final class Held {
        private String value;
        private int uses = 1;

        private Held(String value) {
            this.value = value;
        }
    }

    RegistryMoves(Client client, History.Page page, SharedKeys shared, String name) {
        this.client = client;
        this.page = page;
        this.shared = shared;
        this.name = name;
    }

    @Override
    public void step(Random random) {
        if (random.nextBoolean()) {
            share(random);
        } else if (own.size() < OWN_MAX && random.nextInt(4) == 0) {
            enter();
        } else if (random.nextInt(20) == 0) {
            owner();
        } else if (!own.isEmpty()) {
            use(random);
        }
    }

    @Override
    public void finish() {
        own.forEach((key, held) -> {
            operate(What.LOOKUP, key, "", "", "");
            operate(What.UNREGISTER, key, held.value, "", "");
            operate(What.LOOKUP, key, "", "", "");
        });
        left.forEach(pair -> operate(What.UNREGISTER, pair[0], pair[1], "", ""));
    }

    private void enter() {
        String key = "own-" + name + "-" + ++count;
        String value = value();
        if (operate(What.REGISTER, key, value, "", name).equals("registered")) {
            own.put(key, new Held(value));
        }
    }

    private void use(Random random) {
        String key = List.copyOf(own.keySet()).get(random.nextInt(own.size()));
        Held held = own.get(key);
        held.uses++;
        int choice = random.nextInt(6);
        if (choice == 0 || held.uses == USES_MAX) {
            operate(What.UNREGISTER, key, held.value, "", "");
            operate(What.LOOKUP, key, "", "", "");
            own.remove(key);
        } else if (choice == 1) {
            String next = value();
            if (operate(What.REPLACE, key, next, held.value, name).equals("replaced")) {
                held.value = next;
            }
        } else if (choice == 2) {
            operate(What.REGISTER, key, value(), "", name);
        } else {
            operate(What.LOOKUP, key, "", "", "");
        }
    }

    /** An owner comes with some entries, and goes. */
    private void owner() {
        String owner = "owner-" + name + "-" + ++count;
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < OWNED; i++) {
            String key = owner + "-" + i;
            String value = value();
            operate(What.REGISTER, key, value, "", owner);
            values.put(key, value);
        }
        long start = System.nanoTime();
        String answer = call("ownerGone", "", "", "", owner);
        values.forEach((key, value) -> page.add(What.OWNER_GONE, key, value, start, answer));
        values.keySet().forEach(key -> operate(What.LOOKUP, key, "", "", ""));
    }

    private void share(Random random) {
        String key = shared.name(random);
        String known = seen.getOrDefault(key, "");
        String value = value();
        String answer;
        switch (random.nextInt(4)) {
            case 0 -> answer = operate(What.LOOKUP, key, "", "", "");
            case 1 -> answer = known.isEmpty() ? enter(key, value) : operate(What.UNREGISTER, key, known, "", "");
            case 2 -> {
                answer = known.isEmpty() ? enter(key, value) : operate(What.REPLACE, key, value, known, "shared");
                if (answer.equals("replaced")) {
                    left.add(new String[] {key, value});
                    answer = value;
                }
            }
            default -> answer = enter(key, value);
        }
        if (answer.startsWith("held by ")) {
            seen.put(key, answer.substring("held by ".length()));
        } else if (answer.startsWith("v-")) {
            seen.put(key, answer);
        } else {
            seen.remove(key);
        }
    }

    private String enter(String key, String value) {
        String answer = operate(What.REGISTER, key, value, "", "shared");
        if (answer.equals("registered")) {
            left.add(new String[] {key, value});
            return value;
        }
        return answer;
    }

    private String value() {
        return "v-" + name + "-" + ++count;
    }

    private String operate(What what, String key, String value, String expected, String owner) {
        long start = System.nanoTime();
        String answer = call(what.name().toLowerCase(java.util.Locale.ROOT), key, value, expected, owner);
        page.add(what, key, what == What.REPLACE ? expected + ">" + value : value, start, answer);
        return answer;
    }

    private String call(String operation, String key, String value, String expected, String owner) {
        return client.call(
                "",
                "registry",
                "{\"operation\":\"%s\",\"name\":\"%s\",\"value\":\"%s\",\"expected\":\"%s\",\"owner\":\"%s\"}"
                        .formatted(operation, key, value, expected, owner));
    }
}
