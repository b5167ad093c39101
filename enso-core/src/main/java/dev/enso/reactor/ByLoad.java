package dev.enso.reactor;

import java.util.concurrent.atomic.AtomicInteger;

/** In turn over those that have room. */
final class ByLoad implements Placement {
    /** How much busier than the least busy one a reactor may be and still have its turn; in cores. */
    static final double TOLERANCE = 0.5;

    private final Demand demand;
    private final AtomicInteger next = new AtomicInteger();

    ByLoad(Places reactors) {
        this.demand = new Demand(reactors);
    }

    @Override
    public Reactor select(long key) {
        Demand.Seen seen = demand.look();
        double most = seen.least() + TOLERANCE;
        int size = demand.reactors.size();
        int start = Math.floorMod(next.getAndIncrement(), size);
        for (int i = 0; i < size; i++) {
            int index = start + i < size ? start + i : start + i - size;
            if (seen.cores()[index] <= most) {
                if (i > 0) {
                    // Those that were passed over have had their turn: otherwise who comes behind them would get it
                    // too.
                    next.getAndAdd(i);
                }
                return demand.reactors.get(index);
            }
        }
        return demand.reactors.get(start);
    }

    @Override
    public String toString() {
        return "by load over " + demand.reactors.size();
    }
}
