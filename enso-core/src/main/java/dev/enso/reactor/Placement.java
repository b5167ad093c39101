package dev.enso.reactor;

import java.util.List;
import java.util.Objects;

/**
 * Chooses the reactor on which something new is to live: by key, by load, in turn, or by hand. Any thread.
 *
 * <pre>{@code
 * Placement shards = Placement.byKey(reactors.with(Role.TASK));
 * shards.select(account.hashCode()).spawn(new Ledger(account));     // the same reactor for the same account
 * }</pre>
 *
 * <p>A group has one for connections and one for tasks, {@link Reactors#placement}; {@link Reactors.Builder#placement} says
 * which.
 */
@FunctionalInterface
public interface Placement {
    /**
     * The reactor for something new.
     *
     * @param key what belongs together has the same; who places by something else disregards it
     */
    Reactor select(long key);

    /** Always this one: by hand. */
    static Placement on(Reactor reactor) {
        Objects.requireNonNull(reactor, "reactor");
        return key -> reactor;
    }

    /**
     * One after the other.
     *
     * @throws IllegalArgumentException when there are none
     */
    static Placement inTurn(List<Reactor> among) {
        return new InTurn(Places.of(among));
    }

    /**
     * By a stable hash: the same reactor for the same key, in every process. When reactors are added behind the last, only as
     * many keys move as those get. (Jump consistent hash, by Lamping and Veach, 2014.)
     *
     * @throws IllegalArgumentException when there are none
     */
    static Placement byKey(List<Reactor> among) {
        Places places = Places.of(among);
        return key -> places.get(JumpHash.bucket(key, places.size()));
    }

    /**
     * Where room is: in turn, but past those that have less room than the one with the most, by half a core or more. What a
     * reactor has to do is told by its {@linkplain Reactor#metrics() metrics}: the part of its time in which it had work,
     * in the last tens of milliseconds, and what its ready tasks ask for, {@link Load#capacity} of {@link Load#total}. One
     * that stands still counts as busy, and one that takes no more work is passed over.
     *
     * @throws IllegalArgumentException when there are none
     */
    static Placement byLoad(List<Reactor> among) {
        return new ByLoad(Places.of(among));
    }
}
