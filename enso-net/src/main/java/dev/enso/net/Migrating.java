package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Rebalancing;
import dev.enso.reactor.Role;
import dev.enso.reactor.Stay;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves a connection request by request, on whatever reactor it lives: between two requests it may move to another one. It
 * does so when load has stayed uneven, if the node is told to {@linkplain dev.enso.reactor.Reactors.Builder#rebalancing
 * rebalance}; when its reactor is being stopped and another one is there for connections, which needs no telling; and when
 * somebody asks for it ({@link RemoteSockets#move(long, int)}).
 *
 * <pre>{@code
 * enso.serve(7, connection -> Migrating.serve(connection, Framing.lines(1024), (at, line) -> answer(at, line)));
 * }</pre>
 *
 * <p>Between two requests nothing of the connection is held: what was read and not used goes along, what was written is
 * flushed before, and what comes meanwhile waits in the system. So no byte is lost, doubled or out of order. A connection that
 * waits for a request of which no byte has come is at rest too. One whose peer has finished, or which is being closed, stays.
 */
public final class Migrating implements Future<@Nullable Void> {
    private final Connection connection;
    private final Function<? super Connection, ? extends Future<Boolean>> requests;
    private final @Nullable Stay stay;
    private @Nullable Future<Boolean> request;
    /** What was received when the request began; −1 when something was there already, so that it has begun. */
    private long restsAt;

    private @Nullable Reactor wish;
    private @Nullable Waker waker;
    private @Nullable Reactor target;
    private @Nullable Future<Reactor> move;
    private boolean ready;

    private Migrating(Connection connection, Function<? super Connection, ? extends Future<Boolean>> requests) {
        this.connection = connection;
        this.requests = requests;
        Optional<Rebalancing> balance = connection.reactor().group().rebalancing();
        this.stay = balance.isEmpty()
                ? null
                : balance.get().arrive(connection.home().core());
        connection.migrating = this;
        // What has come along from another reactor may be whole requests.
        connection.received().showRest();
    }

    /**
     * A future that serves the connection until its requests end: ready, with null, then, or when the connection goes on
     * elsewhere. On the connection's reactor.
     *
     * @param requests makes a future that serves one request: ready with true when another may follow, with false at the
     *     end. It leaves the position of the input's head behind what it has used, and need not call {@code tail}; what is left
     *     is shown to the next one. It keeps nothing for that one, which may be made on another reactor. When it is closed
     *     before it has received anything, it must have done nothing
     */
    public static Future<@Nullable Void> serve(
            Connection connection, Function<? super Connection, ? extends Future<Boolean>> requests) {
        return new Migrating(connection, Objects.requireNonNull(requests, "requests"));
    }

    /**
     * The same for requests that are frames.
     *
     * @param request makes a future that serves a frame, which is lent to it until it is ready; null for one that was served
     *     at once. It may be called on another reactor the next time, with another {@link Connection}
     */
    public static Future<@Nullable Void> serve(
            Connection connection,
            Framing framing,
            BiFunction<? super Connection, ByteBuffer, ? extends @Nullable Future<?>> request) {
        Objects.requireNonNull(framing, "framing");
        Objects.requireNonNull(request, "request");
        return serve(connection, at -> new FrameRequest(at, framing, request));
    }

    /** Owner: it should go on over there, once it is at rest. */
    void wish(Reactor there) {
        wish = there;
        lookAround();
    }

    /** Owner: it may be time to go. */
    void lookAround() {
        Waker waiting = waker;
        if (waiting != null) {
            waiting.wake();
        }
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (stay != null) {
            stay.worked();
        }
        while (!ready) {
            if (target != null) {
                if (!moves(cx)) {
                    return Polled.PENDING;
                }
            } else if (!serves(cx)) {
                waker = cx.waker();
                return Polled.PENDING;
            }
        }
        return Polled.READY;
    }

    /** False when it has to wait. */
    private boolean serves(Context cx) throws Exception {
        Future<Boolean> running = request;
        if (running == null) {
            Input input = connection.received();
            restsAt = input.isShown() ? -1 : input.received();
            running = Objects.requireNonNull(requests.apply(connection), "requests made null instead of a future");
            request = running;
        }
        Polled polled = running.poll(cx);
        if (polled == Polled.PENDING) {
            boolean rests = mayMove() && restsAt == connection.bytesIn() && connection.unread() == 0;
            if (rests) {
                target = wanted();
            }
            if (target == null) {
                return false;
            }
            endRequest();
            return true;
        }
        boolean goesOn = polled == Polled.READY && running.head();
        if (polled == Polled.READY) {
            running.tail();
        }
        endRequest();
        if (!goesOn) {
            ready = true;
            return true;
        }
        connection.received().showRest();
        if (mayMove()) {
            target = wanted();
        }
        return target != null || cx.spend();
    }

    private void endRequest() throws Exception {
        Future<Boolean> running = request;
        request = null;
        if (running != null) {
            running.close();
        }
    }

    private boolean mayMove() {
        return connection.state() == ConnectionState.OPEN;
    }

    /** Where it should be instead of here, or null. */
    private @Nullable Reactor wanted() {
        Reactor wished = wish;
        wish = null;
        if (wished != null && wished != connection.reactor()) {
            return wished;
        }
        Optional<Reactor> better = stay == null ? Optional.empty() : stay.better();
        return better.orElseGet(this::refuge);
    }

    /** Another reactor for connections when this one is being stopped; not the same for all that leave it. */
    private @Nullable Reactor refuge() {
        Reactor here = connection.reactor();
        if (here.takesWork()) {
            return null;
        }
        List<Reactor> all = here.group().with(Role.NET);
        int first = Math.floorMod(Long.hashCode(connection.id), all.size());
        for (int i = 0; i < all.size(); i++) {
            Reactor other = all.get((first + i) % all.size());
            if (other != here && other.takesWork()) {
                return other;
            }
        }
        return null;
    }

    /** False when it has to wait. */
    private boolean moves(Context cx) throws Exception {
        Future<Reactor> moving = move;
        if (moving == null) {
            Reactor there = Objects.requireNonNull(target);
            if (connection.flush(cx) == Polled.PENDING) {
                return false;
            }
            if (!mayMove()) {
                target = null; // its end has begun meanwhile
                return true;
            }
            connection.received().takeBack();
            moving = RemoteSockets.at(there.group().interCore().at(there))
                    .move(connection, moved -> new Migrating(moved, requests));
            move = moving;
        }
        if (moving.poll(cx) == Polled.PENDING) {
            return false;
        }
        ready = true;
        return true;
    }

    @Override
    @SuppressWarnings("NullAway") // the type argument says that it is null
    public @Nullable Void head() {
        if (!ready) {
            throw new IllegalStateException("requests are served still: poll until READY first");
        }
        return null;
    }

    @Override
    public Stream<@Nullable Void> tail() {
        head();
        return Stream.empty();
    }

    @Override
    public void close() {
        Future<Boolean> running = request;
        request = null;
        Future<Reactor> moving = move;
        move = null;
        try {
            if (running != null) {
                running.close();
            }
        } finally {
            if (moving != null) {
                moving.close();
            }
        }
    }

    @Override
    public String toString() {
        return "Migrating[" + connection + "]";
    }
}
