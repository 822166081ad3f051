package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import org.apache.karaf.shell.api.console.Session;
import org.junit.jupiter.api.Test;

class CallParserTest {

    private final Session session = (Session)
            Proxy.newProxyInstance(Session.class.getClassLoader(), new Class<?>[] {Session.class}, (p, m, a) -> null);

    private String preprocess(String line) {
        CallParser parser = new CallParser();
        return parser.preprocess(session, parser.parse(session, line, line.length()));
    }

    @Test
    void preprocess_bareJson_isQuotedWithItsBackslashesKept() {
        assertThat(preprocess("mcp:call echo {\"m\":\"a\\nb it's [1] {x\"}"))
                .isEqualTo("mcp:call echo '{\"m\":\"a\\nb it\\u0027s [1] {x\"}'");
    }

    @Test
    void preprocess_singleQuoted_keepsBackslashesToo() {
        assertThat(preprocess("mcp:call --json echo '{\"m\":\"a\\\"b\"}'"))
                .isEqualTo("mcp:call --json echo '{\"m\":\"a\\\"b\"}'");
    }

    @Test
    void preprocess_otherWords_areLeftAlone() {
        assertThat(preprocess("mcp:call echo \"{$x}\"")).isEqualTo("mcp:call echo \"{$x}\"");
        assertThat(preprocess("mcp:call echo")).isEqualTo("mcp:call echo");
    }

    @Test
    void parse_pipe_endsTheStatement() {
        String line = "mcp:call echo {\"m\":\"a|b\"} | grep a";
        assertThat(new CallParser().parse(session, line, line.length()).getArguments())
                .containsExactly("mcp:call", "echo", "{\"m\":\"a|b\"}");
    }

    @Test
    void parse_atTheEnd_hasTheBufferThatTheConsoleRuns() {
        String line = "mcp:call   echo   {\"m\":\"it's\"}";
        String buffer = new CallParser().parse(session, line, line.length()).getBuffer();
        assertThat(buffer.strip()).isEqualTo("mcp:call echo '{\"m\":\"it\\u0027s\"}'");
        assertThat(buffer.length()).isGreaterThanOrEqualTo(line.length());
    }

    @Test
    void parse_beforeAPipe_endsTheBufferThere() {
        String line = "mcp:call echo {} | grep a";
        assertThat(new CallParser().parse(session, line, line.length()).getBuffer())
                .isEqualTo("mcp:call echo {} ");
    }
}
