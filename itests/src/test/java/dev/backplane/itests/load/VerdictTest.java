package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.itests.load.Operation.What;
import org.junit.jupiter.api.Test;

/** Each kind of wrong is found, and nothing in what is right. */
class VerdictTest {

    private final History history = new History();
    private final History.Page page = history.page();

    @Test
    void right_isClean() {
        did(What.OPEN, "s", "", "s");
        did(What.INITIALIZED, "s", "", "202");
        did(What.ECHO, "s", "hello", "hello");
        did(What.SLOW, "", "5", "waited 5 ms");
        did(What.COUNT, "s", "cut at 3", CountMoves.expected());
        did(What.ATTACH, "s", "", "stream");
        did(What.ANNOUNCE, "s", "itest://news/1", "announced");
        did(What.EVENT, "s", "0-1", "itest://news/1");
        did(What.EVENT, "s", "0-2", "notifications/tools/list_changed");
        did(What.DELETE, "s", "", "204");
        did(What.ECHO, "s", "late", "! 404 -32600 Session not found");
        did(What.REGISTER, "k", "a", "registered");
        did(What.LOOKUP, "k", "", "a");

        assertThat(Verdict.of(history)).isEmpty();
    }

    @Test
    void refusal_isFound() {
        did(What.ECHO, "", "hello", "! 503 -32603 slot codec is empty");

        assertThat(Verdict.of(history)).singleElement().asString().startsWith("refused or lost");
        assertThatThrownBy(() -> Verdict.demandClean(history)).hasMessageContaining("1 things are wrong");
    }

    @Test
    void otherAnswer_isFound() {
        did(What.ECHO, "", "hello", "help");
        did(What.COUNT, "", "cut at 2", "1 2 4 5 6 counted to 6");
        did(What.COUNT, "", "cut at 2", "1 2 3 3 4 5 6 counted to 6");
        did(What.LIST, "", "", "echo echo slow registry count announce fill jvm");

        assertThat(Verdict.of(history)).hasSize(4).allMatch(each -> each.startsWith("answered wrongly"));
    }

    @Test
    void sessionLost_orBackFromDeletion_isFound() {
        did(What.OPEN, "s", "", "s");
        did(What.ECHO, "s", "still", "! 404 -32600 Session not found");
        did(What.DELETE, "s", "", "204");
        did(What.ECHO, "s", "late", "late");

        assertThat(Verdict.of(history)).hasSize(2);
    }

    @Test
    void event_lost_doubled_orOutOfOrder_isFound() {
        did(What.ANNOUNCE, "lost", "itest://news/1", "announced");
        did(What.ANNOUNCE, "doubled", "itest://news/2", "announced");
        did(What.EVENT, "doubled", "0-1", "itest://news/2");
        did(What.EVENT, "doubled", "0-2", "itest://news/2");
        did(What.EVENT, "back", "0-2", "notifications/tools/list_changed");
        did(What.EVENT, "back", "0-1", "notifications/tools/list_changed");

        assertThat(Verdict.of(history))
                .hasSize(3)
                .anyMatch(each -> each.contains("lost") && each.contains("missing [itest://news/1]"))
                .anyMatch(each -> each.contains("too many [itest://news/2]"))
                .anyMatch(each -> each.startsWith("an event after one of id 2"));
    }

    @Test
    void entryLost_isFound() {
        did(What.REGISTER, "k", "a", "registered");
        did(What.LOOKUP, "k", "", "nothing");

        assertThat(Verdict.of(history)).singleElement().asString().contains("key k");
    }

    private void did(What what, String subject, String argument, String answer) {
        page.add(what, subject, argument, System.nanoTime(), answer);
    }
}
