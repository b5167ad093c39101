package dev.enso.timers;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.jspecify.annotations.Nullable;

/** A message a period at most; the source is asked no faster. */
final class Throttle<T extends @Nullable Object> implements Stream<T> {
    private Stream<T> source;
    private final long period;
    private final Appointment appointment = new Appointment();
    private boolean ready;
    /** Before this the source isn't asked. */
    private long next;

    Throttle(Stream<T> source, long period) {
        this.source = source;
        this.period = period;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready) {
            return Polled.READY;
        }
        if (cx.now() < next) {
            appointment.at(next, cx);
            return Polled.PENDING;
        }
        appointment.cancel();
        Polled polled = source.poll(cx);
        if (polled == Polled.READY) {
            ready = true;
            next = Nanos.sum(cx.now(), period);
        }
        return polled;
    }

    @Override
    public T head() {
        return source.head();
    }

    @Override
    public Stream<T> tail() {
        Stream<T> rest = source.tail();
        ready = false;
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
        ready = false;
        next = 0;
        appointment.cancel();
        Stream<T> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
