package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.RawJson;
import dev.backplane.codec.gson.internal.GsonCodec;
import dev.backplane.spi.codec.Slice;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {

    private static final long VALUES = Long.getLong("fuzz.messages", 200_000) / 4;

    private final GsonCodec codec = new GsonCodec();

    private String canonical(String json) {
        return CanonicalJson.of(codec.value(Slice.of(json.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "1|1.0",
                "1|10e-1",
                "100|1e2",
                "100|1E+2",
                "0|-0",
                "0|0.000e9",
                "-120|-1.2e2",
                "9007199254740993|9007199254740993.0",
                "0.1|0.10",
                "0.1|1e-1",
                "12345678901234567890123|1234567890123456789012.30e1",
                "\"a\"|\"\\u0061\"",
                "\"/\"|\"\\/\"",
                "\"\\n\"|\"\\u000A\"",
                "\"\uD83D\uDE00\"|\"\\ud83d\\uDE00\"",
                "{\"a\":1,\"b\":[2,{\"c\":3,\"d\":null}]}| { \"b\" : [ 2.0 , {\"d\":null,\"\\u0063\":3e0} ], \"a\":1 } ",
                "{\"a\":2}|{\"a\":1,\"a\":2}"
            })
    void of_sameValueInTwoSpellings_isTheSame(String one, String other) {
        assertThat(canonical(other)).isEqualTo(canonical(one));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "1|\"1\"",
                "1|[1]",
                "null|\"null\"",
                "null|{}",
                "[]|{}",
                "[1,2]|[2,1]",
                "[[1],2]|[1,[2]]",
                "9007199254740993|9007199254740992",
                "0.1|0.1000000000000000000001",
                "1e400|1e401",
                "{\"a\":null}|{}",
                "{\"a\":{\"b\":1}}|{\"a\":1,\"b\":1}",
                "\"a\\\"\"|\"a\\\\\"",
                "\"\\u0000\"|\"\\\\u0000\"",
                "\"e\u0301\"|\"\u00e9\""
            })
    void of_otherValue_isAnother(String one, String other) {
        assertThat(canonical(other)).isNotEqualTo(canonical(one));
    }

    @Test
    void of_names_areInTheOrderOfRfc8785() {
        // RFC 8785, 3.2.3: its example of sorting
        String names =
                "{\"\\u20ac\":5,\"\\r\":1,\"\\ufb33\":7,\"1\":2,\"\\ud83d\\ude00\":6,\"\\u0080\":3,\"\\u00f6\":4}";
        assertThat(canonical(names).replaceAll("\"[^\"]*\":", "")).isEqualTo("{1,2,3,4,5,6,7}");
    }

    @Test
    void of_surrogatesWithoutTheirPair_areToldApart() {
        assertThat(CanonicalJson.digest("\ud800")).isNotEqualTo(CanonicalJson.digest("\udc00"));
        assertThat(CanonicalJson.digest("\ud800")).isNotEqualTo(CanonicalJson.digest("?"));
        assertThat(CanonicalJson.of("\ud800")).isNotEqualTo(CanonicalJson.of("\\ud800"));
    }

    @Test
    void of_whatNoCodecReads_isRefused() {
        for (Object value : List.of(new RawJson("1"), Double.NaN, new Object(), List.of(new int[0]))) {
            assertThatThrownBy(() -> CanonicalJson.of(value)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void of_randomValuesSpelledAtRandom_isOneTextForEachValue() {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Object> texts = new HashMap<>();
        for (long i = 0; i < VALUES; i++) {
            Object value = value(random, 0);
            String text = canonical(spelled(random, value));
            assertThat(canonical(spelled(random, value)))
                    .as("seed %d, value %d", seed, i)
                    .isEqualTo(text);
            assertThat(canonical(text))
                    .as("seed %d, value %d, read again", seed, i)
                    .isEqualTo(text);
            Object same = texts.putIfAbsent(text, plain(value));
            assertThat(same == null ? plain(value) : same)
                    .as("seed %d, value %d", seed, i)
                    .isEqualTo(plain(value));
        }
    }

    /** Returns a value small enough that two are often the same, or nearly. Numbers are BigDecimal. */
    private static @Nullable Object value(RandomGenerator random, int depth) {
        switch (random.nextInt(depth > 3 ? 4 : 6)) {
            case 0 -> {
                return random.nextBoolean() ? null : (Object) random.nextBoolean();
            }
            case 1, 2 -> {
                return new BigDecimal(random.nextLong(-2000, 2000))
                        .scaleByPowerOfTen(random.nextInt(-25, 25))
                        .add(random.nextInt(4) == 0 ? new BigDecimal(random.nextInt(100)) : BigDecimal.ZERO);
            }
            case 3 -> {
                return text(random);
            }
            case 4 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                return list;
            }
            default -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random), value(random, depth + 1));
                }
                return map;
            }
        }
    }

    private static final String[] CHARACTERS = {
        "a",
        "b",
        "\"",
        "\\",
        "/",
        "\n",
        "\u0000",
        "\u001f",
        "\u007f",
        "\u20ac",
        "\ud83d\ude00",
        "\ufb33",
        "u0061",
        ",",
        ":"
    };

    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return text.toString();
    }

    /** Returns what tells values apart as they are meant to be: numbers by their value. */
    private static Object plain(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(CanonicalJsonTest::plain).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> all = new HashMap<>();
            map.forEach((name, member) -> all.put(name, plain(member)));
            return all;
        }
        return value == null ? "" + Void.class : value instanceof String text ? "\"" + text : value;
    }

    private static String spelled(RandomGenerator random, @Nullable Object value) {
        String space = " ".repeat(random.nextInt(2));
        if (value instanceof BigDecimal number) {
            return space + spelled(random, number) + space;
        }
        if (value instanceof String text) {
            return space + spelled(random, text) + space;
        }
        if (value instanceof List<?> list) {
            return '['
                    + String.join(
                            ",",
                            list.stream().map(item -> spelled(random, item)).toList())
                    + space
                    + ']';
        }
        if (value instanceof Map<?, ?> map) {
            List<String> members = new ArrayList<>();
            map.forEach((name, member) -> members.add(spelled(random, name) + ':' + spelled(random, member)));
            Collections.shuffle(members, new java.util.Random(random.nextLong()));
            return '{' + String.join(",", members) + space + '}';
        }
        return space + value + space;
    }

    private static String spelled(RandomGenerator random, BigDecimal number) {
        int shift = random.nextInt(-6, 7);
        return switch (random.nextInt(4)) {
            case 0 -> number.toPlainString();
            case 1 ->
                number.setScale(Math.max(number.scale(), 0) + random.nextInt(4)).toPlainString();
            case 2 -> number.scaleByPowerOfTen(-shift).toPlainString() + (random.nextBoolean() ? "e" : "E") + shift;
            default -> number.unscaledValue() + "e" + -number.scale();
        };
    }

    private static String spelled(RandomGenerator random, String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().mapToObj(Character::toString).forEach(character -> {
            char c = character.charAt(0);
            if (c >= ' ' && c != '"' && c != '\\' && random.nextInt(3) != 0) {
                out.append(character);
                return;
            }
            String form = random.nextBoolean() ? "\\u%04x" : "\\u%04X";
            character.chars().forEach(each -> out.append(String.format(form, each)));
        });
        return out.append('"').toString();
    }
}
