package dev.enso.reactor;

import java.util.concurrent.CountDownLatch;

/** The thread that turns one reactor, and how it passes the time when there is nothing to do. */
final class ReactorThread implements Runnable {
    /** Looks at the bus alone, before and between full turns: much cheaper than a turn with its clock and selector. */
    private static final int LOOKS_AT_BUS = 64;

    private final Reactor reactor;
    private final Idle idle;
    private final Affinity.Pin pin;
    private final CountDownLatch ended = new CountDownLatch(1);

    ReactorThread(Reactor reactor, Idle idle, Affinity.Pin pin) {
        this.reactor = reactor;
        this.idle = idle;
        this.pin = pin;
    }

    @Override
    public void run() {
        try {
            pin.apply();
            reactor.takeOwnership();
            loop();
        } finally {
            reactor.stopped();
            reactor.giveUpOwnership();
            ended.countDown();
        }
    }

    private void loop() {
        int empty = 0;
        while (!reactor.stopping()) {
            if (reactor.step() > 0 || (reactor.busiedByBus() && busHasWorkSoon()) || reactor.turnOwned() > 0) {
                empty = 0;
                continue;
            }
            // Counts no further than any idling can tell apart, so that a long night does not overflow it.
            if (empty < Integer.MAX_VALUE) {
                empty++;
            }
            switch (idle.step(empty)) {
                case SPIN -> spin();
                case YIELD -> Thread.yield();
                case PARK -> reactor.park();
            }
        }
    }

    /** An answer from another core takes less time than a look at the sockets: wait for it that long. */
    private boolean busHasWorkSoon() {
        for (int i = 0; i < LOOKS_AT_BUS; i++) {
            if (reactor.busHasWork()) {
                return true;
            }
        }
        return false;
    }

    private void spin() {
        Thread.onSpinWait();
        busHasWorkSoon();
    }

    CountDownLatch ended() {
        return ended;
    }
}
