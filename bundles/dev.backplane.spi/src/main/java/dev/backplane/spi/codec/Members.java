package dev.backplane.spi.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object: names decoded, values still bytes. Immutable.
 *
 * @param members in the order of the text; names are distinct
 */
public record Members(List<Member> members) {

    /** No members. */
    public static final Members NONE = new Members(List.of());

    /** One member. The value is a whole JSON value without surrounding white space. */
    public record Member(String name, Slice value) {}

    /** Returns the value's bytes, or null where there is no such member. Linear in the number of members. */
    public @Nullable Slice get(String name) {
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member.name().equals(name)) {
                return member.value();
            }
        }
        return null;
    }
}
