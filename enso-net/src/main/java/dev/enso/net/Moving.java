package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Remote;
import dev.enso.reactor.Task;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A connection that moves to another reactor: flushed, taken off here, sent, and taken back when it is refused. */
final class Moving implements Future<Reactor> {
    private final Connection connection;
    private final Remote there;
    private final Function<? super Connection, ? extends Future<?>> use;
    private @Nullable Moved moved;
    private @Nullable Future<Task<?>> asked;
    private @Nullable Reactor home;
    private boolean over;

    Moving(Connection connection, Remote there, Function<? super Connection, ? extends Future<?>> use) {
        this.connection = connection;
        this.there = there;
        this.use = use;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (over) {
            return Polled.ENDED;
        }
        if (home != null) {
            return Polled.READY;
        }
        Future<Task<?>> asking = asked;
        if (asking == null) {
            if (connection.flush(cx) == Polled.PENDING) {
                return Polled.PENDING;
            }
            Moved leaves = connection.home().release(connection, use);
            moved = leaves;
            asking = asked = RemoteSockets.ask(there, leaves);
        }
        try {
            Polled polled = asking.poll(cx);
            if (polled == Polled.READY) {
                home = asking.head().reactor();
                asking.tail();
            }
            return polled;
        } catch (Refused refused) {
            connection.home().debug(connection, "was not taken over", refused);
            home = comeBack(Objects.requireNonNull(moved), cx.service(CoreContext.class));
            return Polled.READY;
        }
    }

    private static Reactor comeBack(Moved moved, CoreContext here) throws IOException {
        try {
            return moved.arrive(here).reactor();
        } catch (RejectedExecutionException nowhere) {
            moved.giveUp();
            throw nowhere;
        }
    }

    @Override
    public Reactor head() {
        Reactor there = home;
        if (over || there == null) {
            throw new IllegalStateException(this + " has not arrived: poll until READY first");
        }
        return there;
    }

    @Override
    public Stream<Reactor> tail() {
        head();
        over = true;
        return this;
    }

    @Override
    public void close() {
        over = true;
        Future<Task<?>> asking = asked;
        if (asking != null) {
            asking.close();
        }
    }

    @Override
    public String toString() {
        return "Moving[" + connection + " to " + there + "]";
    }

    /** The task of a connection that has moved: uses it, and closes it when that is over. */
    static final class Going implements Future<@Nullable Void> {
        private final Connection connection;
        private final Function<? super Connection, ? extends Future<?>> use;
        private @Nullable Future<?> work;
        private boolean over;

        Going(Connection connection, Function<? super Connection, ? extends Future<?>> use) {
            this.connection = connection;
            this.use = use;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            if (over) {
                return Polled.ENDED;
            }
            try {
                Future<?> running = work;
                if (running == null) {
                    running = Objects.requireNonNull(use.apply(connection), "use answered null instead of a future");
                    work = running;
                }
                return running.poll(cx) == Polled.PENDING ? Polled.PENDING : Polled.READY;
            } catch (IOException e) {
                if (!connection.lifecycle().brokeBy(e)) {
                    throw e;
                }
                connection.home().debug(connection, "was broken by its peer", e);
                return Polled.READY;
            }
        }

        @Override
        @SuppressWarnings("NullAway") // the type argument says that it is null
        public @Nullable Void head() {
            return null;
        }

        @Override
        public Stream<@Nullable Void> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
            Future<?> running = work;
            work = null;
            try {
                if (running != null) {
                    running.close();
                }
            } finally {
                connection.close();
            }
        }

        @Override
        public String toString() {
            return "Going[" + connection + "]";
        }
    }
}
