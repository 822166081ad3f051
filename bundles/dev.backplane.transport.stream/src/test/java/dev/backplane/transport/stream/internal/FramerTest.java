package dev.backplane.transport.stream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.codec.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FramerTest {

    private static final String TOO_LONG = "<too long>";

    private final Framer framer = new Framer();

    private List<String> all(int most) {
        List<String> lines = new ArrayList<>();
        while (true) {
            switch (framer.next(most)) {
                case LINE -> {
                    Slice line = framer.take();
                    lines.add(line.text());
                }
                case TOO_LONG -> lines.add(TOO_LONG);
                case NOTHING -> {
                    framer.keep();
                    return lines;
                }
            }
        }
    }

    private List<String> add(String text, int most) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        framer.add(bytes, bytes.length);
        List<String> lines = all(most);
        Arrays.fill(bytes, (byte) '!');
        return lines;
    }

    @Test
    void lines_wholeSplitAndBlank() {
        assertThat(add("one\ntw", 100)).containsExactly("one");
        assertThat(framer.isWithin()).isTrue();
        assertThat(add("o\n\n\r\nthree\r\n", 100)).containsExactly("two", "three\r");
        assertThat(framer.isWithin()).isFalse();
    }

    @Test
    void tooLongLine_isLeftOut_andToldOfOnce() {
        assertThat(add("12345678", 10)).isEmpty();
        assertThat(add("9012", 10)).containsExactly(TOO_LONG);
        assertThat(framer.isWithin()).isTrue();
        assertThat(add("345", 10)).isEmpty();
        assertThat(add("6\nnext\n12345678901\nlast\n", 10)).containsExactly("next", TOO_LONG, "last");
        assertThat(add("1234567890\n", 10)).containsExactly("1234567890");
    }

    /** Whatever the pieces, the lines are those of the whole text. */
    @RepeatedTest(300)
    void pieces_makeNoDifference(RepetitionInfo info) {
        Random random = new Random(20261123L + info.getCurrentRepetition());
        int most = 1 + random.nextInt(40);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(400); i > 0; i--) {
            text.append(random.nextInt(12) == 0 ? '\n' : (char) ('a' + random.nextInt(26)));
        }
        text.append('\n');
        List<String> expected = new ArrayList<>();
        for (String line : text.toString().split("\n", -1)) {
            if (!line.isEmpty()) {
                expected.add(line.length() > most ? TOO_LONG : line);
            }
        }
        List<String> got = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int next = Math.min(text.length(), at + 1 + random.nextInt(1 + random.nextInt(120)));
            got.addAll(add(text.substring(at, next), most));
            at = next;
        }
        assertThat(got).isEqualTo(expected);
        assertThat(framer.isWithin()).isFalse();
    }
}
