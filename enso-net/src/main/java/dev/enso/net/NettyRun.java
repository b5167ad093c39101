package dev.enso.net;

import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.queues.Queues;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Poller;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a loop of Netty's does on its reactor. A task runs its commands, in one order, as many as a poll may; the reactor's
 * selector watches its channels, and tells them in the I/O part of the turn; scheduled commands ride on the reactor's
 * deadline, by way of {@link Netty}.
 *
 * <p>Nothing is lost at the end. A thread that offers a command counts itself first, and looks at the phase then; the owner
 * writes the phase first, and waits then until nobody is counted. So either the thread sees that it comes too late, or the
 * owner finds the command when it empties the queue for the last time.
 */
final class NettyRun implements Future<@Nullable Void> {
    /** Commands between two looks at the time left. */
    private static final int GLANCE = 16;

    /**
     * How far it has come, always forward.
     *
     * <pre>
     * RUNNING        at first
     * SHUTTING_DOWN  written by any thread, under the lock of this: channels are closed, commands are still taken
     * SHUT_DOWN      written by the owner, who empties the queue for the last time: commands are refused
     * TERMINATED     written by the owner, when the last command has run
     * </pre>
     */
    enum Phase {
        RUNNING,
        SHUTTING_DOWN,
        SHUT_DOWN,
        TERMINATED
    }

    private final Netty home;
    private final NettyLoop loop;
    private final CoreContext core;
    private final Poll poll;
    private final Channel<Runnable> queue = Queues.create(Queues.LINK, Driver.MPSC, Queues.MAX_CAPACITY);
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private volatile Phase phase = Phase.RUNNING;

    /** Threads that are offering something. */
    private final AtomicInteger offering = new AtomicInteger();

    /** Set once, before the loop is handed to anybody; by then its reactor may have polled it. */
    private volatile @Nullable Task<?> task;

    // Written before the phase leaves RUNNING, read after it was seen to have; in nanoseconds.
    private long quiet;
    private long limit;

    // The owner's.

    private final ArrayList<Guest> guests = new ArrayList<>();
    private @Nullable Waker waker;

    /** When a command ran last, or the end began; only once it has. */
    private long lastRun;

    /** When to look whether it has been quiet for long enough. */
    private long lookAt = Poller.NEVER;

    NettyRun(Netty home, NettyLoop loop, CoreContext core, Poll poll) {
        this.home = home;
        this.loop = loop;
        this.core = core;
        this.poll = poll;
    }

    /** Any thread, once. */
    void spawn() {
        Task<?> spawned = core.reactor().spawn(TaskOptions.named("netty").resident(), this);
        task = spawned;
        if (phase != Phase.RUNNING) {
            // All loops are being shut down, and there was no task to wake. Else whoever shuts down sees the task.
            spawned.wake();
        }
    }

    /** Any thread. What is accepted will be run. */
    Sent offer(Runnable command) {
        if (core.reactor().isOwner()) {
            return isClosed() ? Sent.CLOSED : queue.tx().offer(command);
        }
        offering.getAndIncrement();
        try {
            return isClosed() ? Sent.CLOSED : queue.tx().offer(command);
        } finally {
            offering.getAndDecrement();
        }
    }

    private boolean isClosed() {
        return phase.compareTo(Phase.SHUT_DOWN) >= 0;
    }

    Phase phase() {
        return phase;
    }

    CompletionStage<@Nullable Void> ended() {
        return ended;
    }

    /** Any thread; the first call counts. */
    void shutDown(long quietNanos, long limitNanos) {
        synchronized (this) {
            if (phase != Phase.RUNNING) {
                return;
            }
            long now = core.clock().nanoTime();
            quiet = quietNanos;
            limit = limitNanos > Poller.NEVER - now ? Poller.NEVER : now + limitNanos;
            lastRun = now;
            phase = Phase.SHUTTING_DOWN;
        }
        Task<?> spawned = task;
        if (spawned != null) {
            spawned.wake();
        }
    }

    /** Owner: when it has to be polled without having been woken. */
    long deadline() {
        return Math.min(lookAt, loop.nextScheduled());
    }

    /** Owner: the time has come. */
    void due() {
        Waker waiting = waker;
        if (waiting != null) {
            waiting.wake();
        }
    }

    @Override
    public Polled poll(Context cx) {
        waker = cx.waker();
        lookAt = Poller.NEVER;
        boolean all = runCommands(cx);
        if (phase != Phase.RUNNING && (all || core.clock().nanoTime() >= limit)) {
            windUp(cx);
        }
        return Polled.PENDING;
    }

    /**
     * Runs what is there.
     *
     * @return false when there is more, and the task is due for another poll
     */
    private boolean runCommands(Context cx) {
        long now = core.clock().nanoTime();
        for (Runnable due = loop.takeScheduled(now); due != null; due = loop.takeScheduled(now)) {
            queue.tx().offer(due);
        }
        Receiver<Runnable> commands = queue.rx();
        int ran = 0;
        boolean all = false;
        EventExecutor before = ThreadExecutorMap.setCurrentExecutor(loop);
        try {
            while (cx.spend()) {
                if (commands.poll(cx) != Polled.READY) {
                    all = true;
                    break;
                }
                runHead(commands);
                if (++ran % GLANCE == 0 && cx.timeLeft() <= 0) {
                    cx.waker().wake();
                    break;
                }
            }
        } finally {
            ThreadExecutorMap.setCurrentExecutor(before);
        }
        if (ran > 0 && phase != Phase.RUNNING) {
            lastRun = core.clock().nanoTime();
        }
        return all;
    }

