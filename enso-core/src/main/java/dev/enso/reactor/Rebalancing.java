package dev.enso.reactor;

import java.time.Duration;
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
 * Stay stay = balance.arrive(at);      // when it begins to live there
 * stay.worked();                       // in each of its polls
 * Optional<Reactor> better = stay.better();
 * }</pre>
 *
 * <p><b>When.</b> A reactor is told to give something away when it has had more to do than the least busy one, by half a core
 * or more, in each look of a while, {@link #patience}. Then one thing goes; the giver gives nothing more, and the taker takes
 * nothing more, before that while has passed again, so that what has moved counts before more follows. What counts as load is
 * the same as for {@link Placement#byLoad}.
 *
 * <p><b>What.</b> Only what leaves the taker no busier than the giver is then, by half a core or more: what makes all the load
 * of its reactor stays where it is, since it would make it elsewhere too. So nothing goes back and forth.
 *
 * <p>A reactor that takes no more work, because it is being stopped, gives away at once and all that asks.
 *
 * <p>Any thread; asking costs a reading of the clock.
 */
public final class Rebalancing {
    private static final int DEFAULT_PATIENCE = 5;

    private final Demand demand;
    /** Windows in which load must have been uneven; also what is waited for between one move and the next. */
    private final int patience;
    // Under the lock of this.
    private final long[] unevenSince;
    private final long[] tookAt;
    private long lookedAt = -1;
    private long advised;

    private Rebalancing(Places reactors, int patience) {
        this.demand = new Demand(reactors);
        this.patience = patience;
        this.unevenSince = new long[reactors.size()];
        this.tookAt = new long[reactors.size()];
        Arrays.fill(unevenSince, Long.MAX_VALUE);
        Arrays.fill(tookAt, Long.MIN_VALUE / 2);
    }

    /**
     * Between these reactors, with a patience of 50 ms.
     *
     * @throws IllegalArgumentException when there are none
     */
    public static Rebalancing among(List<Reactor> reactors) {
        return new Rebalancing(Places.of(reactors), DEFAULT_PATIENCE);
    }

    /**
     * The same between the same reactors, from the beginning, with another patience: how long load must have been uneven, and
     * how long a reactor pauses between two things that it gives or takes. Counted in looks, of which there is at most one in 10 ms
     * and none while nobody asks.
     *
     * @throws IllegalArgumentException when it isn't positive
     */
    public Rebalancing patience(Duration uneven) {
        if (uneven.isNegative() || uneven.isZero()) {
            throw new IllegalArgumentException("patience is a time longer than zero: " + uneven);
        }
        long windows = Math.max(1, Nanos.of(uneven) / Demand.WINDOW);
        return new Rebalancing(demand.reactors, (int) Math.min(windows, Integer.MAX_VALUE / 4));
    }

    /** What begins to live on this reactor now, and may move later; on the thread of that reactor. */
    public Stay arrive(CoreContext at) {
        return new Stay(this, at);
    }

    /** {@link #better(Reactor, double)} for something small. */
    public Optional<Reactor> better(Reactor here) {
        return better(here, 0);
    }

    /**
     * Where something that lives on this reactor should go on; empty when it is well where it is. Who gets an answer is
     * expected to move it.
     *
     * @param part what part of the work of its reactor it makes, from 0 to 1
     */
    public Optional<Reactor> better(Reactor here, double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("a part of the work is from 0 to 1: " + part);
        }
        Demand.Seen seen = demand.look();
        int place = demand.reactors.placeOf(here);
        int to = place < 0 ? -1 : choose(place, part, seen);
        return to < 0 ? Optional.empty() : Optional.of(demand.reactors.get(to));
    }

    /** How often somebody was told to move. */
    public synchronized long advised() {
        return advised;
    }

    private synchronized int choose(int from, double part, Demand.Seen seen) {
        note(seen);
        double here = seen.cores()[from];
        boolean leaves = here == Double.POSITIVE_INFINITY;
        int to = leastOf(seen, leaves);
        if (to < 0 || to == from || !(leaves || (isDue(from) && isWorthIt(part * here, here, seen.cores()[to])))) {
            return -1;
        }
        unevenSince[from] = leaves ? unevenSince[from] : lookedAt;
        tookAt[to] = lookedAt;
        advised++;
        return to;
    }

    private void note(Demand.Seen seen) {
        if (lookedAt != seen.windows()) {
            lookedAt = seen.windows();
            double most = seen.least() + ByLoad.TOLERANCE;
            for (int i = 0; i < unevenSince.length; i++) {
                boolean uneven = seen.cores()[i] > most;
                unevenSince[i] = uneven ? Math.min(unevenSince[i], lookedAt) : Long.MAX_VALUE;
            }
        }
    }

    private boolean isDue(int place) {
        return unevenSince[place] != Long.MAX_VALUE && lookedAt - unevenSince[place] >= patience;
    }

    /** The taker is not left so much busier than the giver that it would be told to give it back. */
    private static boolean isWorthIt(double own, double here, double there) {
        return there + own <= here - own + ByLoad.TOLERANCE;
    }

    /**
     * The least busy one that takes work, and has taken nothing lately.
     *
     * @param hurry also one that has, when there is no other
     */
    private int leastOf(Demand.Seen seen, boolean hurry) {
        int least = -1;
        int oldest = -1;
        for (int i = 0; i < tookAt.length; i++) {
            double cores = seen.cores()[i];
            if (cores == Double.POSITIVE_INFINITY) {
                continue;
            }
            if (oldest < 0 || tookAt[i] < tookAt[oldest]) {
                oldest = i;
            }
            if (lookedAt - tookAt[i] >= patience && (least < 0 || cores < seen.cores()[least])) {
                least = i;
            }
        }
        return least < 0 && hurry ? oldest : least;
    }

    @Override
    public String toString() {
        return "Rebalancing[" + demand.reactors.size() + " reactors, " + advised() + " times]";
    }
}
