package dev.backplane.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.console.internal.Operators.Operator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OperatorsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Operators operators = new Operators(30, 3, nanos::get);

    private void pass(long minutes) {
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(minutes));
    }

    @Test
    void find_withinTheTime_isTheOperator() {
        Operator operator = operators.enter("ada");
        pass(29);
        assertThat(operators.find(operator.cookie())).isEqualTo(operator);
        pass(29);
        assertThat(operators.find(operator.cookie())).as("each request counts").isEqualTo(operator);
        pass(31);
        assertThat(operators.find(operator.cookie())).isNull();
    }

    @Test
    void find_otherCookieOrSecretOrAfterLogout_isNobody() {
        Operator operator = operators.enter("ada");
        assertThat(operators.find(null)).isNull();
        assertThat(operators.find("x")).isNull();
        assertThat(operators.find(operator.secret())).isNull();
        operators.leave(operator);
        assertThat(operators.find(operator.cookie())).isNull();
    }

    @Test
    void secrets_ofTwo_differ() {
        Operator one = operators.enter("ada");
        Operator other = operators.enter("ada");
        assertThat(one.cookie()).hasSize(64).isNotEqualTo(other.cookie()).isNotEqualTo(one.secret());
        assertThat(one.secret()).isNotEqualTo(other.secret());
    }

    @Test
    void mayTry_afterThreeRefusals_waitsForTheNextMinute() {
        for (int i = 0; i < 3; i++) {
            assertThat(operators.mayTry()).isTrue();
        }
        assertThat(operators.mayTry()).isFalse();
        pass(1);
        for (int i = 0; i < 10; i++) {
            assertThat(operators.mayTry()).as("those let in do not count").isTrue();
            operators.enter("ada");
        }
    }

    @Test
    void enter_beyondTheBound_letsTheOneIdleLongestGo() {
        Operator first = operators.enter("first");
        Operator second = operators.enter("second");
        operators.find(first.cookie());
        for (int i = 2; i < Operators.MOST + 1; i++) {
            operators.enter("more");
        }
        assertThat(operators.find(second.cookie())).isNull();
        assertThat(operators.find(first.cookie())).isEqualTo(first);
    }

    @Test
    void text_ofOthers_isEscaped() {
        assertThat(ReportHtml.text("<b a=\"1\">&")).isEqualTo("&lt;b a=&quot;1&quot;&gt;&amp;");
    }
}
