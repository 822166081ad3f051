package dev.backplane.cache.ehcache.internal;

import java.util.Arrays;

/**
 * Things in no order, each of which knows its place, so that it is taken out in constant time; the last one moves there. An array
 * and not a list: what is taken out touches one other of the things, not two. Guarded by its owner's lock.
 */
final class Bag<T extends Bag.Member> {

    /** Keeps its place in one bag. */
    interface Member {
        int place();

        void place(int next);
    }

    private static final int LEAST = 4;

    private Object[] members = new Object[LEAST];
    private int size;

    void add(T member) {
        if (size == members.length) {
            members = Arrays.copyOf(members, 2 * size);
        }
        member.place(size);
        members[size++] = member;
    }

    void drop(T member) {
        T last = get(--size);
        members[size] = null;
        if (last != member) {
            put(member.place(), last);
        }
        if (members.length > LEAST && size < members.length / 4) {
            members = Arrays.copyOf(members, members.length / 2);
        }
    }

    /** Puts one in the place of another. */
    void replace(T gone, T come) {
        put(gone.place(), come);
    }

    private void put(int place, T member) {
        member.place(place);
        members[place] = member;
    }

    @SuppressWarnings("unchecked")
    T get(int place) {
        return (T) members[place];
    }

    int size() {
        return size;
    }
}
