package dev.enso.timers;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.jspecify.annotations.Nullable;

/** The latest message, once no other has come for some time. */
final class Debounce<T extends @Nullable Object> implements Stream<T> {
    private Stream<T> source;
    private final long quiet;
    private final Appointment appointment = new Appointment();
    private @Nullable T latest;
    private boolean holds;
    private boolean ready;
    private boolean ended;
    private long deadline;

    Debounce(Stream<T> source, long quiet) {
        requireKeepable(source);
        this.source = source;
        this.quiet = quiet;
    }

    private static void requireKeepable(Stream<?> source) {
        if (source.inPlace()) {
            throw new IllegalStateException("debounce keeps messages, and "
                    + source.getClass().getSimpleName()
                    + " shows them in slots that are reused: put copy(fn) before debounce");
        }
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready) {
            return Polled.READY;
        }
        if (holds && cx.now() >= deadline) {
            return show();
        }
        while (!ended) {
            Polled polled = source.poll(cx);
            if (polled == Polled.PENDING) {
                break;
            }
            if (polled == Polled.ENDED) {
                ended = true;
                break;
            }
            keep(cx.now());
            if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
        if (holds && (ended || cx.now() >= deadline)) {
            return show();
        }
        if (!holds) {
            return ended ? Polled.ENDED : Polled.PENDING;
        }
        appointment.at(deadline, cx);
        return Polled.PENDING;
    }

    private void keep(long now) {
        requireKeepable(source);
        latest = source.head();
        holds = true;
        deadline = Nanos.sum(now, quiet);
        Stream<T> rest = source.tail();
        if (rest != source) {
            source = rest;
        }
    }

    private Polled show() {
        appointment.cancel();
        ready = true;
        return Polled.READY;
    }

    @Override
    @SuppressWarnings("NullAway") // Held and ready: what is null then is a null of the source's.
    public T head() {
        requireReady();
        return latest;
    }

    @Override
    public Stream<T> tail() {
        requireReady();
        forget();
        return this;
    }

    private void requireReady() {
        if (!ready) {
            throw new IllegalStateException(
                    "there is no message: head() and tail() are legal after poll answered READY");
        }
    }

    private void forget() {
        ready = false;
        holds = false;
        latest = null;
    }

    @Override
    public void close() {
        forget();
        ended = true;
        appointment.cancel();
        Stream<T> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
