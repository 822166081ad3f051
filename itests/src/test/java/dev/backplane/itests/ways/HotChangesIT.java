package dev.backplane.itests.ways;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.caller.CallerTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Ports;
import dev.backplane.itests.harness.TestBundle;
import dev.backplane.transport.tls.TestKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Listeners change and go while they are used, on the running distribution; clients of the others notice nothing. What HTTP/2
 * does then its own tests see frame by frame: the JDK's client of 17 gives up everything when it hears GOAWAY.
 */
class HotChangesIT {

    private static final Distribution SERVER = TransportContract.SERVER;
    private static final String HTTPS = "dev.backplane.transport.http.listener~tls";
    private static final String LINES = "dev.backplane.transport.stream.tcp~tls";
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int SLOW_MILLIS = 2000;

    @TempDir
    Path folder;

    private static Talk http() {
        return HttpTalk.streamable(SERVER.endpoint());
    }

    private static Talk tcp() throws Exception {
        return LineTalk.tcp(Distribution.PAGED_TCP);
    }

    private static Talk unix() throws Exception {
        return LineTalk.unix(SERVER.socket());
    }

    private static Talk https(int port, String path) throws Exception {
        return HttpTalk.tls(URI.create("https://127.0.0.1:" + port + path), Version.HTTP_1_1);
    }

    private static Talk socket(int port) throws Exception {
        return new WebSocketTalk(URI.create("wss://127.0.0.1:" + port + "/mcp"));
    }

    private static Talk lines(int port) throws Exception {
        return LineTalk.tls(port, TestKeys.client());
    }

    /** The first command takes a client longer than the calls that are to be under way. */
    @BeforeAll
    static void connect() {
        assertThat(SERVER.shell("mcp:transports")).contains("tcp-it", "tcp-tls", "unix");
    }

    @Test
    void portsPathsLimitsAndKeys_change_whileOthersAreServed() throws Exception {
        int httpsPort = Ports.free();
        int linesPort = Ports.free();
        try (Bystanders others = new Bystanders(HotChangesIT::http, HotChangesIT::tcp, HotChangesIT::unix);
                Talk https = busy(https(Distribution.PAGED_TLS, "/mcp"));
                Talk socket = busy(socket(Distribution.PAGED_TLS));
                Talk lines = busy(lines(Distribution.PAGED_TCP_TLS))) {
            set(HTTPS, "port", httpsPort);
            set(LINES, "port", linesPort);
            awaitServed(() -> https(httpsPort, "/mcp"));
            awaitServed(() -> lines(linesPort));
            assertThat(List.of(https, socket, lines)).allMatch(Talk::isQuiet, "has its call under way");
            for (Talk former : List.of(https, socket, lines)) {
                assertThat(Bystanders.text(former.nextObject())).isEqualTo("waited " + SLOW_MILLIS + " ms");
            }
            assertThat(socket.next()).startsWith("1001");
            assertThat(lines.next()).isEqualTo(Talk.END);
            Await.until(
                    "the former ports' end",
                    SOON,
                    () -> !Ports.open(Distribution.PAGED_TLS) && !Ports.open(Distribution.PAGED_TCP_TLS));

            try (Talk staysHttp = busy(https(httpsPort, "/mcp"));
                    Talk stays = busy(lines(linesPort))) {
                set(HTTPS, "bodyBytesMax", 2048);
                set(LINES, "messageBytesMax", 2048);
                set(HTTPS, "path", "/other");
                String keys = TestKeys.store(folder, "renewed").toString();
                set(HTTPS, "tlsCertificates", keys);
                set(LINES, "tlsCertificates", keys);
                Await.until(
                        "other keys",
                        SOON,
                        () -> shown(httpsPort).equals("CN=second")
                                && shown(linesPort).equals("CN=second"));
                awaitServed(() -> https(httpsPort, "/other"));
                assertThat(Bystanders.text(staysHttp.nextObject())).isEqualTo("waited " + SLOW_MILLIS + " ms");
                assertThat(Bystanders.text(stays.nextObject())).isEqualTo("waited " + SLOW_MILLIS + " ms");
                String large = "\"message\":\"" + "x".repeat(3000) + "\"";
                assertThat(Bystanders.call(stays, 2, "echo", large)).contains("messageBytesMax = 2048");
                try (Talk other = https(httpsPort, "/other")) {
                    Bystanders.open(other);
                    assertThat(Bystanders.call(other, 2, "echo", large)).contains("bodyBytesMax = 2048");
                }
                badValuesAreRefusedByName(stays);
                awaitServed(() -> lines(linesPort));
                awaitServed(() -> https(httpsPort, "/other"));
            }
            others.more();
        } finally {
            for (String pid : List.of(HTTPS, LINES)) {
                set(pid, "tlsCertificates", Distribution.certificates());
            }
            SERVER.shell("config:property-delete -p " + HTTPS + " path; config:property-delete -p " + HTTPS
                    + " bodyBytesMax; config:property-delete -p " + LINES + " messageBytesMax");
            set(HTTPS, "port", Distribution.PAGED_TLS);
            set(LINES, "port", Distribution.PAGED_TCP_TLS);
        }
        awaitServed(() -> https(Distribution.PAGED_TLS, "/mcp"));
        awaitServed(() -> lines(Distribution.PAGED_TCP_TLS));
    }

