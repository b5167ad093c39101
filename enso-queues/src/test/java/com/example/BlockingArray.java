package com.example;

import dev.enso.channel.Account;
import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Order;
import dev.enso.channel.Overflow;
import dev.enso.channel.Progress;
import dev.enso.channel.Properties;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * A backend as somebody else would write one, over a queue of the JDK: from another package, with nothing but what
 * {@link dev.enso.channel} makes public. One lock guards who waits and how it ends.
 */
public final class BlockingArray implements Backend {
    private static final int LARGEST = 1 << 20;

    @Override
    public String name() {
        return "BLOCKING_ARRAY";
    }

    @Override
    public <T> Channel<T> create(Driver driver, int capacity) {
        if (capacity < 1 || capacity > LARGEST) {
            throw new IllegalArgumentException("1 to " + LARGEST + " messages: capacity=" + capacity);
        }
        if (driver == Driver.SPMC) {
            throw new IllegalArgumentException(name() + " hands each message to one receiver: take MPSC");
        }
        State<T> state = new State<>(capacity);
        Properties properties = new Properties(name(), driver, capacity, Order.FIFO, Progress.BLOCKING, Overflow.PARK);
        return new Channel<>(new Tx<>(state), new Rx<>(state), state, properties);
    }

    @Override
    public String toString() {
        return name();
    }

    /** The queue, who waits, and the account. All under its lock. */
    private static final class State<T> implements Account {
        final Queue<T> queue;
        final Set<Waker> senders = new LinkedHashSet<>();
        final Set<Waker> untilEmpty = new LinkedHashSet<>();
        Waker receiver;
        boolean closed;
        boolean left;
        long published;
        long consumed;
        long dropped;

        State(int capacity) {
            this.queue = new ArrayBlockingQueue<>(capacity);
        }

        synchronized Sent append(T message) {
            if (closed) {
                return Sent.CLOSED;
            }
            if (!queue.offer(message)) {
                flush();
                return Sent.FULL;
            }
            published++;
            return Sent.ACCEPTED;
        }

        synchronized void flush() {
            if (!queue.isEmpty() || closed) {
                wakeReceiver();
            }
        }

        private void wakeReceiver() {
            Waker waiting = receiver;
            receiver = null;
            if (waiting != null) {
                waiting.wake();
            }
        }

        synchronized Polled room(Waker waker) {
            if (closed) {
                return Polled.ENDED;
            }
            if (hasRoom()) {
                return Polled.READY;
            }
            flush();
            senders.add(waker);
            return Polled.PENDING;
        }

        private boolean hasRoom() {
            return ((ArrayBlockingQueue<T>) queue).remainingCapacity() > 0;
        }

        synchronized boolean isEmpty(Waker waker) {
            flush();
            if (!queue.isEmpty()) {
                untilEmpty.add(waker);
            }
            return queue.isEmpty();
        }

        synchronized Polled look(Waker waker) {
            if (left) {
                return Polled.ENDED;
            }
            if (!queue.isEmpty()) {
                return Polled.READY;
            }
            if (closed) {
                return Polled.ENDED;
            }
            receiver = waker == null ? receiver : waker;
            return Polled.PENDING;
        }

        synchronized void release() {
            queue.remove();
            consumed++;
            wakeAll(senders);
            if (queue.isEmpty()) {
                wakeAll(untilEmpty);
            }
        }

        private static void wakeAll(Set<Waker> waiting) {
            Queue<Waker> all = new ArrayDeque<>(waiting);
            waiting.clear();
            all.forEach(Waker::wake);
        }

        synchronized void close() {
            closed = true;
            wakeReceiver();
            wakeAll(senders);
        }

        synchronized void leave() {
            left = true;
            closed = true;
            receiver = null;
            dropped += queue.size();
            queue.clear();
            wakeAll(senders);
            wakeAll(untilEmpty);
        }

        @Override
        public synchronized long published() {
            return published;
        }

        @Override
        public synchronized long consumed() {
            return consumed;
        }

        @Override
        public synchronized long dropped() {
            return dropped;
        }

        @Override
        public synchronized boolean isClosed() {
            return closed;
        }
    }

    private record Tx<T>(State<T> state) implements Sender<T> {
        @Override
        public Sent offer(T message) {
            Sent sent = append(message);
            flush();
            return sent;
        }

        @Override
        public Sent append(T message) {
            return state.append(Objects.requireNonNull(message, "message"));
        }

        @Override
        public void flush() {
            state.flush();
        }

        @Override
        public Polled poll(Context cx) {
            return state.room(cx.waker());
        }

        @Override
        public Future<Sent> send(T message) {
            Objects.requireNonNull(message, "message");
            return new Once<>() {
                @Override
                Polled look(Context cx) {
                    Sent sent;
                    while ((sent = offer(message)) == Sent.FULL) {
                        if (state.room(cx.waker()) == Polled.PENDING) {
                            return Polled.PENDING;
                        }
                    }
                    value = sent;
                    return Polled.READY;
                }
            };
        }

        @Override
        public Future<Void> awaitEmpty() {
            return new Once<>() {
                @Override
                Polled look(Context cx) {
                    return state.isEmpty(cx.waker()) ? Polled.READY : Polled.PENDING;
                }
            };
        }

        @Override
        public void close() {
            state.close();
        }
    }

    private static final class Rx<T> implements Receiver<T> {
        private final State<T> state;
        private Polled polled = Polled.PENDING;

        Rx(State<T> state) {
            this.state = state;
        }

        @Override
        public Polled poll(Context cx) {
            return polled == Polled.PENDING ? polled = state.look(cx.waker()) : polled;
        }

        @Override
        public Polled look() {
            return polled == Polled.PENDING ? polled = state.look(null) : polled;
        }

        @Override
        public T head() {
            requireReady(polled);
            return state.queue.peek();
        }

        @Override
        public Stream<T> tail() {
            requireReady(polled);
            polled = Polled.PENDING;
            state.release();
            return this;
        }

        @Override
        public int size() {
            return (int) state.resident();
        }

        @Override
        public void close() {
            if (polled != Polled.ENDED) {
                polled = Polled.ENDED;
                state.leave();
            }
        }
    }

    /** A future that is ready once. */
    private abstract static class Once<V> implements Future<V> {
        V value;
        private Polled polled = Polled.PENDING;

        abstract Polled look(Context cx);

        @Override
        public Polled poll(Context cx) {
            return polled == Polled.PENDING ? polled = look(cx) : polled;
        }

        @Override
        public V head() {
            requireReady(polled);
            return value;
        }

        @Override
        public Stream<V> tail() {
            requireReady(polled);
            polled = Polled.ENDED;
            return this;
        }

        @Override
        public void close() {
            polled = Polled.ENDED;
        }
    }

    private static void requireReady(Polled polled) {
        if (polled != Polled.READY) {
            throw new IllegalStateException("there is no head: polled=" + polled);
        }
    }
}
