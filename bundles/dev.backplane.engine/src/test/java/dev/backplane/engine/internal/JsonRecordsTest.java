package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.cache.CacheConverter;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheView;
import dev.backplane.codec.gson.internal.GsonCodec;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonRecordsTest {

    enum Sky {
        CLEAR,
        GREY
    }

    record Wind(double speed, Optional<String> from) {}

    record Forecast(
            String city,
            int days,
            BigDecimal high,
            Sky sky,
            List<Wind> winds,
            Map<String, Long> counts,
            @Nullable String note) {}

    record Other(boolean on) {}

    record Odd(Thread thread) {}

    private static final Forecast ZURICH = new Forecast(
            "Zürich",
            3,
            new BigDecimal("21.50000000000000000001"),
            Sky.GREY,
            List.of(new Wind(2.5, Optional.of("west")), new Wind(0, Optional.empty())),
            Map.of("n", 9_007_199_254_740_993L),
            null);

    private final JsonRecords records = new JsonRecords(new GsonCodec());

    @Test
    void of_record_isTheSameWhenItIsRead() {
        CacheConverter<Forecast> converter = records.of(Forecast.class);
        byte[] bytes = converter.toBytes(ZURICH);

        assertThat(new String(bytes, StandardCharsets.UTF_8)).startsWith("{\"city\":\"Zürich\",\"days\":3,");
        assertThat(converter.ofBytes(bytes)).isEqualTo(ZURICH);
        assertThat(converter.toBytes(converter.ofBytes(bytes))).isEqualTo(bytes);
    }

    @Test
    void of_valueOfAnotherClassOrNoJson_isRefused() {
        byte[] other = records.of(Other.class).toBytes(new Other(true));
        for (byte[] bytes : List.of(other, new byte[] {1}, "[]".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> records.of(Forecast.class).ofBytes(bytes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Forecast");
        }
    }

    @Test
    void toBytes_recordThatWouldNotBeReadAgain_isRefused() {
        Wind wind = new Wind(1, null);
        assertThat(records.of(Wind.class)
                        .ofBytes(records.of(Wind.class).toBytes(wind))
                        .from())
                .isEmpty();
        assertThatThrownBy(() -> records.of(Forecast.class)
                        .toBytes(new Forecast(null, 1, BigDecimal.ONE, Sky.CLEAR, List.of(), Map.of(), null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("city");
    }

    @Test
    void of_classThatJsonHasNoEqualOf_isRefusedByItsName() {
        assertThatThrownBy(() -> records.of(Odd.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Odd")
                .hasMessageContaining("thread");
    }

    @Test
    void view_ofRecords_findsWhatWasPut() {
        CacheView<Forecast> view = new HeapCache(Clock.systemUTC())
                .namespace("weather", CachePolicy.live(Duration.ofMinutes(1)))
                .as(records.of(Forecast.class));
        view.put("zurich", ZURICH);
        assertThat(view.get("zurich").value()).isEqualTo(ZURICH);
    }
}
