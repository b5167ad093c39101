package dev.enso.reactor;

import java.util.concurrent.ThreadFactory;

/** The thread that turns one reactor, and how it passes the time when there is nothing to do. */
final class ReactorThread implements Runnable {
    /** Looks at the bus alone, before and between full turns: much cheaper than a turn with its clock and selector. */
    private static final int LOOKS_AT_BUS = 64;

    private final Reactor reactor;
    private final Idle idle;
    private final Affinity.Pin pin;
    private final Thread thread;
    private boolean started;

    ReactorThread(Reactor reactor, Idle idle, Affinity.Pin pin, ThreadFactory threads) {
        this.reactor = reactor;
        this.idle = idle;
        this.pin = pin;
        Thread made = threads.newThread(this);
        if (made == null) {
            throw new IllegalArgumentException(
                    "the thread factory made null for " + reactor.name() + ": it must make a thread each time");
        }
        this.thread = made;
        thread.setName(reactor.name());
    }

    void start() {
        thread.start();
        started = true;
    }

    boolean isStarted() {
        return started;
    }

    Reactor reactor() {
        return reactor;
    }

    Thread thread() {
        return thread;
    }

    @Override
    public void run() {
        reactor.takeOwnership();
        try {
            pin.apply();
            loop();
        } finally {
            reactor.stopped();
            reactor.giveUpOwnership();
        }
    }

    private void loop() {
        int empty = 0;
        while (!reactor.stopping()) {
            try {
                if (reactor.step() > 0 || (busHasWorkSoon() && reactor.step() > 0) || reactor.turnOwned() > 0) {
                    empty = 0;
                } else {
                    // Counts no further than any idling can tell apart, so that a long night does not overflow it.
                    empty += empty < Integer.MAX_VALUE ? 1 : 0;
                    pass(idle.step(empty));
                }
            } catch (Throwable failure) {
                // A clock, an idling or a parker that fails is no reason to leave the tasks alone; and with the count
                // of
                // empty turns back at its start, one that fails for ever does not keep the CPU busy with failing.
                empty = 0;
                reactor.failures.tell("the loop of " + reactor.name(), failure);
            }
        }
    }

    private void pass(Idle.Step step) {
        switch (step) {
            case SPIN -> spin();
            case YIELD -> Thread.yield();
            case PARK -> {
                // Nobody but the reactor may stop this thread. A pending interrupt would only keep it from sleeping.
                Thread.interrupted();
                reactor.park();
            }
        }
    }

    /** An answer from another core takes less time than a look at the sockets: where one is likely, wait that long. */
    private boolean busHasWorkSoon() {
        return reactor.busiedByBus() && busHasWork();
    }

    private boolean busHasWork() {
        for (int i = 0; i < LOOKS_AT_BUS; i++) {
            if (reactor.busHasWork()) {
                return true;
            }
        }
        return false;
    }

    private void spin() {
        Thread.onSpinWait();
        busHasWork();
    }
}
