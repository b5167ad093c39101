package dev.enso.reactor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A message from a thread outside, on its way through the inbox. */
final class Posted extends Inbound {
    private static final VarHandle FATE = Fields.handle(MethodHandles.lookup(), Posted.class, "fate", Fate.class);

    /** What became of it; PENDING → one of the others, by compare-and-set. So its sender is told what was counted. */
    private enum Fate {
        PENDING,
        /** By the owner: it is delivered. */
        ARRIVED,
        /** By who emptied the inbox of a reactor that had stopped: it counts as undelivered. */
        LOST,
        /** By its sender, which found the reactor stopped: it was never accepted, and doesn't count. */
        REFUSED
    }

    private final Reactor reactor;
    private final Message message;
    private volatile Fate fate = Fate.PENDING;

    Posted(Reactor reactor, Message message) {
        this.reactor = reactor;
        this.message = message;
    }

    @Override
    void arrive() {
        if (becomes(Fate.ARRIVED)) {
            reactor.core().bus().deliver(message);
        }
    }

    /** The reactor has stopped: true when it counts as undelivered. */
    boolean isLost() {
        return becomes(Fate.LOST);
    }

    @Override
    void refuse() {
        becomes(Fate.REFUSED);
    }

    Message message() {
        return message;
    }

    boolean isRefused() {
        return fate == Fate.REFUSED;
    }

    private boolean becomes(Fate next) {
        return FATE.compareAndSet(this, Fate.PENDING, next);
    }

    @Override
    int admissions() {
        return 1;
    }
}
