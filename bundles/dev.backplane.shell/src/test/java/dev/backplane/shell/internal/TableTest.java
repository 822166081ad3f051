package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static List<String> print(Table table, int width) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), width);
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void print_fits_isAligned() {
        Table table = new Table("NAME", "AGE");
        table.row("alpha", 7);
        table.row("b", null);
        assertThat(print(table, 80)).containsExactly("NAME   AGE", "alpha  7", "b      -");
    }

    @Test
    void print_tooWide_wrapsWithinWidthAndLosesNothing() {
        String name = "n".repeat(128);
        String title = "several words ".repeat(12).strip();
        Table table = new Table("NAME", "TITLE", "HINTS");
        table.row(name, title, "read-only, idempotent, open-world");
        List<String> lines = print(table, 80);
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        String all = String.join("", lines).replace(" ", "");
        assertThat(all.chars().filter(c -> c == 'n').count()).isGreaterThanOrEqualTo(128);
        assertThat(String.join(" ", lines).split("several", -1)).hasSize(13);
    }

    @Test
    void print_controlCharacters_areShownAsQuestionMarks() {
        Table table = new Table("NAME");
        table.row("evil\u001b[2J\nline");
        assertThat(print(table, 80)).containsExactly("NAME", "evil?[2J?line");
    }

    @Test
    void wrap_noSpaces_breaksWithinTheWord() {
        assertThat(Table.wrap("abcdefgh", 3)).containsExactly("abc", "def", "gh");
        assertThat(Table.wrap("ab cd ef", 5)).containsExactly("ab cd", "ef");
        assertThat(Table.wrap("", 5)).containsExactly("");
    }

    @Test
    void row_wrongNumberOfCells_isRefused() {
        assertThatThrownBy(() -> new Table("A", "B").row("x")).isInstanceOf(IllegalArgumentException.class);
    }
}
