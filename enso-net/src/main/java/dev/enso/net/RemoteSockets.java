package dev.enso.net;

import dev.enso.core.Future;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.Kind;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Remote;
import dev.enso.reactor.Rights;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import dev.enso.reactor.Verb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The verb {@code io}: hands live sockets and listeners to another reactor. No byte is lost: what the system holds stays with the
 * socket, what a connection has read and its reader has not used goes along, and what it was to write is written before. A
 * new registration counts as an edge, so what came in between is reported over there.
 */
public final class RemoteSockets {
    /** In the object table: a source that was handed over, for as long as its task lives. */
    public static final Kind<Source> SOCKET = Kind.of("SOCKET", Kind.Source.NET);

    private static final Verb<Handover, Task<?>> IO = Verb.<Handover, Task<?>>of(
                    "io", "takes over a socket or a listener")
            .orphaned(Handover::giveUp);

    private static final Verb<Leave, Boolean> MOVE = Verb.of("move", "lets a connection go on on another reactor");

    private record Leave(long connection, Reactor there) {}

    /** What is handed over, and what becomes of it where it arrives. */
    interface Handover {
        /** On the reactor that takes it: makes the task. */
        Task<?> arrive(CoreContext at) throws Exception;

        /** Nobody takes it, and nobody wants it back. */
        void giveUp();
    }

    private record SourceHandover<S extends Source>(
            S source, BiFunction<? super CoreContext, ? super S, ? extends Future<?>> use) implements Handover {
        @Override
        public Task<?> arrive(CoreContext at) {
            Using<S> using = null;
            try {
                using = new Using<>(at, source, use);
                return at.reactor().spawn(TaskOptions.named(source.toString()), using);
            } catch (RuntimeException | Error refused) {
                if (using != null) {
                    using.leave();
                }
                // Whoever was to use it may have registered it before it failed.
                if (Endpoint.of(source).node != null) {
                    at.service(Poll.class).registry().deregister(source);
                }
                throw refused;
            }
        }

        @Override
        public void giveUp() {
            try {
                source.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Remote there;

    private RemoteSockets(Remote there) {
        this.there = there;
    }

    /** Contributes the verb; {@code dev.enso.Enso} does it. */
    public static void serve(InterCore group) {
        group.serve(IO, RemoteSockets::take);
        group.serve(MOVE, RemoteSockets::leave);
    }

    /** The sockets of this reactor. */
    public static RemoteSockets at(Remote there) {
        return new RemoteSockets(Objects.requireNonNull(there, "there"));
    }

    private static Task<?> take(CoreContext at, Handover handover) throws Exception {
        try {
            return handover.arrive(at);
        } catch (RejectedExecutionException full) {
            throw new Refused(Refused.Reason.FULL, String.valueOf(full.getMessage()));
        }
    }

    /**
     * Hands a source to that reactor: of any kind, a listener too. It is taken out of the {@link Poll} of the reactor that asks,
     * if it is registered there, and belongs to the other one from the first poll of the future on. A refusal gives it back,
     * unregistered; closing the future before there is an answer closes a source that is not accepted.
     *
     * @param use makes the future that uses it, on the reactor that takes it: it registers the source there. When the future is
     *     over, the source is closed
     * @return ready with the task over there
     */
    public <S extends Source> Future<Task<?>> io(
            S source, BiFunction<? super CoreContext, ? super S, ? extends Future<?>> use) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(use, "use");
        return new Leaving(source, there.ask(IO, new SourceHandover<>(source, use)));
    }

    /**
     * Moves a connection to that reactor, at a moment at which nobody uses it: the caller is the task that owns it, or acts for
     * that one, and no head of its input is lent. What was written is flushed before; nobody writes any more from the first
     * poll on. This {@link Connection} has ended then, and another one over there goes on with it: under the same limits, with
     * the bytes its reader had left, and counted by the same server. When the other reactor does not take it, it goes on here.
     *
     * @param use makes the future that uses it from now on, on the reactor where it lives then; it is closed when that is over
     * @return ready with the reactor on which it lives; fails when the connection broke before it could leave, and with {@link
     *     IllegalStateException} when it is not open in both directions, or a head of its input is lent
     */
    public Future<Reactor> move(Connection connection, Function<? super Connection, ? extends Future<?>> use) {
        Objects.requireNonNull(use, "use");
        return new Moving(connection, there, use);
    }

    /**
     * Lets a connection of that reactor go on on another one, as soon as it is at rest: it is one that is served request by
     * request, by {@link Migrating}. What is asked for last counts.
     *
     * <p>Fails with {@link dev.enso.reactor.Refused}: STALE when it has gone, UNSUPPORTED when it is served in another way, so
     * that nobody knows when it is at rest.
     *
     * @param connection its id in the object table
     * @param reactor the index of the other reactor
     * @return ready with true when it will move, with false when it lives there already
     * @throws IndexOutOfBoundsException when there is no such reactor
     */
    public Future<Boolean> move(long connection, int reactor) {
        return there.ask(MOVE, new Leave(connection, there.reactor().group().get(reactor)));
    }

    private static boolean leave(CoreContext at, Leave leave) {
        Connection connection = at.objects().get(leave.connection(), Connections.CONNECTION, Rights.RW);
        Migrating migrating = connection.migrating;
        if (migrating == null) {
            throw new Refused(
                    Refused.Reason.UNSUPPORTED,
                    connection + " can't be moved from outside: nobody knows when it is at rest, unless it is served"
                            + " request by request (Migrating.serve)");
        }
        if (leave.there() == at.reactor()) {
            return false;
        }
        migrating.wish(leave.there());
        return true;
    }

    static Future<Task<?>> ask(Remote there, Moved moved) {
        return there.ask(IO, moved);
    }

    @Override
    public String toString() {
        return "RemoteSockets[" + there + "]";
    }
}
