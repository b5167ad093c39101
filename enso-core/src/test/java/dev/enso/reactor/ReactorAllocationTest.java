package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What a reactor does over and over allocates nothing. */
class ReactorAllocationTest {
    private static final int WARM_UP = 10_000;
    private static final int ROUNDS = 20_000;

    /**
     * Less than half a byte a round: what measuring costs, and what the JVM allocates on this thread, some hundred bytes at a
     * time, when it links or leaves compiled code. One object in thirty rounds is more.
     */
    private static final long ALLOWANCE = ROUNDS / 2;

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Rig rig = Rig.of(2, builder -> builder.laneCapacity(4));

    private void assertFree(Runnable round) {
        repeat(round, WARM_UP);
        long before = thread.getCurrentThreadAllocatedBytes();
        repeat(round, ROUNDS);
        long bytes = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < ALLOWANCE, bytes + " bytes in " + ROUNDS + " rounds");
        rig.heard.assertNothing();
    }

    private static void repeat(Runnable round, int times) {
        for (int i = 0; i < times; i++) {
            round.run();
        }
    }

    /** A future that never ends and does this in each poll. */
    private abstract static class Endless implements Future<Void> {
        long polls;

        abstract Polled step(Context cx);

        @Override
        public final Polled poll(Context cx) {
            polls++;
            return step(cx);
        }

        @Override
        public final Void head() {
            throw new IllegalStateException();
        }

        @Override
        public final Stream<Void> tail() {
            throw new IllegalStateException();
        }

        @Override
        public final void close() {}
    }

    /** Wakes itself some times and then waits. */
    private static final class SelfWaking extends Endless {
        @Override
        Polled step(Context cx) {
            if (polls % 8 != 0) {
                cx.waker().wake();
            }
            return Polled.PENDING;
        }
    }

    private static final class Waiting extends Endless {
        @Override
        Polled step(Context cx) {
            return Polled.PENDING;
        }
    }

    @Test
    void reschedule_allocatesNothing() {
        Priority[] levels = Priority.values();
        SelfWaking[] works = new SelfWaking[levels.length];
        Task<?>[] tasks = new Task<?>[levels.length];
        for (int i = 0; i < levels.length; i++) {
            works[i] = new SelfWaking();
            tasks[i] = rig.reactor().spawn(TaskOptions.defaults().priority(levels[i]), works[i]);
        }
        assertFree(() -> {
            for (Task<?> task : tasks) {
                task.wake();
            }
            rig.reactor().turn();
        });
        for (SelfWaking work : works) {
            assertTrue(work.polls >= 8 * (WARM_UP + ROUNDS), work.polls + " polls");
        }
    }

    @Test
    void tell_allocatesNothing() {
        int[] sum = new int[1];
        Integer one = 1;
        Address<Integer, int[]> actor = Actor.<Integer, int[]>of(sum, (state, number) -> {
                    state[0] += number;
                    return state;
                })
                .spawnOn(rig.reactor());
        assertFree(() -> {
            for (int i = 0; i < 8; i++) {
                actor.tell(one);
            }
            rig.reactor().turn();
        });
        assertEquals(8 * (WARM_UP + ROUNDS), sum[0]);
    }

    @Test
    void budget_allocatesNothing() {
        Task<Void> task = rig.reactor().spawn(new Endless() {
            @Override
            Polled step(Context cx) {
                if ((polls++ & 1) == 0) {
                    while (cx.spend()) {
                        polls += 2;
                    }
                }
                return Polled.PENDING;
            }
        });
        assertFree(() -> {
            task.wake();
            rig.reactor().turn();
        });
    }

    @Test
    void wakeFromOutside_allocatesNothing() {
        Waiting waiting = new Waiting();
        Task<Void> task = rig.reactor().spawn(waiting);
        rig.settle();
        assertFree(() -> {
            task.wake();
            rig.reactor().turn();
        });
        assertEquals(1 + WARM_UP + ROUNDS, waiting.polls);
    }

    @Test
    void wakeOfAReactorForItsPollers_allocatesNothing() {
        assertFree(() -> {
            rig.reactor().wake();
            rig.reactor().turn();
        });
    }

    @Test
    void messageOverALane_allocatesNothing() {
        long[] delivered = {0};
        Message message = at -> delivered[0]++;
        Bus bus = rig.reactor(0).core().bus();
        Task<Void> task = rig.reactor(0).spawn(new Endless() {
            @Override
            Polled step(Context cx) {
                bus.send(1, message);
                if (polls % 4 != 0) {
                    cx.waker().wake();
                }
                return Polled.PENDING;
            }
        });
        assertFree(() -> {
            task.wake();
            rig.reactor(0).turn();
            rig.reactor(1).turn();
        });
        assertTrue(delivered[0] >= ROUNDS);
    }

    private static final class Ping extends Request {
        long home;

        @Override
        protected Polled serve(CoreContext at) {
            return Polled.READY;
        }

        @Override
        protected void answered(CoreContext at) {
            home++;
            at.bus().request(1, this);
        }
    }

    @Test
    void requestAndAnswer_allocateNothing() {
        Ping ping = new Ping();
        rig.within(0, at -> assertEquals(Sent.ACCEPTED, at.bus().request(1, ping)));
        assertFree(() -> {
            rig.reactor(1).turn();
            rig.reactor(0).turn();
        });
        assertTrue(ping.home >= ROUNDS);
    }

    /** Back-pressure is no exception: under load it is the rule. */
    @Test
    void waitForRoomAndNotice_allocateNothing() {
        Message message = at -> {};
        Bus bus = rig.reactor(0).core().bus();
        for (int i = 0; i < 20; i++) {
            rig.reactor(0).spawn(new Endless() {
                @Override
                Polled step(Context cx) {
                    while (bus.send(1, message) != Sent.FULL) {
                        polls++;
                    }
                    return bus.poll(1, cx);
                }
            });
        }
        assertFree(() -> {
            rig.reactor(0).turn();
            rig.reactor(1).turn();
        });
        assertTrue(bus.sent() >= ROUNDS);
    }

    @Test
    void emptyTurn_allocatesNothing() {
        assertFree(() -> rig.reactor().turn());
    }
}
