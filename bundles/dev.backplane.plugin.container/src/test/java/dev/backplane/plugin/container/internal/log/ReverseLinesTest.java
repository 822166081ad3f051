package dev.backplane.plugin.container.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReverseLinesTest {

    @TempDir
    Path folder;

    @Test
    void next_emptyFile_hasNoLine() throws IOException {
        assertThat(reversed("")).isEmpty();
    }

    @Test
    void next_linesWithAllKindsOfBreaks_comeLastFirst() throws IOException {
        assertThat(reversed("a\nb\r\n\nc\n")).containsExactly("c", "", "b", "a");
        assertThat(reversed("a\nb")).containsExactly("b", "a");
        assertThat(reversed("\n")).containsExactly("");
        assertThat(reversed("\n\n")).containsExactly("", "");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 5_000, 70_000})
    void next_manyLinesOverManyBlocks_areTheFilesLines(int longest) throws IOException {
        Random random = new Random(longest);
        List<String> lines = new ArrayList<>();
        for (int size = 0; size < 300_000; ) {
            String line = "\u00e9x\u4e16".repeat(random.nextInt(longest) / 3 + 1);
            lines.add(line);
            size += line.length();
        }

        List<String> reversed = reversed(String.join("\n", lines) + "\n");

        Collections.reverse(reversed);
        assertThat(reversed).isEqualTo(lines);
    }

    @Test
    void next_endlessLine_comesInPieces() throws IOException {
        List<String> reversed = reversed("first\n" + "x".repeat(1_000_000));

        assertThat(reversed).hasSizeGreaterThan(2).endsWith("first");
        assertThat(reversed.subList(0, reversed.size() - 1).stream()
                        .mapToInt(String::length)
                        .sum())
                .isEqualTo(1_000_000);
    }

    private List<String> reversed(String text) throws IOException {
        Path file = folder.resolve("log");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        try (ReverseLines reverse = new ReverseLines(file)) {
            for (String line = reverse.next(); line != null; line = reverse.next()) {
                lines.add(line);
            }
        }
        return lines;
    }
}
