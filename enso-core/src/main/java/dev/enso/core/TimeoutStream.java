package dev.enso.core;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fails when a message keeps one waiting too long. Time counts from the first poll that asks for a message. No alarm is
 * armed for messages that are there already, and an alarm is cancelled as soon as it isn't needed.
 */
final class TimeoutStream<T extends @Nullable Object> implements Stream<T> {
    private Stream<T> source;
    private final Duration limit;
    private final long nanos;

    /** Nanoseconds of {@link Context#now()}; counts while {@code waiting}. */
    private long deadline;

    private boolean waiting;

    /** The waker that the armed alarm would wake; null when none is armed, and then there is no {@code alarms} either. */
    private @Nullable Waker armedFor;

    private @Nullable Alarms alarms;
    private long alarm;

    TimeoutStream(Stream<T> source, Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("timeout can't be negative: " + limit);
        }
        this.source = source;
        this.limit = limit;
        this.nanos = saturatedNanos(limit);
    }

    private static long saturatedNanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : duration.toNanos();
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        Polled polled = source.poll(cx);
        if (polled != Polled.PENDING) {
            settle();
            return polled;
        }
        long now = cx.now();
        if (!waiting) {
            waiting = true;
            // Saturates: now is never negative.
            deadline = nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
        }
        if (now >= deadline) {
            close();
            throw new TimeoutException("nothing came within " + limit);
        }
        Waker waker = cx.waker();
        if (waker != armedFor) {
            disarm();
            alarms = cx.alarms();
            alarm = alarms.arm(deadline, waker);
            armedFor = waker;
        }
        return Polled.PENDING;
    }

    private void settle() {
        if (waiting) {
            waiting = false;
            disarm();
        }
    }

    private void disarm() {
        Alarms armed = alarms;
        if (armed != null) {
            alarms = null;
            armedFor = null;
            armed.cancel(alarm);
        }
    }

    @Override
    public T head() {
        return source.head();
    }

    @Override
    public Stream<T> tail() {
        Stream<T> rest = source.tail();
        if (rest != source) {
            source = rest;
        }
        return this;
    }

    @Override
    public boolean inPlace() {
        return source.inPlace();
    }

    @Override
    public void close() {
        Stream<T> closing = source;
        source = Stream.empty();
        try {
            settle();
        } finally {
            closing.close();
        }
    }
}
