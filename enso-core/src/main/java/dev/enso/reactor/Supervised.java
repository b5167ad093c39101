package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A future that is made again when it fails. The task stays the same, and so does whoever holds its handle. */
final class Supervised<T> implements Future<T> {
    private final Supplier<? extends Future<? extends T>> make;
    private final boolean service;
    private final Restart.Count count;
    private final Nap nap = new Nap();
    /** Null before the first start, during a back-off, and in the end. */
    private @Nullable Stream<? extends T> current;

    private boolean ready;
    private boolean over;

    Supervised(Restart restart, Supplier<? extends Future<? extends T>> make, boolean service) {
        this.count = new Restart.Count(restart);
        this.make = Objects.requireNonNull(make, "make");
        this.service = service;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready || over) {
            return ready ? Polled.READY : Polled.ENDED;
        }
        if (!nap.isOver(cx)) {
            return Polled.PENDING;
        }
        Throwable failure;
        try {
            Polled polled = start(cx).poll(cx);
            if (polled == Polled.PENDING) {
                return Polled.PENDING;
            }
            if (polled == Polled.READY && !service) {
                ready = true;
                return Polled.READY;
            }
            failure = new IllegalStateException(
                    service ? "the service ended by itself" : "the future ended without a value");
        } catch (Throwable thrown) {
            failure = thrown;
        }
        return restartAfter(failure, cx);
    }

    private Stream<? extends T> start(Context cx) {
        Stream<? extends T> running = current;
        if (running == null) {
            count.started(cx.now());
            running = current = Objects.requireNonNull(make.get(), "the supplier of a restart made no future");
        }
        return running;
    }

    private Polled restartAfter(Throwable failure, Context cx) {
        try {
            closeCurrent();
        } catch (Throwable second) {
            if (second != failure) {
                failure.addSuppressed(second);
            }
        }
        String what = cx.waker() instanceof Task<?> task ? task.name() : "a future";
        long next = count.failed(what, failure, cx.service(CoreContext.class));
        if (next == Restart.NEVER) {
            over = true;
            throw count.exhausted(what, failure);
        }
        nap.until(next, cx);
        return Polled.PENDING;
    }

    @Override
    public T head() {
        return requireReady().head();
    }

    @Override
    public Stream<T> tail() {
        current = requireReady().tail();
        ready = false;
        over = true;
        return this;
    }

    private Stream<? extends T> requireReady() {
        Stream<? extends T> shown = current;
        if (!ready || shown == null) {
            throw new IllegalStateException("the supervised future has no value: poll until READY first");
        }
        return shown;
    }

    @Override
    public boolean inPlace() {
        return current != null && current.inPlace();
    }

    @Override
    public void close() {
        ready = false;
        over = true;
        nap.close();
        closeCurrent();
    }

    private void closeCurrent() {
        Stream<? extends T> closing = current;
        current = null;
        if (closing != null) {
            closing.close();
        }
    }

    @Override
    public String toString() {
        return "Supervised[" + (current == null ? make : current) + "]";
    }
}
