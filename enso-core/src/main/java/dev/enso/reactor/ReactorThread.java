package dev.enso.reactor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The thread that turns one reactor, and how it passes the time when there is nothing to do. */
final class ReactorThread implements Runnable {
    private final Reactor reactor;
    private final Idle idle;
    private final Affinity.Pin pin;
    private final TimerSlack slack;
    private final Thread thread;
    private boolean started;
    /** Written by the thread when it starts, read by the stall watch. */
    private volatile @Nullable String systemId;
    /** Rounds in a row that found nothing. */
    private int empty;

    /** The latest round ended with a sleep. */
    private boolean slept;

    ReactorThread(Reactor reactor, Affinity.Pin pin, TimerSlack slack, Blueprint blueprint) {
        this.reactor = reactor;
        this.idle = blueprint.idle;
        this.pin = pin;
        this.slack = slack;
        Thread made = blueprint.threads.newThread(this);
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

    /** The kernel's name for the thread where it has one, for the stall watch. */
    @Nullable String systemId() {
        return systemId;
    }

    private static @Nullable String readSystemId() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/thread-self"))
                    .getFileName()
                    .toString();
        } catch (IOException | RuntimeException notLinux) {
            // The watch knows a little less then.
            return null;
        }
    }

    @Override
    public void run() {
        reactor.takeOwnership();
        try {
            systemId = readSystemId();
            pin.apply();
            slack.shorten();
            loop();
        } finally {
            reactor.stopped();
            reactor.giveUpOwnership();
        }
    }

    private void loop() {
        while (!reactor.stopping()) {
            round();
        }
    }

    /** Turns, and passes the time when there was nothing to do: what the thread does until it is stopped. */
    void round() {
        try {
            if (slept) {
                slept = false;
                reactor.afterSleep();
            }
            if (reactor.step() > 0 || (busHasWorkSoon() && reactor.step() > 0) || reactor.turnOwned() > 0) {
                empty = 0;
            } else {
                // Counts no further than any idling can tell apart, so that a long night does not overflow it.
                empty += empty < Integer.MAX_VALUE ? 1 : 0;
                pass(idle.step(empty));
            }
        } catch (Throwable failure) {
            // A clock, an idling or a parker that fails is no reason to leave the tasks alone; and with the count of
            // empty turns back at its start, one that fails for ever does not keep the CPU busy with failing.
            empty = 0;
            reactor.failures.tell("the loop of " + reactor.name(), failure);
        }
    }

    private void pass(Idle.Step step) {
        switch (step) {
            case SPIN -> spin();
            case YIELD -> Thread.yield();
            case PARK -> {
                // Nobody but the reactor may stop this thread. A pending interrupt would only keep it from sleeping.
                Thread.interrupted();
                slept = true;
                reactor.park();
            }
        }
    }

    /** Looks at the bus alone, after work that came over it, and where an answer is likely. */
    private boolean busHasWorkSoon() {
        BusSpin spin = reactor.spin();
        int looks = empty == 0 ? spin.looks() : 0;
        if (looks > 0) {
            if (busHasWork(looks)) {
                return true;
            }
            spin.wasInVain();
        }
        return false;
    }

    private boolean busHasWork(int looks) {
        for (int i = 0; i < looks; i++) {
            if (reactor.busHasWork()) {
                return true;
            }
        }
        return false;
    }

    /** A look costs some nanoseconds, a turn with its clock and selector some hundred: the bus comes first. */
    private void spin() {
        Thread.onSpinWait();
        busHasWork(reactor.spin().between());
    }
}
