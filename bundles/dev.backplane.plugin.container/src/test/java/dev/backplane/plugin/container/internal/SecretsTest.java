package dev.backplane.plugin.container.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "db.Password",
                "PASSWORD_FILE",
                "clientSecret",
                "access-token",
                "credentials",
                "keyPassphrase",
                "privateKey",
                "private.key",
                "private_key",
                "apiKey",
                "api-key",
                "API_KEY",
                "pwd",
                "db.pwd",
                "proxy-pass"
            })
    void value_secretKey_isMasked(String key) {
        assertThat(Secrets.value(key, "visible")).isEqualTo("***");
        assertThat(Secrets.value(key, 42)).isEqualTo("***");
        assertThat(Secrets.value(key, new String[] {"a", "b"})).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"port", "host", "bypass", "passive", "keystore", "monkey", "url", "service.pid"})
    void value_plainKey_isShown(String key) {
        assertThat(Secrets.value(key, "visible")).isEqualTo("visible");
        assertThat(Secrets.value(key, 42)).isEqualTo(42);
        assertThat(Secrets.value(key, new int[] {1, 2})).isEqualTo(List.of(1, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
                "$6$rounds=5000$usesomesillystri$D4IrlXatmP7rx3P3InaxBeoomnAihCKRVQAr/36eYaKtWJVDmhcpFOYBN",
                "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b7dWRWJTmaaVqMd",
                "{CRYPT}5F4DCC3B5AA765D61D8327DEB882CF99{CRYPT}",
                "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
                "ENC(G6N718UuyPE5bHyWKyuLQSm02auQPUtm)",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIEow\n-----END RSA PRIVATE KEY-----"
            })
    void value_looksSecret_isMasked(String value) {
        assertThat(Secrets.value("plain", value)).isEqualTo("***");
        assertThat(Secrets.value("plain", List.of(value, "shown"))).isEqualTo(List.of("***", "shown"));
    }

    @Test
    void value_secretWithinText_isMaskedThereAlone() {
        assertThat(Secrets.value("url", "jdbc:x://db/y?user=me&password=hunter2&ssl=true"))
                .isEqualTo("jdbc:x://db/y?user=me&password=***&ssl=true");
        assertThat(Secrets.value("url", "http://me:hunter2@host/path")).isEqualTo("http://me:***@host/path");
    }

    @Test
    void value_bareMarker_isShown() {
        assertThat(Secrets.value("encryption.prefix", "{CRYPT}")).isEqualTo("{CRYPT}");
    }

    @Test
    void value_noJson_isText() {
        assertThat(Secrets.value("x", Double.NaN)).isEqualTo("NaN");
        assertThat(Secrets.value("x", 'c')).isEqualTo("c");
        assertThat(Secrets.value("x", SecretsTest.class)).isEqualTo(SecretsTest.class.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer hunter2-hunter2",
                "authorization=Basic aHVudGVyMjpodW50ZXIy",
                "{\"Authorization\":\"hunter2\"}",
                "sent Bearer hunter2hunter2 to it",
                "login with password=hunter2 failed",
                "login with password = 'hunter2 hunter2' failed",
                "{\"password\":\"hun\\\"hunter2\",\"user\":\"me\"}",
                "{\"client_secret\": \"hunter2\"}",
                "apiKey: hunter2, user: me",
                "db.password.main=hunter2",
                "pwd=hunter2",
                "GET http://me:hunter2@host/",
                "key eyJhbGciOiJhunter2.eyJzdWIiOiIxhunter2.dozjhunter2 refused",
                "-----BEGIN EC PRIVATE KEY-----\nhunter2",
                "hunter2hunter2==\n-----END PRIVATE KEY-----\nnext",
                "-----BEGIN PRIVATE KEY-----\nX-Header: 4-5\n\nhunter2\n-----END PRIVATE KEY-----"
            })
    void text_secret_isMasked(String text) {
        assertThat(Secrets.text(text)).contains("***").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Started in 12 ms",
                "Tests passed: 12, bypass=true",
                "password was refused",
                "http://host:8080/path?a=b@c",
                "basic setup done"
            })
    void text_noSecret_staysAsItIs(String text) {
        assertThat(Secrets.text(text)).isEqualTo(text);
    }

    @Test
    void text_restOfTheLine_staysReadable() {
        assertThat(Secrets.text("user=me password=\"a b\" host=h")).isEqualTo("user=me password=*** host=h");
        assertThat(Secrets.text("a -----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY----- b"))
                .isEqualTo("a *** b");
    }

    @Test
    void text_longAndHostile_isLinear() {
        String hostile = "password=\"" + "\\a".repeat(100_000) + "-----BEGIN PRIVATE KEY-----".repeat(5_000)
                + "://a:".repeat(20_000);

        assertThat(Secrets.text(hostile)).startsWith("password=***");
    }

    @Test
    void properties_all_areMaskedAndSorted() {
        Hashtable<String, Object> properties = new Hashtable<>(Map.of("z", 1, "a", "x", "token", "t"));

        assertThat(Secrets.properties(properties))
                .containsExactlyEntriesOf(new TreeMap<>(Map.of("a", "x", "token", "***", "z", 1)));
    }
}
