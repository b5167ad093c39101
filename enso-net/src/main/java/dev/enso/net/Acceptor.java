package dev.enso.net;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.reactor.Bus;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Role;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The task that accepts a server's connections and hands them to their reactors. Ends by being cancelled. */
final class Acceptor implements Future<Void> {
    /** Accepting costs a system call or two each; after so many the other tasks have their turn. */
    private static final int ACCEPTS_A_POLL = 32;

    /** How long to wait before accepting is tried again after the system had nothing for it. */
    private static final long PAUSE = 100_000_000L;

    /** Failures in a row that are taken for those of single connections, which were over before they were accepted. */
    private static final int FAILURES_A_PAUSE = 16;

    private final Server server;
    private final ListenEndpoint listener;

    /** The one reactor that gets the connections, or empty for where they are placed. */
    private final OptionalInt target;

    private final Reserve reserve;
    /** Where it is spawned; written before that. */
    private @Nullable Reactor lives;

    private @Nullable Connections home;
    private @Nullable Readiness readiness;

    /** Accepted, and not handed over yet because the lanes were full. */
    private @Nullable Arrival held;

    private long accepted;
    private long pausedUntil;
    private long alarm;
    private int failures;
    private boolean warnedOfLimit;
    private boolean warnedOfSystem;

    /**
     * Its waker, while it waits for a connection to close. Written here, woken by who closes one.
     */
    private volatile @Nullable Waker waiting;

    /**
     * @param spares how many descriptors it keeps free
     */
    Acceptor(Server server, ListenEndpoint listener, OptionalInt target, int spares) {
        this.server = server;
        this.listener = listener;
        this.target = target;
        this.reserve = new Reserve(server.transport().port(), spares);
    }

    void livesOn(Reactor reactor) {
        lives = reactor;
    }

    @Override
    public Polled poll(Context cx) throws IOException {
        Connections on = home;
        if (on == null) {
            on = cx.service(Connections.class);
            home = on;
            readiness = on.poll().registry().register(listener.endpoint(), Interest.READABLE);
            on.listens(server);
        }
        Bus bus = cx.service(Bus.class);
        for (int looks = 0; looks < ACCEPTS_A_POLL; looks++) {
            if (!handOver(bus, cx) || !acceptOne(on, cx)) {
                return Polled.PENDING;
            }
        }
        cx.waker().wake();
        return Polled.PENDING;
    }

    /** False when nothing can be accepted now; the task will be woken. */
    private boolean acceptOne(Connections on, Context cx) {
        if (cx.now() < pausedUntil || !reserve(on, cx)) {
            return false;
        }
        Readiness ready = readiness;
        while (ready != null && ready.pollReadable(cx.waker())) {
            try {
                reserve.fill();
                StreamEndpoint stream = listener.accept();
                failures = 0;
                if (stream != null) {
                    held = new Arrival(server, stream, ++accepted);
                    return true;
                }
                ready.clearReadable();
            } catch (TooManyOpenFilesException e) {
                pause(on, cx, e);
                break;
            } catch (IOException e) {
                if (++failures % FAILURES_A_PAUSE == 0) {
                    pause(on, cx, e);
                    break;
                }
                on.log().log(System.Logger.Level.DEBUG, () -> server + " could not accept a connection", e);
            }
        }
        server.unreserve();
        return false;
    }

    private boolean reserve(Connections on, Context cx) {
        if (server.reserve()) {
            return true;
        }
        // Whoever closes one looks here after it has made room, so room is asked for again.
        waiting = cx.waker();
        if (server.reserve()) {
            waiting = null;
            return true;
        }
        if (!warnedOfLimit) {
            warnedOfLimit = true;
            on.log().log(
                    System.Logger.Level.WARNING,
                    server + " has reached its limit of "
                            + server.options().maxConnections()
                            + " connections: others wait in the backlog until one closes. Raise"
                            + " ServerOptions.maxConnections if this is too low.");
        }
        return false;
    }

    /** Any reactor: there is room for a connection. */
    void roomCame() {
        Waker parked = waiting;
        if (parked != null) {
            parked.wake();
        }
    }

    private void pause(Connections on, Context cx, IOException why) {
        reserve.release();
        pausedUntil = cx.now() + PAUSE;
        alarm = on.alarms().arm(pausedUntil, cx.waker());
        boolean first = !warnedOfSystem;
        warnedOfSystem = true;
        on.log().log(
                first ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                () -> server + " can't accept now and tries again every " + PAUSE / 1_000_000
                        + " ms; connections wait in the backlog: " + why.getMessage(),
                first ? null : why);
    }

    /** Gives the connection to where it is placed, or to another reactor whose lane has room; false when none has, or they have all stopped. */
    private boolean handOver(Bus bus, Context cx) {
        Arrival arrival = held;
        if (arrival == null) {
            return true;
        }
        int first = target.orElseGet(() -> placed(arrival));
        if (gives(arrival, first, bus)) {
            return true;
        }
        if (target.isEmpty()) {
            for (Reactor other : server.reactors().with(Role.NET)) {
                if (gives(arrival, other.index(), bus)) {
                    return true;
                }
            }
        }
        return !waitsForRoom(first, bus, cx);
    }

    /** False when there is nobody left to wait for, and the connection was given up. */
    private boolean waitsForRoom(int first, Bus bus, Context cx) {
        if (bus.poll(first, cx) == Polled.PENDING) {
            return true;
        }
        if (target.isEmpty()) {
            for (Reactor other : server.reactors().with(Role.NET)) {
                if (bus.poll(other.index(), cx) == Polled.PENDING) {
                    return true;
                }
            }
        }
        giveUpHeld();
        return false;
    }

    private void giveUpHeld() {
        Arrival undelivered = held;
        held = null;
        if (undelivered != null) {
            undelivered.giveUp(null);
        }
    }

    private int placed(Arrival arrival) {
        return server.reactors().placement(Role.NET).select(arrival.key()).index();
    }

    private boolean gives(Arrival arrival, int to, Bus bus) {
        if (bus.send(to, arrival) != Sent.ACCEPTED) {
            return false;
        }
        held = null;
        return true;
    }

    @Override
    public Void head() {
        throw new IllegalStateException("accepting has no value: it goes on until it is cancelled");
    }

    @Override
    public Stream<Void> tail() {
        throw new IllegalStateException("accepting has no value: it goes on until it is cancelled");
    }

    @Override
    public void close() {
        Connections on = home;
        reserve.release();
        if (on != null) {
            on.listensNoMore(server);
            on.alarms().cancel(alarm);
            giveUpHeld();
            if (listener.endpoint().node != null) {
                on.poll().registry().deregister(listener.endpoint());
            }
        }
        Reactor stopping = lives;
        if (stopping != null && !stopping.takesWork() && server.acceptElsewhere(listener, stopping)) {
            return; // the reactor is being stopped, and not the server
        }
        try {
            listener.closeAndDelete();
        } catch (IOException e) {
            System.getLogger("dev.enso.net")
                    .log(System.Logger.Level.DEBUG, server + " reported an error while it was closed", e);
        }
    }

    @Override
    public String toString() {
        return "Acceptor[" + server + "]";
    }
}
