package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;

/**
 * A future whose polls a test scripts, and which counts what is done to it. Counters are volatile and written by the thread
 * that polls, so that a test may look from another one.
 */
class Probe implements Future<String> {
    /** What a poll does. */
    interface Script {
        Polled poll(Probe probe, Context cx) throws Throwable;
    }

    private final Script script;
    volatile int polls;
    volatile int closes;
    /** The waker of the latest poll. */
    volatile Waker waker;

    volatile String value = "value";
    private boolean ready;
    private boolean ended;

    Probe(Script script) {
        this.script = script;
    }

    /** Is there at the first poll. */
    static Probe of(String value) {
        Probe probe = new Probe((self, cx) -> Polled.READY);
        probe.value = value;
        return probe;
    }

    /** Never ends by itself. */
    static Probe pending() {
        return new Probe((self, cx) -> Polled.PENDING);
    }

    /** Pending at first, ready at the poll with this number (from 1). */
    static Probe readyAt(int poll) {
        return new Probe((self, cx) -> self.polls < poll ? Polled.PENDING : Polled.READY);
    }

    /** Wakes itself in each poll, and never ends. */
    static Probe busy() {
        return new Probe((self, cx) -> {
            cx.waker().wake();
            return Polled.PENDING;
        });
    }

    /** Throws this. */
    static Probe failing(Throwable failure) {
        return new Probe((self, cx) -> {
            throw failure;
        });
    }

    @Override
    public Polled poll(Context cx) {
        assertEquals(0, closes, "polled after close");
        assertEquals(false, ready || ended, "polled after its value");
        polls = polls + 1;
        waker = cx.waker();
        Polled polled;
        try {
            polled = script.poll(this, cx);
        } catch (Throwable failure) {
            throw Probe.<RuntimeException>sneak(failure);
        }
        ready = polled == Polled.READY;
        return polled;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneak(Throwable failure) throws X {
        throw (X) failure;
    }

    @Override
    public String head() {
        assertEquals(true, ready, "head without a value");
        return value;
    }

    @Override
    public Stream<String> tail() {
        assertEquals(true, ready, "tail without a value");
        ready = false;
        ended = true;
        return this;
    }

    @Override
    public void close() {
        closes = closes + 1;
    }
}
