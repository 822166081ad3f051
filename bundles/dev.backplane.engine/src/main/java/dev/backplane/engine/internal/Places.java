package dev.backplane.engine.internal;

import dev.backplane.spi.registry.Owner;
import java.util.List;

/**
 * Several places that one call runs in, all or none. Thread-safe.
 *
 * @param <T> what stands in each
 */
record Places<T>(List<Stand<T>> stands) implements Place<List<T>> {

    Places {
        stands = List.copyOf(stands);
    }

    @Override
    public List<T> value() {
        return stands.stream().map(Stand::value).toList();
    }

    @Override
    public Owner owner() {
        return stands.get(0).owner();
    }

    @Override
    public boolean away() {
        return stands.stream().anyMatch(Stand::away);
    }

    @Override
    public boolean enter() {
        for (int i = 0; i < stands.size(); i++) {
            if (!stands.get(i).enter()) {
                stands.subList(0, i).forEach(Stand::exit);
                return false;
            }
        }
        return true;
    }

    @Override
    public void exit() {
        stands.forEach(Stand::exit);
    }

    @Override
    public Place<List<T>> now() {
        return this;
    }

    @Override
    public boolean hold(Held held) {
        for (Stand<T> stand : stands) {
            if (stand.away()) {
                return stand.hold(held);
            }
        }
        return false;
    }

    @Override
    public void forget(Held held) {
        stands.forEach(stand -> stand.forget(held));
    }
}
