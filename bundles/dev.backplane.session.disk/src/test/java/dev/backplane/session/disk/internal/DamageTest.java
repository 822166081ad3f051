package dev.backplane.session.disk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.StreamEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files that are not as they were written: what a crash or a loss of power leaves, and what is damaged. */
class DamageTest extends OpenedStore {

    DamageTest() {
        super(new DiskLimits(10, 10_000, 0, 1_000, 60_000));
    }

    @Test
    void file_damaged_isSetAside_andTheStoreBeginsEmpty() throws Exception {
        for (Damage damage : List.<Damage>of(
                bytes -> Arrays.fill(bytes, 0, bytes.length, (byte) 0x5a),
                bytes -> Arrays.fill(bytes, 0, 2 * BLOCK_BYTES, (byte) 0),
                bytes -> flipEach(bytes, "precious"),
                bytes -> Arrays.fill(bytes, 3 * BLOCK_BYTES, bytes.length - BLOCK_BYTES, (byte) 0))) {
            store.put(session("precious"));
            store.put(session("precious").withLogLevel("error"));
            store.deactivate();
            Path file = onlyLog();
            byte[] bytes = Files.readAllBytes(file);
            damage.apply(bytes);
            Files.write(file, bytes);
            long before = aside();

            open();

            assertThat(aside()).isEqualTo(before + 1);
            assertThat(store.size()).isZero();
            store.put(session("after"));
            reopen();
            assertThat(store.sessions().map(SessionRecord::id)).containsExactly("after");
            store.remove("after");
        }
        assertThat(directory.resolve("damaged-4")).isNotEmptyDirectory();
    }

    private interface Damage {
        void apply(byte[] bytes);
    }

    private long aside() throws IOException {
        return names().stream().filter(name -> name.startsWith("damaged-")).count();
    }

    private Path onlyLog() throws IOException {
        List<Path> logs = files().stream()
                .filter(file -> file.toString().endsWith(".log"))
                .toList();
        assertThat(logs).hasSize(1);
        return logs.get(0);
    }

    /** Changes one bit wherever the text stands: what is on a page that was written anew is there more than once. */
    private static void flipEach(byte[] bytes, String text) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + 1)) {
            bytes[at] ^= 1;
        }
    }

    @Test
    void log_headDamagedOnce_isReadByItsCopy() throws Exception {
        store.put(session("s1"));
        close();
        byte[] bytes = Files.readAllBytes(onlyLog());
        Arrays.fill(bytes, 0, BLOCK_BYTES, (byte) 0);
        Files.write(onlyLog(), bytes);

        open();

        assertThat(aside()).isZero();
        assertThat(store.get("s1")).isNotNull();
    }

    @Test
    void log_cutOffAnywhere_opensWithWhatCameBefore() throws Exception {
        store.put(session("s1"));
        store.append("s1", event(0, 1));
        int before = (int) Files.size(onlyLog());
        store.append("s1", event(0, 2));
        // as it is when the process ends now
        byte[] whole = Files.readAllBytes(onlyLog());
        assertThat(whole.length).isGreaterThan(before);
        close();
        for (int length = before; length < whole.length; length += 585) {
            Files.write(onlyLog(), Arrays.copyOf(whole, length));

            open();

            assertThat(aside()).isZero();
            assertThat(store.eventsAfter("s1", 0, 1)).isEmpty();
            store.append("s1", event(0, 3));
            reopen();
            assertThat(store.eventsAfter("s1", 0, 1))
                    .extracting(StreamEvent::sequence)
                    .containsExactly(3L);
            close();
        }
    }

    @Test
    void log_garbageAtItsEnd_isPassedOver() throws Exception {
        store.put(session("s1"));
        byte[] whole = Files.readAllBytes(onlyLog());
        close();
        for (byte garbage : new byte[] {0, 0x5a}) {
            byte[] longer = Arrays.copyOf(whole, whole.length + 5_000);
            Arrays.fill(longer, whole.length, longer.length, garbage);
            Files.write(onlyLog(), longer);

            open();

            assertThat(aside()).isZero();
            assertThat(store.get("s1")).isNotNull();
            store.put(session("s2"));
            reopen();
            assertThat(store.size()).isEqualTo(2);
            close();
        }
    }

    @Test
    void formerLog_cutOffByALossOfPower_dropsWhatCameLater() throws Exception {
        Path inTheWay = failingSnapshot();
        store.put(session("first"));
        store.put(session("second"));
        store.journal.shrink().join();
        store.put(session("later"));
        close();
        Files.delete(inTheWay);
        Path former = directory.resolve("sessions-00000001.log");
        byte[] bytes = Files.readAllBytes(former);
        // as if it had not been forced to the medium, and its last bytes never got there
        Files.write(former, Arrays.copyOf(bytes, bytes.length - 1));

        open();

        assertThat(store.sessions().map(SessionRecord::id)).containsExactly("first");
        store.put(session("again"));
        reopen();
        assertThat(store.sessions().map(SessionRecord::id)).containsExactlyInAnyOrder("first", "again");
    }

    @Test
    void logMissing_isDamage() throws Exception {
        Path inTheWay = failingSnapshot();
        store.put(session("first"));
        store.journal.shrink().join();
        store.put(session("later"));
        close();
        Files.delete(inTheWay);
        Files.delete(directory.resolve("sessions-00000001.log"));

        open();

        assertThat(store.size()).isZero();
        assertThat(names()).contains("damaged-1");
    }
}
