package dev.backplane.connections.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.transport.Limiter;
import dev.backplane.spi.transport.LimiterContract;
import dev.backplane.spi.transport.RefusedException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionLimiterTest extends LimiterContract {

    @Override
    protected Limiter limiter(int max, int addressMax) {
        return new ConnectionLimiter(config(Map.of("connectionsMax", max, "addressConnectionsMax", addressMax)));
    }

    @Test
    void take_ofOneNetworkOfIpv6_countsItOnce() {
        Limiter limiter = limiter(10, 1);
        limiter.take(address(0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1));
        assertThatThrownBy(() -> limiter.take(address(0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 9, 9, 9, 9, 9, 9, 9, 9)))
                .isInstanceOf(RefusedException.class);
        limiter.take(address(0x20, 1, 0xd, 0xb8, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1));
        assertThat(limiter.statistics().addresses()).isEqualTo(2);
    }

    @Test
    void take_ofThisMachine_isLimitedOnlyIfAskedFor() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ConnectionLimiter limiter = new ConnectionLimiter(config(Map.of("addressConnectionsMax", 1)));
        limiter.take(loopback);
        limiter.take(loopback);
        limiter.modified(config(Map.of("addressConnectionsMax", 2, "limitLoopback", true)));
        assertThatThrownBy(() -> limiter.take(loopback)).isInstanceOf(RefusedException.class);
        limiter.giveBack(loopback);
        limiter.take(loopback);
    }

    @Test
    void modified_lowerLimit_keepsWhatIsThereAndRefusesMore() {
        ConnectionLimiter limiter = new ConnectionLimiter(config(Map.of("connectionsMax", 5)));
        limiter.take(peer(1));
        limiter.take(peer(2));
        limiter.modified(config(Map.of("connectionsMax", 1)));
        assertThat(limiter.statistics().open()).isEqualTo(2);
        limiter.giveBack(peer(1));
        assertThatThrownBy(() -> limiter.take(peer(1))).isInstanceOf(RefusedException.class);
    }

    @Test
    void modified_wrongValue_changesNothing() {
        ConnectionLimiter limiter = new ConnectionLimiter(config(Map.of("connectionsMax", 5)));
        limiter.modified(config(Map.of("connectionsMax", -1)));
        assertThat(limiter.statistics().max()).isEqualTo(5);
    }

    @Test
    void limits_wrongValue_namesKeyValueAndBound() {
        assertThatThrownBy(() -> Limits.of(config(Map.of("addressConnectionsMax", 10_000_001))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev.backplane.connections: addressConnectionsMax = 10000001 is outside of 0 to 10000000");
    }

    @Test
    void limits_ofOpenFiles_leaveAQuarterOfThem() {
        assertThat(Limits.fromOpenFiles(20_000)).isEqualTo(15_000);
        assertThat(Limits.fromOpenFiles(1)).isEqualTo(1);
        assertThat(Limits.fromOpenFiles(Long.MAX_VALUE)).isEqualTo(10_000_000);
        assertThat(Limits.fromOpenFiles(0)).isEqualTo(10_000);
        assertThat(Limits.of(config(Map.of())).max()).isPositive();
    }

    private static ConnectionsConfig config(Map<String, Object> values) {
        return (ConnectionsConfig) Proxy.newProxyInstance(
                ConnectionsConfig.class.getClassLoader(),
                new Class<?>[] {ConnectionsConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
