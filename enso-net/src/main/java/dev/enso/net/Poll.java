package dev.enso.net;

import dev.enso.reactor.Clock;
import dev.enso.reactor.Parker;
import dev.enso.reactor.Poller;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for many sources at once. It has two faces, which may be used side by side:
 *
 * <ul>
 *   <li>mio's: {@link #poll(Events, Duration)} sleeps and reports the events of sources registered under tokens, and of
 *       {@link Waker}s;
 *   <li>a reactor's: as its {@link Poller} it tells tasks that their sources are ready, as its {@link Parker} it is how the
 *       reactor sleeps. Events of tokens wait meanwhile for the next {@link #poll(Events, Duration)}.
 * </ul>
 *
 * <p>Sources are edge-triggered: go on until a call would block, or no further event is owed. Events may be spurious:
 * conclude nothing from one, make the call.
 *
 * <p>One thread at a time uses a poll, its {@link Registry}, and the sources registered with it; it need not always be the
 * same one. Only {@link #wake()} and {@link Waker#wake()} may be called from any thread.
 */
public final class Poll implements Poller, Parker, AutoCloseable {
    private static final BooleanSupplier ALWAYS = () -> true;

    private final Transport transport;
    private final Clock clock;
    private final Selector selector;
    private final Registry registry;

    /** Registrations under tokens, and wakers, with something to report. */
    private final ReadyList events = new ReadyList();

    /** Registrations of tasks, and guests, with something to report. */
    private final ReadyList tasks = new ReadyList();

    private final Sleep parking;
    private final Sleep polling;

    /** Bells that were rung and not answered yet, the last on top. Pushed by any thread, emptied by the polling one. */
    private final AtomicReference<@Nullable Doorbell> inbox = new AtomicReference<>();

    /**
     * A wake without a token. Set by any thread; cleared by the polling thread after a sleep.
     *
     * <pre>
     * false  nobody called {@link #wake()} since the last sleep ended
     * true   the present or the next sleep ends at once
     * </pre>
     */
    private volatile boolean woken;

    /** A sleep has just looked at the sockets, so the next turn need not. */
    private boolean looked;

    private boolean closed;

    /** The thread inside a method of this poll; an assertion, not a lock. */
    private @Nullable Thread user;

    private Poll(Transport transport, Clock clock) throws IOException {
        this.transport = transport;
        this.clock = clock;
        selector = transport.port().openSelector();
        registry = new Registry(this, selector, events, tasks);
        parking = new Sleep(clock, () -> tasks.isEmpty() && !woken && inbox.get() == null);
        polling = new Sleep(clock, () -> tasks.isEmpty() && events.isEmpty() && !woken && inbox.get() == null);
    }

    /** A poll of its own on {@link Transport#auto()}. */
    public static Poll open() throws IOException {
        return open(Transport.auto());
    }

    /** A poll of its own on a transport. */
    public static Poll open(Transport transport) throws IOException {
        return open(transport, Clock.system());
    }

    /**
     * A poll for a reactor.
     *
     * @param clock the reactor's, in whose nanoseconds deadlines are
     * @throws TooManyOpenFilesException when no file descriptor is left
     * @throws IOException when the system has no further selector
     */
    public static Poll open(Transport transport, Clock clock) throws IOException {
        return new Poll(transport, clock);
    }

    /** Where to register sources. */
    public Registry registry() {
        return registry;
    }

    /** What its sources run on. */
    public Transport transport() {
        return transport;
    }

    /**
     * Waits without a limit until there is an event; the rest as {@link #poll(Events, Duration)}.
     *
     * @return how many events were reported
     */
    public int poll(Events target) throws IOException {
        return poll(target, NEVER);
    }

    /**
     * Waits until there is an event, but no longer than the timeout; a timeout of zero only looks. Tasks whose sources
     * became ready are woken as well. Returns early, perhaps without an event, after {@link #wake()} and when tasks were
     * woken. An interrupt of the thread ends nothing, and its flag stays.
     *
     * @param target is cleared, and then gets at most as many events as it has room for, the oldest first; the others are
     *     reported by the next poll
     * @param timeout not negative; NIO rounds it up to milliseconds
     * @return how many events were reported
     * @throws IllegalArgumentException when the timeout is negative
     * @throws IllegalStateException when another thread is using this poll
     * @throws ClosedChannelException when the poll is closed
     */
    public int poll(Events target, Duration timeout) throws IOException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("A timeout can't be negative: " + timeout);
        }
        if (timeout.isZero()) {
            return poll(target, NOW);
        }
        long left = NEVER - clock.nanoTime();
        boolean endless = timeout.compareTo(Duration.ofNanos(left)) >= 0;
        return poll(target, endless ? NEVER : NEVER - left + timeout.toNanos());
    }

    private int poll(Events target, long deadline) throws IOException {
        enter();
        try {
            ensureOpen();
            target.clear();
            polling.until(deadline, ALWAYS);
            boolean again;
            do {
                selector.select(polling);
                takeWakes();
                boolean told = deliverToTasks(Integer.MAX_VALUE) > 0;
                again = events.isEmpty() && !told && !woken && deadline != NOW && polling.remaining() > 0;
            } while (again);
            woken = false;
            fill(target);
            return target.size();
        } finally {
            exit();
        }
    }

    /**
     * Looks at the sockets without blocking, and wakes the tasks whose sources became ready.
     *
     * @param now not needed here
     * @param limit the most registrations to deliver; the others come with the next turn, in order
     * @return how many were delivered
     * @throws UncheckedIOException when the system's selector failed
     */
    @Override
    public int poll(long now, int limit) {
        enter();
        try {
            if (closed) {
                return 0;
            }
            if (looked) {
                looked = false;
            } else {
                selector.selectNow();
            }
            takeWakes();
            return deliverToTasks(limit);
        } catch (IOException e) {
            throw new UncheckedIOException("The selector of " + transport + " failed", e);
        } finally {
            exit();
        }
    }

    /** {@link #NOW} while something is ready for tasks and not delivered, otherwise {@link #NEVER}. */
    @Override
    public long deadline() {
        return tasks.isEmpty() ? NEVER : NOW;
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException when the system's selector failed
     */
    @Override
    public void park(long deadline, BooleanSupplier canBlock) {
        enter();
        try {
            if (closed) {
                throw new IllegalStateException("This poll is closed and can't park a reactor any more");
            }
            parking.until(Math.max(NOW, deadline), canBlock);
            selector.select(parking);
            woken = false;
            looked = true;
            parking.rethrow();
        } catch (IOException e) {
            throw new UncheckedIOException("The selector of " + transport + " failed", e);
        } finally {
            exit();
        }
    }

    @Override
    public void wake() {
        woken = true;
        selector.wakeup();
    }

    /**
     * Ends all registrations and frees what the system holds for this poll. The sources stay open. Closing twice does
     * nothing.
     *
     * @throws IllegalStateException when another thread is using this poll
     */
    @Override
    public void close() throws IOException {
        enter();
        try {
            if (!closed) {
                registry.deregisterAll();
                closed = true;
                selector.close();
            }
        } finally {
            exit();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Lets handles of Netty's be watched here; see {@link Selector#guests}. */
    GuestIo guests(ThreadAwareExecutor turner) {
        return selector.guests(turner);
    }

    /** Where a guest is listed when it has something to hear. */
    Node node(Guest guest) {
        Node node = new Node(registry, tasks, 0);
        node.listener = guest;
        return node;
    }

    /** Takes in a bell that was just rung. Any thread. */
    void post(Doorbell bell) {
        Doorbell top;
        do {
            top = inbox.get();
            bell.below = top;
        } while (!inbox.compareAndSet(top, bell));
        selector.wakeup();
    }

    /** Turns wakes into readiness, the oldest first. */
    private void takeWakes() {
        if (inbox.get() == null) {
            return;
        }
        Doorbell oldest = null;
        Doorbell next = inbox.getAndSet(null);
        while (next != null) {
            Doorbell below = next.below;
            next.below = oldest;
            oldest = next;
            next = below;
        }
        while (oldest != null) {
            Doorbell above = oldest.below;
            // From here on it may be posted again, and below is its poster's.
            oldest.answer();
            oldest = above;
        }
    }

    private int deliverToTasks(int limit) {
        int delivered = 0;
        while (delivered < limit) {
            Node node = tasks.first();
            if (node == null) {
                break;
            }
            Object listener = node.listener;
            int bits = node.take();
            if (listener instanceof Readiness readiness) {
                readiness.deliver(bits);
            } else if (listener instanceof Guest guest) {
                guest.deliver();
            }
            delivered++;
        }
        return delivered;
    }

    private void fill(Events target) {
        while (!target.isFull()) {
            Node node = events.first();
            if (node == null) {
                break;
            }
            Object listener = node.listener;
            int bits = node.take();
            if (listener instanceof Token token) {
                target.add(token, bits);
            }
        }
    }

    private void ensureOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    /** Asserts that no other thread is inside, and that nobody polls from within a poll. */
    private void enter() {
        Thread inside = user;
        if (inside != null) {
            throw new IllegalStateException(
                    inside == Thread.currentThread()
                            ? "A poll can't be polled or closed from within its own poll"
                            : wrongThread(inside));
        }
        user = Thread.currentThread();
    }

    private void exit() {
        user = null;
    }

    /** Asserts that no other thread is inside. */
    void ensureThread() {
        Thread inside = user;
        if (inside != null && inside != Thread.currentThread()) {
            throw new IllegalStateException(wrongThread(inside));
        }
    }

    private static String wrongThread(Thread inside) {
        return "This poll is in use by " + inside.getName() + " and was called by "
                + Thread.currentThread().getName()
                + ": register and poll on one thread, such as by a task of the reactor"
                + " that polls; from others only wake() is allowed";
    }

    @Override
    public String toString() {
        return "Poll[" + transport.name() + ", " + registry.size() + " sources]";
    }
}
