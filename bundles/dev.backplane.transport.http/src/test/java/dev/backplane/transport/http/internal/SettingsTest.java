package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @Test
    void defaults_areLoopbackAndWithinBounds() {
        Settings settings = Settings.of(Fixture.config("port", 8080, "ioThreads", 0));
        assertThat(settings.address().isLoopbackAddress()).isTrue();
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.path()).isEqualTo("/mcp");
        assertThat(settings.ioThreads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(settings.bodyBytesMax()).isEqualTo(4 * 1024 * 1024);
        assertThat(settings.hosts().allows("evil.example")).isFalse();
        assertThat(settings.origins().allows("http://evil.example")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "port,-1,0 to 65535",
        "port,65536,0 to 65535",
        "ioThreads,257,0 to 256",
        "bodyBytesMax,1023,1024 to 1073741824",
        "headerBytesMax,1048577,1024 to 1048576",
        "requestTimeoutMillis,99,100 to 3600000",
        "idleTimeoutMillis,999,1000 to 86400000",
        "connectionsMax,0,1 to 1000000",
        "streamQueueBytesMax,4095,4096 to 1073741824",
        "keepAliveSeconds,0,1 to 3600",
        "drainMillis,-1,0 to 600000"
    })
    void value_outsideOfBounds_namesKeyValueAndBound(String key, int value, String bound) {
        assertThatThrownBy(() -> Settings.of(Fixture.config(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("" + value)
                .hasMessageContaining(bound);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcp", "", "/a?b", "/a#b"})
    void path_malformed_isNamed(String path) {
        assertThatThrownBy(() -> Settings.of(Fixture.config("path", path)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("path = " + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "/mcp", "/s?e"})
    void ssePath_malformedOrTaken_isNamed(String path) {
        assertThatThrownBy(() -> Settings.of(Fixture.config("ssePath", path)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ssePath = " + path);
    }

    @Test
    void bodiesBytesMax_outsideOfBounds_isNamed() {
        assertThatThrownBy(() -> Settings.of(Fixture.config("bodiesBytesMax", -1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bodiesBytesMax = -1");
    }

    @Test
    void host_unknown_isNamed() {
        assertThatThrownBy(() -> Settings.of(Fixture.config("host", "no such host")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host = no such host");
    }

    @Test
    void host_notLoopback_allowsEveryNameUnlessTold() {
        assertThat(Settings.of(Fixture.config("host", "0.0.0.0")).hosts().allows("mcp.example"))
                .isTrue();
        Settings told = Settings.of(
                Fixture.config("host", "0.0.0.0", "allowedHosts", new String[] {" mcp.example:443 ", "", "a:*"}));
        assertThat(told.hosts().allows("MCP.example:443")).isTrue();
        assertThat(told.hosts().allows("mcp.example")).isFalse();
        assertThat(told.hosts().allows("a")).isTrue();
        assertThat(told.hosts().allows("a:1")).isTrue();
        assertThat(told.hosts().allows("a:")).isFalse();
        assertThat(told.hosts().allows("a:x")).isFalse();
    }

    @Test
    void allowedNames_starAlone_allowsAll() {
        assertThat(AllowedNames.of("k", List.of("*")).allows("anything")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://*.example", "*:80", "a:*:*"})
    void allowedNames_starElsewhere_isNamed(String value) {
        assertThatThrownBy(() -> AllowedNames.of("allowedOrigins", List.of(value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowedOrigins = " + value);
    }
}
