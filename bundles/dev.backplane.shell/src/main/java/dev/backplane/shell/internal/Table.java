package dev.backplane.shell.internal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that fits a width: where the cells need more, the widest columns get narrower and their text goes on in the
 * next line, so that nothing is lost. Not thread-safe. Control characters of the cells are shown as {@code ?}: they
 * come from clients and plugins.
 */
final class Table {

    private static final int GAP = 2;
    private static final int COLUMN_MIN = 6;

    private final String[] heads;
    private final List<String[]> rows = new ArrayList<>();

    Table(String... heads) {
        this.heads = heads.clone();
    }

    /** Adds a row with a cell for each column; null shows as {@code -}. */
    void row(@Nullable Object... cells) {
        if (cells.length != heads.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + heads.length + " columns");
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> cell == null ? "-" : clean(cell.toString()))
                .toArray(String[]::new));
    }

    /** Prints at most {@code width} columns of characters, as long as each column can have {@value #COLUMN_MIN}. */
    void print(PrintStream out, int width) {
        int[] widths = widths(width);
        print(out, heads, widths);
        rows.forEach(row -> print(out, row, widths));
    }

    /** Replaces what would move the cursor or break a line. */
    static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private int[] widths(int width) {
        int[] widths = new int[heads.length];
        for (int i = 0; i < heads.length; i++) {
            widths[i] = heads[i].length();
            for (String[] row : rows) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        int over = Arrays.stream(widths).sum() + GAP * (heads.length - 1) - width;
        while (over > 0) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= COLUMN_MIN) {
                break;
            }
            widths[widest]--;
            over--;
        }
        return widths;
    }

    private static void print(PrintStream out, String[] cells, int[] widths) {
        List<List<String>> columns = new ArrayList<>();
        int height = 1;
        for (int i = 0; i < cells.length; i++) {
            List<String> lines = wrap(cells[i], widths[i]);
            columns.add(lines);
            height = Math.max(height, lines.size());
        }
        for (int line = 0; line < height; line++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < cells.length; i++) {
                List<String> lines = columns.get(i);
                String cell = line < lines.size() ? lines.get(line) : "";
                text.append(cell).append(" ".repeat(widths[i] - cell.length() + GAP));
            }
            out.println(text.toString().stripTrailing());
        }
    }

    /** Breaks at spaces where there are some, else within the word. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }
}
