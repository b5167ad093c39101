package dev.enso.bench;

import dev.enso.core.Waker;
import dev.enso.timers.Wheel;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.MutableInteger;

/** Timers that {@link TimersBenchmark} arms, cancels and fires; slot i of a peer holds one timer at a time. */
public interface TimerPeer extends AutoCloseable {
    /** Arms the timer of a slot, so many nanoseconds from the beginning. */
    void arm(int slot, long deadline);

    /** Cancels the timer of a slot. */
    boolean cancel(int slot);

    /** Fires so many of the timers that are due, where the caller may do that. */
    int fire(long now, int limit);

    @Override
    default void close() {}

    /** Who can be measured. */
    enum Kind {
        ENSO {
            @Override
            TimerPeer create(int slots) {
                return new Enso(slots);
            }
        },
        NETTY {
            @Override
            TimerPeer create(int slots) {
                return new Netty(slots);
            }
        },
        AGRONA {
            @Override
            TimerPeer create(int slots) {
                return new Agrona(slots);
            }
        },
        JDK {
            @Override
            TimerPeer create(int slots) {
                return new Jdk(slots);
            }
        },
        HEAP {
            @Override
            TimerPeer create(int slots) {
                return new Heap(slots);
            }
        };

        abstract TimerPeer create(int slots);
    }

    /** Ours. */
    final class Enso implements TimerPeer {
        private final Wheel wheel = Wheel.create();
        private final long[] handles;
        private int fired;
        private final Waker waker = () -> fired++;

        Enso(int slots) {
            handles = new long[slots];
        }

        @Override
        public void arm(int slot, long deadline) {
            handles[slot] = wheel.arm(deadline, waker);
        }

        @Override
        public boolean cancel(int slot) {
            return wheel.cancel(handles[slot]);
        }

        @Override
        public int fire(long now, int limit) {
            return wheel.poll(now, limit);
        }
    }

    /**
     * Netty's, whose own thread takes the timers in and out: a hundred thousand of them a tick and no more, so that with its
     * default of 100 ms it would fall behind, and fill the heap with what has been cancelled. Nobody else can fire its timers.
     */
    final class Netty implements TimerPeer {
        private final TimerTask task = timeout -> {};
        private final HashedWheelTimer wheel = new HashedWheelTimer(10, TimeUnit.MILLISECONDS, 1 << 14);
        private final Timeout[] handles;

        Netty(int slots) {
            handles = new Timeout[slots];
        }

        @Override
        public void arm(int slot, long deadline) {
            handles[slot] = wheel.newTimeout(task, deadline, TimeUnit.NANOSECONDS);
        }

        @Override
        public boolean cancel(int slot) {
            return handles[slot].cancel();
        }

        @Override
        public int fire(long now, int limit) {
            throw new UnsupportedOperationException("Netty's wheel fires on a thread of its own");
        }

        @Override
        public void close() {
            wheel.stop();
        }
    }

    /** Agrona's, for one thread as ours is; it carries no callback, and its stale ids cancel the wrong timers. */
    final class Agrona implements TimerPeer {
        private final DeadlineTimerWheel wheel = new DeadlineTimerWheel(TimeUnit.NANOSECONDS, 0, 1 << 20, 1 << 14);
        private final long[] handles;
        private final MutableInteger fired = new MutableInteger();

        Agrona(int slots) {
            handles = new long[slots];
        }

        @Override
        public void arm(int slot, long deadline) {
            handles[slot] = wheel.scheduleTimer(deadline);
        }

        @Override
        public boolean cancel(int slot) {
            return wheel.cancelTimer(handles[slot]);
        }

        @Override
        public int fire(long now, int limit) {
            fired.set(0);
            while (fired.get() < limit) {
                wheel.poll(
                        now,
                        (unit, at, id) -> {
                            fired.increment();
                            return true;
                        },
                        limit - fired.get());
            }
            return fired.get();
        }
    }

    /** The JDK's; its deadlines are so far away that its thread sleeps. */
    final class Jdk implements TimerPeer {
        private final Runnable task = () -> {};
        private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
        private final ScheduledFuture<?>[] handles;

        Jdk(int slots) {
            executor.setRemoveOnCancelPolicy(true);
            handles = new ScheduledFuture<?>[slots];
        }

        @Override
        public void arm(int slot, long deadline) {
            handles[slot] = executor.schedule(task, deadline, TimeUnit.NANOSECONDS);
        }

        @Override
        public boolean cancel(int slot) {
            return handles[slot].cancel(false);
        }

        @Override
        public int fire(long now, int limit) {
            throw new UnsupportedOperationException("the executor fires on a thread of its own");
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }

    /** A binary heap, which looks through all its timers to cancel one. */
    final class Heap implements TimerPeer {
        private record Timer(long deadline, long order) {}

        private final PriorityQueue<Timer> timers =
                new PriorityQueue<>(Comparator.comparingLong(Timer::deadline).thenComparingLong(Timer::order));
        private final Timer[] handles;
        private long order;

        Heap(int slots) {
            handles = new Timer[slots];
        }

        @Override
        public void arm(int slot, long deadline) {
            Timer timer = new Timer(deadline, order++);
            handles[slot] = timer;
            timers.add(timer);
        }

        @Override
        public boolean cancel(int slot) {
            return timers.remove(handles[slot]);
        }

        @Override
        public int fire(long now, int limit) {
            int fired = 0;
            while (fired < limit && timers.element().deadline <= now) {
                timers.poll();
                fired++;
            }
            return fired;
        }
    }
}
