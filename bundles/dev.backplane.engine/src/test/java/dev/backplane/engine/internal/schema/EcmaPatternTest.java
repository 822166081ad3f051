package dev.backplane.engine.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcmaPatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "b;abc;true",
                "^b;abc;false",
                "c$;abc;true",
                "^\\d{3}$;123;true",
                "^\\d$;\u0663;false",
                "^\\s$;\u00a0;true",
                "^\\s$;\ufeff;true",
                "^[\\sx]$;\u2003;true",
                "^\\S$;\u00a0;false",
                "^[\\S]$;x;true",
                "^[^\\s]$;\u00a0;false",
                "^.$;\u0085;true",
                "^.$;\u2028;false",
                "^.$;😀;true",
                "^\\u{1F600}$;😀;true",
                "^\\uD83D\\uDE00$;😀;true",
                "^[[]$;[;true",
                "^[a&&b]$;&;true",
                "^[a&&b]$;a;true",
                "^[b^]$;^;true",
                "[];x;false",
                "^\\/$;/;true",
                "^\\p{Letter}+$;éa;true",
                "^\\p{Script=Greek}+$;αβ;true",
                "^\\P{L}$;1;true",
                "^(?<year>\\d{4})-\\k<year>$;1999-1999;true",
                "(?<=a)b;ab;true",
                "^(?!x).*$;y;true",
                "a{2,3}$;aaaa;true",
                "^\\x41\\t$;A\t;true",
            })
    void find_pattern_meansWhatEcmaSays(String pattern, String text, boolean found) {
        assertThat(new EcmaPattern(pattern).find(text)).isEqualTo(found);
    }

    @Test
    void find_dollar_isTheEndAlone() {
        assertThat(new EcmaPattern("^a$").find("a\n")).isFalse();
        assertThat(new EcmaPattern("^a$").find("a\nb")).isFalse();
        assertThat(new EcmaPattern("^[^]$").find("\n")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[a", "a**", "\\p", "\\p{Nope}", "\\Qa\\E", "\\Z", "\\"})
    void new_noExpression_isRefused(String pattern) {
        assertThatThrownBy(() -> new EcmaPattern(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(x+x+)+y", "^([a-z]+)*$", "^(.*)*$X", "(.*.*.*.*.*)=x"})
    void find_catastrophicBacktracking_endsSoon(String pattern) {
        EcmaPattern compiled = new EcmaPattern(pattern);
        for (int length : new int[] {40, 10_000, 200_000}) {
            String text = "a".repeat(length) + "!";
            String other = "x".repeat(length);
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                assertThat(compiled.find(text)).isFalse();
                assertThat(compiled.find(other)).isIn(true, false);
            });
        }
    }

    @Test
    void find_longHarmlessText_isSearchedToItsEnd() {
        assertThat(new EcmaPattern("^[a-z]+$").find("a".repeat(1_000_000))).isTrue();
        assertThat(new EcmaPattern("b$").find("a".repeat(1_000_000) + "b")).isTrue();
    }
}
