package dev.backplane.engine.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.RawJson;
import dev.backplane.api.ToolInfo;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordsTest {

    enum Color {
        RED
    }

    public record Everything(
            boolean flag,
            int number,
            double real,
            String text,
            Color color,
            Instant instant,
            LocalDate date,
            Duration duration,
            UUID uuid,
            URI uri,
            byte[] bytes,
            int[] array,
            List<Color> list,
            Set<Integer> set,
            Map<String, Long> map,
            Optional<String> some,
            OptionalInt none,
            @Nullable Everything inner,
            BigDecimal decimal,
            BigInteger integer) {}

    private static Everything everything(@Nullable Everything inner) {
        return new Everything(
                true,
                7,
                0.5,
                "t",
                Color.RED,
                Instant.ofEpochSecond(1),
                LocalDate.of(2026, 1, 2),
                Duration.ofMillis(1500),
                new UUID(1, 2),
                URI.create("urn:x"),
                new byte[] {1, 2, 3},
                new int[] {1, 2},
                List.of(Color.RED),
                Set.of(5),
                Map.of("a", 1L),
                Optional.of("o"),
                OptionalInt.empty(),
                inner,
                new BigDecimal("1.50"),
                BigInteger.TEN);
    }

    @Test
    void toJson_record_becomesJsonThatItsSchemaAllowsAndThatBindsBack() {
        Object json = Records.toJson(everything(everything(null)));
        assertThat(json)
                .extracting("instant", "date", "duration", "uuid", "uri", "bytes")
                .containsExactly(
                        "1970-01-01T00:00:01Z",
                        "2026-01-02",
                        "PT1.5S",
                        "00000000-0000-0001-0000-000000000002",
                        "urn:x",
                        "AQID");
        assertThat(json)
                .extracting("number", "array", "color", "set", "some")
                .containsExactly(7L, List.of(1L, 2L), "RED", List.of(5L), "o");
        Map<?, ?> map = (Map<?, ?>) json;
        assertThat(map.containsKey("none")).isFalse();
        assertThat(((Map<?, ?>) map.get("inner")).containsKey("inner")).isFalse();

        ToolShape<Everything> shape =
                ToolShape.of(ToolInfo.of("t", Everything.class).output(Everything.class));
        assertThat(shape.outputProblem(json)).isNull();
        @SuppressWarnings("unchecked")
        Everything back = shape.bind((Map<String, @Nullable Object>) json);
        assertThat(Records.toJson(back)).isEqualTo(json);
    }

    @Test
    void toJson_values() {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        map.put(Color.RED, (short) 1);
        map.put(2, new AtomicLong(3));
        map.put("n", null);
        Map<String, @Nullable Object> expected = new LinkedHashMap<>();
        expected.put("RED", 1L);
        expected.put("2", 3L);
        expected.put("n", null);
        assertThat(Records.toJson(map)).isEqualTo(expected);
        assertThat(Records.toJson(
                        Arrays.asList(0.1f, null, OptionalLong.of(4), OptionalDouble.empty(), Optional.empty())))
                .isEqualTo(Arrays.asList(0.1, null, 4L, null, null));
        assertThat(Records.toJson(new Object[] {"a", new long[] {1}})).isEqualTo(List.of("a", List.of(1L)));
        RawJson raw = new RawJson("{}");
        assertThat(Records.toJson(List.of(raw))).isEqualTo(List.of(raw));
        assertThat(Records.toJson(null)).isNull();
    }

    record Odd(List<Object> things) {}

    @Test
    void toJson_whatJsonHasNot_isRefusedByName() {
        assertThatThrownBy(() -> Records.toJson(new Odd(List.of(1, new StringBuilder()))))
                .hasMessage("at /things/1: JSON has no equal of java.lang.StringBuilder");
        assertThatThrownBy(() -> Records.toJson(Map.of("a", Double.NaN))).hasMessage("at /a: JSON has no NaN");
        assertThatThrownBy(() -> Records.toJson(java.nio.file.Path.of("x"))).hasMessageContaining("Path");
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThatThrownBy(() -> Records.toJson(itself)).hasMessageContaining("nested deeper than 128");
    }

    /** Sees the test classes as another bundle would: by a loader of its own. */
    private static final class Plugin extends URLClassLoader {
        Plugin(URL... urls) {
            super(urls, RecordsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(RecordsTest.class.getName())) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : findClass(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    @Test
    void toJson_andShape_keepNoClassLoaderAlive() throws Exception {
        WeakReference<ClassLoader> gone = useAndForget();
        for (int i = 0; i < 50 && gone.get() != null; i++) {
            System.gc();
        }
        assertThat(gone.get()).isNull();
    }

    private static WeakReference<ClassLoader> useAndForget() throws Exception {
        URL classes = RecordsTest.class.getProtectionDomain().getCodeSource().getLocation();
        try (Plugin plugin = new Plugin(classes)) {
            Class<? extends Record> type =
                    plugin.loadClass(Everything.class.getName()).asSubclass(Record.class);
            assertThat(type).isNotEqualTo(Everything.class);
            Object json = Records.toJson(everything(null));
            ToolShape<? extends Record> shape = ToolShape.of(ToolInfo.of("t", type));
            @SuppressWarnings("unchecked")
            Record bound = shape.bind((Map<String, @Nullable Object>) json);
            assertThat(bound.getClass().getClassLoader()).isSameAs(plugin);
            assertThat(Records.toJson(bound)).isEqualTo(json);
            return new WeakReference<>(plugin);
        }
    }
}
