package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.itests.load.Operation.What;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {

    private final List<Operation> operations = new ArrayList<>();

    @Test
    void sequence_thatIsRight_holds() {
        did(What.LOOKUP, "", 1, 2, "nothing");
        did(What.REGISTER, "a", 3, 4, "registered");
        did(What.REGISTER, "b", 5, 6, "held by a");
        did(What.REPLACE, "a>c", 7, 8, "replaced");
        did(What.REPLACE, "a>d", 9, 10, "came too late");
        did(What.UNREGISTER, "a", 11, 12, "was not in");
        did(What.LOOKUP, "", 13, 14, "c");
        did(What.OWNER_GONE, "c", 15, 16, "1 gone");
        did(What.LOOKUP, "", 17, 18, "nothing");

        assertThat(Linearizability.holds(operations)).isTrue();
    }

    @Test
    void lookup_afterRegistration_thatFindsNothing_isFound() {
        did(What.REGISTER, "a", 1, 2, "registered");
        did(What.LOOKUP, "", 3, 4, "nothing");

        assertThat(Linearizability.holds(operations)).isFalse();
    }

    @Test
    void lookup_duringRegistration_mayFindNothingOrIt_butNotItAndThenNothing() {
        did(What.REGISTER, "a", 1, 10, "registered");
        did(What.LOOKUP, "", 2, 3, "nothing");
        did(What.LOOKUP, "", 4, 5, "a");
        assertThat(Linearizability.holds(operations)).isTrue();

        did(What.LOOKUP, "", 6, 7, "nothing");
        assertThat(Linearizability.holds(operations)).isFalse();
    }

    @Test
    void twoRegistrations_bothSucceeding_areFound() {
        did(What.REGISTER, "a", 1, 10, "registered");
        did(What.REGISTER, "b", 2, 9, "registered");

        assertThat(Linearizability.holds(operations)).isFalse();
    }

    @Test
    void removal_undoneLater_isFound() {
        did(What.REGISTER, "a", 1, 2, "registered");
        did(What.UNREGISTER, "a", 3, 4, "unregistered");
        did(What.LOOKUP, "", 5, 6, "a");

        assertThat(Linearizability.holds(operations)).isFalse();
    }

    @Test
    void manyOverlapping_inAnyOrder_areDecidedSoon() {
        Random random = new Random(1);
        String value = "";
        for (int i = 0; i < Linearizability.MAX; i++) {
            // each took effect at 10 i, within an interval that overlaps with some sixteen others
            int start = 10 * i - random.nextInt(80);
            int end = 10 * i + random.nextInt(80);
            if (value.isEmpty()) {
                value = "v" + i;
                did(What.REGISTER, value, start, end, "registered");
            } else if (random.nextBoolean()) {
                did(What.LOOKUP, "", start, end, value);
            } else {
                did(What.UNREGISTER, value, start, end, "unregistered");
                value = "";
            }
        }
        Collections.shuffle(operations, random);
        assertThat(Linearizability.holds(operations)).isTrue();

        operations.remove(operations.size() - 1);
        did(What.LOOKUP, "", 2_000, 2_001, "never put in");
        assertThat(Linearizability.holds(operations)).isFalse();
    }

    @Test
    void moreThanCanBeChecked_areRefused() {
        for (int i = 0; i <= Linearizability.MAX; i++) {
            did(What.LOOKUP, "", i, i, "nothing");
        }
        assertThatThrownBy(() -> Linearizability.holds(operations)).hasMessageContaining("65 operations");
    }

    private void did(What what, String argument, long start, long end, String answer) {
        operations.add(new Operation(0, what, "key", argument, start, end, answer));
    }
}
