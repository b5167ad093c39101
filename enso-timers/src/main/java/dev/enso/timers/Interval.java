package dev.enso.timers;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.Objects;

/** A tick a period, locked in phase. */
final class Interval implements Stream<Tick> {
    private enum State {
        /** Not polled yet: the phase starts with the first poll. */
        NEW,
        WAITING,
        READY,
        CLOSED
    }

    private final long period;
    private final MissedTicks missed;
    private final Appointment appointment = new Appointment();
    private final Tick tick = new Tick();
    private State state = State.NEW;
    private long number;
    /** When tick {@code number + 1} is due; the end of time when there is none before it. */
    private long next;

    Interval(long period, MissedTicks missed) {
        this.period = period;
        this.missed = Objects.requireNonNull(missed, "missed");
    }

    @Override
    public Polled poll(Context cx) {
        if (state == State.READY) {
            return Polled.READY;
        }
        if (state == State.CLOSED) {
            return Polled.ENDED;
        }
        long now = cx.now();
        if (state == State.NEW) {
            next = Nanos.sum(now, period);
            state = State.WAITING;
        }
        if (now < next || next == Long.MAX_VALUE) {
            appointment.at(next, cx);
            return Polled.PENDING;
        }
        appointment.cancel();
        makeTick(now);
        state = State.READY;
        return Polled.READY;
    }

    private void makeTick(long now) {
        long late = (now - next) / period;
        long skipped = missed == MissedTicks.SKIP ? late : 0;
        number += skipped + 1;
        // Can't overflow: the tick is due by now.
        long due = next + skipped * period;
        tick.set(number, late, due);
        next = Nanos.sum(missed == MissedTicks.DELAY && late > 0 ? now : due, period);
    }

    @Override
    public Tick head() {
        requireReady();
        return tick;
    }

    @Override
    public Stream<Tick> tail() {
        requireReady();
        state = State.WAITING;
        return this;
    }

    private void requireReady() {
        if (state != State.READY) {
            throw new IllegalStateException("no tick is due: head() and tail() are legal after poll answered READY");
        }
    }

    @Override
    public boolean inPlace() {
        return true;
    }

    @Override
    public void close() {
        state = State.CLOSED;
        appointment.cancel();
    }
}
