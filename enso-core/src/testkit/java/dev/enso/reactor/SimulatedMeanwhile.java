package dev.enso.reactor;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** A closing thread of a simulation: the others run while it waits. */
final class SimulatedMeanwhile implements Meanwhile {
    /** Also after the deadline: a question that is only asked needs a moment. */
    private static final long MOMENT = 50_000_000L;

    private static final long LITTLE = 1_000_000L;

    private final SimulatedHost host;
    private final SimulatedHost.Director director;

    SimulatedMeanwhile(SimulatedHost host) {
        this.host = host;
        this.director = host.director;
    }

    @Override
    public long now() {
        return director.now();
    }

    @Override
    public boolean await(CountDownLatch latch, long deadline) {
        return runUntil(() -> latch.getCount() == 0, Math.max(deadline, Nanos.sum(now(), MOMENT)));
    }

    @Override
    public boolean awaitEnd(Thread thread, long deadline) {
        return runUntil(() -> host.hasEnded(thread), Math.max(deadline, Nanos.sum(now(), MOMENT)));
    }

    private boolean runUntil(BooleanSupplier condition, long deadline) {
        while (!condition.getAsBoolean()) {
            if (!director.runOne(deadline)) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    @Override
    public boolean pass(long deadline) {
        runUntil(() -> false, Math.min(deadline, Nanos.sum(now(), LITTLE)));
        return now() < deadline;
    }
}
