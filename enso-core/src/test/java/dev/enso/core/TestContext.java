package dev.enso.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A context that a test turns by hand: each poll gets a fresh waker and a full budget. */
public final class TestContext implements Context {
    private final ManualAlarms alarms = new ManualAlarms();
    private final Map<Class<?>, Object> services = new HashMap<>();
    private CountingWaker waker = new CountingWaker();
    private int budget = Integer.MAX_VALUE;
    private int left = Integer.MAX_VALUE;
    private boolean exhausted;
    private long spent;
    private long now;

    /** How often {@code spend} says yes in each poll from now on. */
    public TestContext budget(int messages) {
        budget = messages;
        left = messages;
        return this;
    }

    /** Adds a service. */
    public <S> TestContext provide(Class<S> type, S service) {
        services.put(type, service);
        return this;
    }

    /** Polls with a waker that was never woken, and the full budget. */
    public Polled poll(Stream<?> stream) throws Exception {
        waker = new CountingWaker();
        left = budget;
        exhausted = false;
        return Objects.requireNonNull(stream.poll(this), "poll answered null");
    }

    /** Polls a stream that never waits for the outside until it is ready or has ended. */
    public Polled settle(Stream<?> stream) throws Exception {
        while (true) {
            Polled polled = poll(stream);
            if (polled != Polled.PENDING) {
                return polled;
            }
            if (!isDue()) {
                throw new AssertionError("pending, and nobody has asked for another poll: " + stream);
            }
        }
    }

    /** The value of a future that never waits for the outside; closes it. */
    public <T> T get(Future<T> future) throws Exception {
        try (future) {
            if (settle(future) == Polled.ENDED) {
                throw new AssertionError("ended without a value: " + future);
            }
            return future.head();
        }
    }

    /** All messages of a stream that never waits for the outside; closes it. */
    public <T> java.util.List<T> drain(Stream<T> stream) throws Exception {
        var messages = new ArrayList<T>();
        Stream<T> rest = stream;
        try {
            while (settle(rest) == Polled.READY) {
                messages.add(rest.head());
                rest = rest.tail();
            }
        } finally {
            rest.close();
        }
        return messages;
    }

    /** Has the latest poll been asked to be repeated, by its waker or because its budget was used up? */
    public boolean isDue() {
        return exhausted || waker.isWoken();
    }

    /** Did {@code spend} say no in the latest poll? */
    public boolean isExhausted() {
        return exhausted;
    }

    /** Units spent since the beginning. */
    public long spent() {
        return spent;
    }

    /** Moves the clock and fires the alarms that are due then. */
    public TestContext advance(long nanos) {
        now = Math.addExact(now, nanos);
        alarms.fire(now);
        return this;
    }

    @Override
    public CountingWaker waker() {
        return waker;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public boolean spend() {
        spent++;
        if (left > 0) {
            left--;
            return true;
        }
        exhausted = true;
        return false;
    }

    @Override
    public ManualAlarms alarms() {
        return alarms;
    }

    @Override
    public <S> S service(Class<S> type) {
        Object service = services.get(type);
        if (service == null) {
            throw new IllegalStateException("no " + type.getName() + " here: provide() one");
        }
        return type.cast(service);
    }
}
