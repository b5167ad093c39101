package dev.enso.reactor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Says when something that lives on one reactor should go on on another: when load has stayed uneven for a while. It moves
 * nothing by itself; who owns what may move asks at a moment at which that is at rest, a connection between two requests, say,
 * and moves it.
 *
 * <pre>{@code
 * Rebalancing balance = Rebalancing.among(reactors.with(Role.NET));
 * Optional<Reactor> better = balance.better(connection.reactor());
 * }</pre>
 *
 * <p>A reactor is told to give something away when it has had more to do than the least busy one, by half a core or more, in
 * some tens of milliseconds on end; then one thing goes, and the rest is asked again after some more tens of milliseconds, so
 * that what has moved counts before more follows. What counts as load is the same as for {@link Placement#byLoad}.
 *
 * <p>Any thread; asking costs a reading of the clock.
 */
public final class Rebalancing {
    /** Windows in which load must have been uneven; also what is waited for between one move and the next. */
    private static final int PATIENCE = 5;

    private final Demand demand;
    // Under the lock of this.
    private final int[] unevenSince;
    private int lookedAt = -1;

    private Rebalancing(Places reactors) {
        this.demand = new Demand(reactors);
        this.unevenSince = new int[reactors.size()];
        Arrays.fill(unevenSince, Integer.MAX_VALUE);
    }

    /**
     * Between these reactors.
     *
     * @throws IllegalArgumentException when there are none
     */
    public static Rebalancing among(List<Reactor> reactors) {
        return new Rebalancing(Places.of(reactors));
    }

    /**
     * Where something that lives on this reactor should go on; empty when it is well where it is. Who gets an answer is
     * expected to move one thing.
     */
    public Optional<Reactor> better(Reactor here) {
        Demand.Seen seen = demand.look();
        int place = demand.reactors.placeOf(here);
        return place < 0 || !isDue(place, seen) ? Optional.empty() : Optional.of(demand.reactors.get(least(seen)));
    }

    private synchronized boolean isDue(int place, Demand.Seen seen) {
        if (lookedAt != seen.windows()) {
            lookedAt = seen.windows();
            double most = seen.least() + ByLoad.TOLERANCE;
            for (int i = 0; i < unevenSince.length; i++) {
                boolean uneven = seen.cores()[i] > most;
                unevenSince[i] = uneven ? Math.min(unevenSince[i], lookedAt) : Integer.MAX_VALUE;
            }
        }
        if (unevenSince[place] == Integer.MAX_VALUE || lookedAt - unevenSince[place] < PATIENCE) {
            return false;
        }
        unevenSince[place] = lookedAt;
        return true;
    }

    private static int least(Demand.Seen seen) {
        int least = 0;
        for (int i = 1; i < seen.cores().length; i++) {
            if (seen.cores()[i] < seen.cores()[least]) {
                least = i;
            }
        }
        return least;
    }

    @Override
    public String toString() {
        return "Rebalancing[" + demand.reactors.size() + " reactors]";
    }
}