    private static void badValuesAreRefusedByName(Talk stays) throws Exception {
        refused(HTTPS, "bodyBytesMax", "7");
        refused(HTTPS, "tlsCertificates", "/nowhere/to.p12");
        refused(LINES, "messageBytesMax", "7");
        refused(LINES, "tlsCertificates", "/nowhere/to.p12");
        refused(LINES, "port", String.valueOf(Distribution.PAGED_TCP));
        assertThat(Bystanders.call(stays, 9, "echo", "\"message\":\"still here\""))
                .isEqualTo("still here");
    }

    /** Sets a value that cannot be used, sees the log name listener, key and value, and takes it back. */
    private static void refused(String pid, String key, String value) {
        String before =
                SERVER.shell("config:property-get -p " + pid + " " + key).strip();
        String listener = pid.equals(HTTPS) ? "Listener tls: " : "Listener tcp-tls: ";
        set(pid, key, value);
        Await.until(
                key + " = " + value + " is refused",
                SOON,
                () -> SERVER.log()
                        .lines()
                        .anyMatch(line -> line.contains("ERROR")
                                && line.contains(listener)
                                && line.contains(key + " = " + value)));
        set(pid, key, before);
    }

    @Test
    void bundleOfATransport_stopped_drains_andServesAgain() throws Exception {
        restart(
                "dev.backplane.transport.stream",
                List.of("tcp-it", "tcp-tls", "unix"),
                new Bystanders.Way[] {HotChangesIT::http},
                () -> List.of(busy(tcp()), busy(unix()), busy(lines(Distribution.PAGED_TCP_TLS))));
        restart(
                "dev.backplane.transport.http",
                List.of("http", "tls"),
                new Bystanders.Way[] {HotChangesIT::tcp, HotChangesIT::unix, () -> lines(Distribution.PAGED_TCP_TLS)},
                () -> List.of(
                        busy(http()),
                        busy(https(Distribution.PAGED_TLS, "/mcp")),
                        busy(socket(Distribution.PAGED_TLS))));
        for (Bystanders.Way way : List.<Bystanders.Way>of(
                HotChangesIT::http, HotChangesIT::tcp, HotChangesIT::unix, () -> lines(Distribution.PAGED_TCP_TLS))) {
            awaitServed(way);
        }
        awaitServed(() -> https(Distribution.PAGED_TLS, "/mcp"));
    }

    private interface Clients {
        List<Talk> connect() throws Exception;
    }

