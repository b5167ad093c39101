package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Connects, and lets a future use the connection: when that is over, in whichever way, the connection is closed. */
final class Conversation<T extends @Nullable Object> implements Future<T> {
    private final Future<Connection> connecting;
    private final Function<? super Connection, ? extends Future<? extends T>> use;
    private @Nullable Connection connection;
    private @Nullable Stream<? extends T> work;
    private boolean over;

    Conversation(Future<Connection> connecting, Function<? super Connection, ? extends Future<? extends T>> use) {
        this.connecting = connecting;
        this.use = use;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (over) {
            return Polled.ENDED;
        }
        Stream<? extends T> running = work;
        if (running == null) {
            if (connecting.poll(cx) != Polled.READY) {
                return Polled.PENDING;
            }
            Connection made = connecting.head();
            connecting.tail();
            connection = made;
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
        connecting.close();
        Stream<? extends T> running = work;
        Connection made = connection;
        try {
            if (running != null) {
                running.close();
            }
        } finally {
            if (made != null) {
                made.close();
            }
        }
    }

    @Override
    public String toString() {
        return "Conversation[" + (connection == null ? connecting : connection) + "]";
    }
}
