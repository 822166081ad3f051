package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.cache.Cache;
import dev.backplane.api.cache.CacheConverter;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheStatistics;
import dev.backplane.api.cache.CacheView;
import dev.backplane.api.cache.Cached;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheEntryActionTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<String, Cached<String>> kept = new HashMap<>();

    private final Cache cache = new Cache() {
        @Override
        @SuppressWarnings("unchecked")
        public CacheView<byte[]> namespace(String name, CachePolicy policy) {
            return (CacheView<byte[]>) Proxy.newProxyInstance(
                    CacheView.class.getClassLoader(),
                    new Class<?>[] {CacheView.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "as" -> {
                            assertThat(arguments[0]).isInstanceOf(CacheConverter.class);
                            yield proxy;
                        }
                        case "get" -> kept.get(name + "/" + arguments[0]);
                        case "put" -> {
                            String text = (String) arguments[1];
                            Cached<String> cached = new Cached<>(
                                    text,
                                    "tag",
                                    text.length(),
                                    0,
                                    policy.timeToLive().toMillis(),
                                    false);
                            kept.put(name + "/" + arguments[0], cached);
                            yield cached;
                        }
                        default -> kept.remove(name + "/" + arguments[0]);
                    });
        }

        @Override
        public void invalidate(String tag) {
            throw new AssertionError("nobody asked for that");
        }

        @Override
        public CacheStatistics statistics() {
            throw new AssertionError("nobody asked for that");
        }
    };

    private <A extends CacheEntryAction> A prepared(A action) {
        action.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        action.cache = cache;
        action.namespace = "weather";
        action.key = "bern";
        return action;
    }

    @Test
    void putGetAndEvict_areOfOneValue() throws Exception {
        CachePutAction put = prepared(new CachePutAction());
        put.text = "rain\u0007";
        put.seconds = 5;
        put.json = true;
        put.execute();
        assertThat(bytes.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"namespace\":\"weather\",\"key\":\"bern\",\"etag\":\"tag\",\"bytes\":5,"
                        + "\"created\":\"1970-01-01T00:00:00Z\",\"expires\":\"1970-01-01T00:00:05Z\",\"stale\":false}");
        bytes.reset();

        prepared(new CacheGetAction()).execute();
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "namespace: weather",
                        "key: bern",
                        "etag: tag",
                        "bytes: 5",
                        "created: 1970-01-01T00:00:00Z",
                        "expires: 1970-01-01T00:00:05Z",
                        "stale: false",
                        "text: rain?");
        prepared(new CacheEvictAction()).execute();
        assertThat(kept).isEmpty();
        assertThatThrownBy(() -> prepared(new CacheGetAction()).execute())
                .hasMessageContaining("the cache has nothing under bern in weather");
    }

    @Test
    void put_livingForTooLong_isRefused() {
        CachePutAction put = prepared(new CachePutAction());
        put.seconds = 31_536_001;

        assertThatThrownBy(put::execute).hasMessageContaining("--seconds is 31536001, must be 1 to 31536000");
        assertThat(kept).isEmpty();
    }
}