    private void runHead(Receiver<Runnable> commands) {
        Runnable command = commands.head();
        commands.tail();
        try {
            command.run();
        } catch (Throwable failure) {
            failed(command, failure);
        }
    }

    /** A handle hears of an event. */
    void tell(IoHandle handle, IoRegistration registration, IoEvent event) {
        EventExecutor before = ThreadExecutorMap.setCurrentExecutor(loop);
        try {
            handle.handle(registration, event);
        } catch (Throwable failure) {
            failed(handle, failure);
        } finally {
            ThreadExecutorMap.setCurrentExecutor(before);
        }
    }

    /** Tells the failure handler, which hears of failed tasks: so it becomes one. */
    private void failed(Object who, Throwable failure) {
        String what = who + " on " + loop;
        try {
            core.reactor().spawn(what, Future.failed(failure));
        } catch (RejectedExecutionException stopped) {
            System.getLogger("dev.enso.net").log(System.Logger.Level.WARNING, what + " failed at the end", failure);
        }
    }

    Guest guest(IoHandle handle) {
        return new Guest(this, handle, poll);
    }

    /** Owner: how many handles are registered. */
    int channels() {
        return guests.size();
    }

    void joined(Guest guest) {
        guest.place = guests.size();
        guests.add(guest);
    }

    void left(Guest guest) {
        int place = guest.place;
        if (place >= 0) {
            Guest last = guests.remove(guests.size() - 1);
            if (last != guest) {
                guests.set(place, last);
                last.place = place;
            }
            guest.place = -1;
        }
    }

    /** The end has been asked for: it comes once it has been quiet for long enough, or at the limit. */
    private void windUp(Context cx) {
        closeGuests();
        loop.cancelScheduled();
        long now = core.clock().nanoTime();
        if (now < limit && queue.rx().look() == Polled.READY) {
            cx.waker().wake();
            return;
        }
        long end = Math.min(limit, quiet > Poller.NEVER - lastRun ? Poller.NEVER : lastRun + quiet);
        Task<?> spawned = task;
        if (now < end) {
            lookAt = end;
        } else if (spawned != null) {
            terminate();
            spawned.cancel();
        }
    }

    private void closeGuests() {
        for (Guest guest : guests.toArray(new Guest[0])) {
            try {
                guest.cut();
            } catch (Exception failure) {
                failed(guest, failure);
            }
        }
    }

    /** The end: nothing more is taken, and what was taken is run. */
    private void terminate() {
        if (phase == Phase.TERMINATED) {
            return;
        }
        EventExecutor before = ThreadExecutorMap.setCurrentExecutor(loop);
        try {
            closeGuests();
            loop.cancelScheduled();
            // What closing asks for is still taken; commands that make commands for ever are not waited for.
            for (int left = queue.rx().size(); left > 0 && queue.rx().look() == Polled.READY; left--) {
                runHead(queue.rx());
            }
            takeNoMore();
            while (queue.rx().look() == Polled.READY) {
                runHead(queue.rx());
            }
            // What the last commands have begun, and nobody will attend to.
            closeGuests();
            loop.cancelScheduled();
        } finally {
            ThreadExecutorMap.setCurrentExecutor(before);
            over();
        }
    }

    /** From here on what was accepted is in the queue, and nothing comes any more. */
    private void takeNoMore() {
        synchronized (this) {
            phase = Phase.SHUT_DOWN;
        }
        while (offering.get() != 0) {
            Thread.onSpinWait();
        }
    }

    private void over() {
        queue.rx().close();
        synchronized (this) {
            phase = Phase.TERMINATED;
        }
        home.remove(loop);
        loop.terminated();
        ended.complete(null);
    }

    /** The task is over: its reactor closes, or was closed before the task was taken in. */
    @Override
    public void close() {
        if (core.reactor().isOwner()) {
            terminate();
        } else if (phase != Phase.TERMINATED) {
            takeNoMore();
            int lost = queue.rx().size();
            over();
            if (lost > 0) {
                System.getLogger("dev.enso.net")
                        .log(
                                System.Logger.Level.WARNING,
                                lost + " commands for " + loop + " were not run: the reactor stopped before the loop"
                                        + " was on it");
            }
        }
    }

    @Override
    public Void head() {
        throw noHead();
    }

    @Override
    public Stream<@Nullable Void> tail() {
        throw noHead();
    }

    private static IllegalStateException noHead() {
        return new IllegalStateException("an event loop has no value: it runs until it is shut down");
    }

    /** Any thread. */
    @Override
    public String toString() {
        return phase.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ", "
                + queue.account().resident() + " commands";
    }
}