    private static void restart(String bundle, List<String> listeners, Bystanders.Way[] ways, Clients clients)
            throws Exception {
        try (Bystanders others = new Bystanders(ways)) {
            List<Talk> open = clients.connect();
            // a client that has its answer before the stop sees nothing of it
            assertThat(open).allMatch(Talk::isQuiet, "has its call under way");
            SERVER.shell("bundle:stop " + bundle);
            for (Talk each : open) {
                assertThat(Bystanders.text(each.nextObject())).isEqualTo("waited " + SLOW_MILLIS + " ms");
                if (!(each instanceof HttpTalk)) {
                    assertThat(each.next()).matches("1001.*|" + Talk.END);
                }
                each.close();
            }
            JsonObject left = JsonParser.parseString(SERVER.shell("mcp:transports --json"))
                    .getAsJsonObject();
            int openElsewhere = 0;
            for (JsonElement row : left.getAsJsonArray("transports")) {
                assertThat(row.getAsJsonObject().get("listener").getAsString()).isNotIn(listeners);
                openElsewhere += row.getAsJsonObject().get("open").getAsInt();
            }
            // the limiter counts none of theirs any more
            assertThat(left.getAsJsonObject("limits").get("open").getAsInt()).isEqualTo(openElsewhere);
            others.more();
            SERVER.shell("bundle:start " + bundle);
            others.more();
        }
    }

    @Test
    void subjectOfAClientsCertificate_isTheCaller_byEveryWay() throws Exception {
        SERVER.shell("bundle:install -s " + TestBundle.of(CallerTool.class).toUri());
        try (Bystanders others = new Bystanders(HotChangesIT::http, HotChangesIT::tcp)) {
            String authority = TestKeys.authority(folder).toString();
            for (String pid : List.of(HTTPS, LINES)) {
                set(pid, "tlsTrusted", authority);
                set(pid, "tlsClients", "required");
            }
            SSLContext nobody = TestKeys.client();
            Await.until("certificates are asked for", SOON, () -> isRefused(nobody));
            SSLContext alice = TestKeys.client("client");
            for (Talk talk : List.of(
                    HttpTalk.tls(TransportContract.secure("https"), Version.HTTP_1_1, alice),
                    HttpTalk.tls(TransportContract.secure("https"), Version.HTTP_2, alice),
                    new WebSocketTalk(TransportContract.secure("wss"), alice),
                    LineTalk.tls(Distribution.PAGED_TCP_TLS, alice))) {
                try (talk) {
                    Bystanders.open(talk);
                    assertThat(Bystanders.call(talk, 1, "caller", "")).isEqualTo("CN=alice,O=Example");
                }
            }
            others.more();
        } finally {
            for (String pid : List.of(HTTPS, LINES)) {
                set(pid, "tlsClients", "none");
                SERVER.shell("config:property-delete -p " + pid + " tlsTrusted");
            }
            SERVER.shell("bundle:uninstall dev.backplane.itests.caller");
        }
        awaitServed(() -> https(Distribution.PAGED_TLS, "/mcp"));
        awaitServed(() -> lines(Distribution.PAGED_TCP_TLS));
    }

    // ----------------------------------------------------------------------------------------------------------------

    private static void set(String pid, String key, Object value) {
        SERVER.shell("config:property-set -p " + pid + " " + key + " " + value);
    }

    /** Has a session with a call under way. */
    private static Talk busy(Talk talk) throws Exception {
        Bystanders.open(talk);
        talk.say(TransportContract.call(1, "slow", "{\"millis\":" + SLOW_MILLIS + "}"));
        return talk;
    }

    /** Waits until somebody who comes that way is served. */
    private static void awaitServed(Bystanders.Way way) {
        Await.until("an answer", SOON, () -> {
            try (Talk talk = way.connect()) {
                Bystanders.open(talk);
                return Bystanders.call(talk, 1, "echo", "\"message\":\"there\"").equals("there");
            } catch (Exception e) {
                return false;
            }
        });
    }

    /** Returns the subject that a new connection is shown. */
    private static String shown(int port) {
        try (SSLSocket socket = socket(TestKeys.client(), port)) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isRefused(SSLContext keys) {
        return Stream.of(Distribution.PAGED_TLS, Distribution.PAGED_TCP_TLS).allMatch(port -> {
            try (SSLSocket socket = socket(keys, port)) {
                socket.setSoTimeout(500);
                return socket.getInputStream().read() < 0;
            } catch (SSLException e) {
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static SSLSocket socket(SSLContext keys, int port) throws IOException {
        SSLSocket socket = (SSLSocket) keys.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }
}
