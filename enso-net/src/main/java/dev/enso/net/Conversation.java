package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens something, and lets a future use it: when that is over, in whichever way, it is closed. */
final class Conversation<C, T extends @Nullable Object> implements Future<T> {
    private final Future<C> opening;
    private final Function<? super C, ? extends Future<? extends T>> use;
    private final Consumer<? super C> ending;
    private @Nullable C opened;
    private @Nullable Stream<? extends T> work;
    private boolean over;

    Conversation(
            Future<C> opening, Function<? super C, ? extends Future<? extends T>> use, Consumer<? super C> ending) {
        this.opening = opening;
        this.use = use;
        this.ending = ending;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (over) {
            return Polled.ENDED;
        }
        Stream<? extends T> running = work;
        if (running == null) {
            if (opening.poll(cx) != Polled.READY) {
                return Polled.PENDING;
            }
            C made = opening.head();
            opening.tail();
            opened = made;
            running = use.apply(made);
            work = running;
        }
        return running.poll(cx);
    }

    @Override
    public T head() {
        return running().head();
    }

    @Override
    public Stream<T> tail() {
        work = running().tail();
        close();
        return this;
    }

    private Stream<? extends T> running() {
        Stream<? extends T> running = work;
        if (over || running == null) {
            throw new IllegalStateException(this + " has no value now: poll until READY first");
        }
        return running;
    }

    @Override
    public void close() {
        if (over) {
            return;
        }
        over = true;
        opening.close();
        Stream<? extends T> running = work;
        C made = opened;
        try {
            if (running != null) {
                running.close();
            }
        } finally {
            if (made != null) {
                ending.accept(made);
            }
        }
    }

    @Override
    public String toString() {
        return "Conversation[" + (opened == null ? opening : opened) + "]";
    }
}
