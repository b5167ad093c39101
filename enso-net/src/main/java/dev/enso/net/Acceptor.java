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
import dev.enso.reactor.Task;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
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

    /** Where it is at home; empty when any reactor will do. It lives elsewhere while the reactor of that place has stopped. */
    private final OptionalInt place;

    private final Reactor lives;
    /** The one reactor that gets the connections, or empty for where they are placed. */
    private final OptionalInt target;

    /** Complete when it has closed the listener, or passed it on. */
    private final CompletableFuture<List<String>> end = new CompletableFuture<>();

    /** Written once, by who spawns it, maybe after its first poll. */
    private volatile @Nullable Task<?> task;

    /** It goes home: its end is not the listener's. */
    private boolean leaves;

    private @Nullable Connections home;
    private @Nullable Readiness readiness;
    /** Its id in the object table of the reactor. */
    private long id;

    /** Accepted, and not handed over yet because the lanes were full. */
    private @Nullable Arrival held;

    private long accepted;
    private long pausedUntil;
    private long alarm;
    private int failures;
    private boolean warnedOfPlace;

    /**
     * Its waker, while it waits for a connection to close. Written here, woken by who closes one.
     */
    private volatile @Nullable Waker waiting;

    Acceptor(Server server, ListenEndpoint listener, OptionalInt place, Reactor lives) {
        this.server = server;
        this.listener = listener;
        this.place = place;
        this.lives = lives;
        this.target = server.eachAccepts() ? OptionalInt.of(lives.index()) : place;
    }

    /** Who has spawned it. */
    void runsAs(Task<?> spawned) {
        task = spawned;
        if (server.isClosing()) {
            spawned.cancel();
        }
    }

    /** Any thread, once the server is closing: what is not known here yet is cancelled by who spawns it. */
    void cancel() {
        Task<?> running = task;
        if (running != null) {
            running.cancel();
        }
    }

    CompletableFuture<List<String>> end() {
        return end;
    }

    @Override
    public Polled poll(Context cx) throws IOException {
        Connections on = home;
        if (on == null) {
            on = cx.service(Connections.class);
            home = on;
            readiness = on.poll().registry().register(listener.endpoint(), Interest.READABLE);
            id = on.listens(server);
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
        if (cx.now() < pausedUntil || !takesRoom(on, cx)) {
            return false;
        }
        Readiness ready = readiness;
        while (ready != null && ready.pollReadable(cx.waker()) && staysToAccept(on, cx)) {
            server.provideForAdded();
            try {
                server.spares().fill();
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
        server.room().giveBack();
        return false;
    }

    /** Somebody waits: false when it is at home on another reactor, and that is there again, or has to be waited for. */
    private boolean staysToAccept(Connections on, Context cx) {
        if (place.isEmpty() || place.getAsInt() == lives.index()) {
            return true;
        }
        Task<?> running = task;
        Reactor there = server.reactors().get(place.getAsInt());
        if (there.takesWork()) {
            if (running == null) {
                cx.waker().wake(); // who has spawned it has not said so yet
            } else {
                leaves = true;
                running.cancel();
            }
            return false;
        }
        if (server.eachAccepts()) {
            return true;
        }
        again(on, cx);
        if (!warnedOfPlace) {
            warnedOfPlace = true;
            Server.warn(
                    server + " serves on " + there.name() + " alone, which was stopped: connections wait in the backlog"
                            + " until it is started again (InterCore.start). Close the server if it is not to be.",
                    null);
        }
        return false;
    }

    private boolean takesRoom(Connections on, Context cx) {
        if (server.room().take()) {
            return true;
        }
        // Whoever closes one looks here after it has made room, so room is asked for again.
        waiting = cx.waker();
        if (server.room().take()) {
            waiting = null;
            return true;
        }
        if (server.room().isFullForTheFirstTime()) {
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
        boolean first = server.spares().give();
        again(on, cx);
        on.log().log(
                first ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                () -> server + " can't accept now and tries again every " + PAUSE / 1_000_000
                        + " ms; connections wait in the backlog: " + why.getMessage(),
                first ? null : why);
    }

    private void again(Connections on, Context cx) {
        pausedUntil = cx.now() + PAUSE;
        alarm = on.alarms().arm(pausedUntil, cx.waker());
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
        try {
            giveBack();
            if (!passesOn()) {
                closeListener();
            }
        } finally {
            server.ended(this);
        }
    }

    /** What it has of the reactor it lives on. */
    private void giveBack() {
        Connections on = home;
        server.spares().release();
        if (on != null) {
            on.listensNoMore(server, id);
            on.alarms().cancel(alarm);
            giveUpHeld();
            if (listener.endpoint().node != null) {
                on.poll().registry().deregister(listener.endpoint());
            }
        }
    }

    /** True when another acceptor has the listener now: the reactor is being stopped, or left, and not the server. */
    private boolean passesOn() {
        if (server.isClosing() || (lives.takesWork() && !leaves)) {
            return false;
        }
        if (server.passOn(listener, place)) {
            return true;
        }
        if (!server.isClosing()) {
            Server.warn(
                    server + " accepts no more: " + lives.name() + " was stopped, and no other reactor could take its"
                            + " listener over. Start one (InterCore.start) and serve anew.",
                    null);
        }
        return false;
    }

    private void closeListener() {
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
