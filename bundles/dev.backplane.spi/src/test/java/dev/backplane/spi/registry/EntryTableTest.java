package dev.backplane.spi.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EntryTableTest {

    private final EntryTable table = new EntryTable();

    @Test
    void purge_ofKindsThatCameAndWent_forgetsThemAlone() {
        int most = 0;
        for (int i = 0; i < 10_000; i++) {
            Entry entry = entry("kind " + i);
            table.putIfAbsent(entry);
            if (i % 1_000 != 0) {
                table.remove(entry.key());
            }
            if (table.crowded()) {
                table.purge();
            }
            most = Math.max(most, table.kinds());
        }

        assertThat(most).isLessThan(200);
        assertThat(table.entries()).hasSize(10);
        assertThat(table.get(entry("kind 9000").key())).isNotNull();
        assertThat(table.get(entry("kind 9001").key())).isNull();
    }

    @Test
    void put_intoAKindThatWasPurged_isFound() {
        Entry first = entry("kind");
        table.putIfAbsent(first);
        table.remove(first.key());
        table.purge();

        Entry second = entry("kind");
        assertThat(table.putIfAbsent(second)).isNull();

        assertThat(table.get(first.key())).isSameAs(second);
        assertThat(table.entries("kind")).containsExactly(second);
        table.clear();
        assertThat(table.get(first.key())).isNull();
        table.put(first);
        assertThat(table.get(second.key())).isSameAs(first);
    }

    private static Entry entry(String kind) {
        return new Entry(new Key(kind, "name"), "value", new Owner("bundle", "1"));
    }
}
