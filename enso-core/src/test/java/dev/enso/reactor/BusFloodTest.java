package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All reactors flood each other, in both directions and themselves, over lanes that are nearly always full. Nothing is lost,
 * nothing is doubled, each lane keeps its order, each request comes home, and nobody waits for ever.
 */
@Timeout(120)
class BusFloodTest {
    private static final boolean LONG = Boolean.getBoolean("enso.long");
    private static final int SEEDS = LONG ? 2_000 : 40;
    private static final int MESSAGES_BY_HAND = 60;
    private static final int MESSAGES_BY_THREADS = LONG ? 200_000 : 3_000;

    /** Tasks on each reactor that send to each reactor: messages and requests in turn, each lane in order. */
    private static final class Flood {
        private final int reactors;
        private final int messages;
        private final Reactors group;
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger delivered = new AtomicInteger();
        final AtomicInteger home = new AtomicInteger();
        final List<Task<String>> tasks = new ArrayList<>();

        Flood(Reactors group, int messages) {
            this.group = group;
            this.reactors = group.size();
            this.messages = messages;
        }

        void start() {
            for (int from = 0; from < reactors; from++) {
                for (int to = 0; to < reactors; to++) {
                    running.incrementAndGet();
                    tasks.add(group.get(from).spawn(from + " to " + to, sender(from, to)));
                }
            }
        }

        private Probe sender(int from, int to) {
            int[] next = {0};
            int[] expected = {0};
            int[] answers = {0};
            Bus bus = group.get(from).core().bus();
            return new Probe((self, cx) -> {
                while (next[0] < messages) {
                    int number = next[0];
                    Sent sent = (number & 1) == 0
                            ? bus.send(to, at -> {
                                assertEquals(expected[0]++, number, from + " to " + to);
                                assertEquals(to, at.index());
                                delivered.incrementAndGet();
                            })
                            : bus.request(to, new Ask(number, from, to, expected, answers, self));
                    if (sent == Sent.FULL) {
                        return bus.poll(to, cx);
                    }
                    assertEquals(Sent.ACCEPTED, sent);
                    next[0]++;
                    if (!cx.spend()) {
                        return Polled.PENDING;
                    }
                }
                if (answers[0] < messages / 2) {
                    return Polled.PENDING;
                }
                running.decrementAndGet();
                return Polled.READY;
            });
        }

        /** Served at once, or by a task of the target some polls later. */
        private final class Ask extends Request {
            private final int number;
            private final int from;
            private final int to;
            private final int[] expected;
            private final int[] answers;
            private final Probe sender;

            Ask(int number, int from, int to, int[] expected, int[] answers, Probe sender) {
                this.number = number;
                this.from = from;
                this.to = to;
                this.expected = expected;
                this.answers = answers;
                this.sender = sender;
            }

            @Override
            protected Polled serve(CoreContext at) {
                assertEquals(expected[0]++, number, from + " to " + to);
                assertEquals(to, at.index());
                delivered.incrementAndGet();
                if (number % 3 != 0) {
                    return Polled.READY;
                }
                at.reactor().spawn(new Probe((self, cx) -> {
                    cx.waker().wake();
                    if (self.polls < 3) {
                        return Polled.PENDING;
                    }
                    answer();
                    return Polled.READY;
                }));
                return Polled.PENDING;
            }

            @Override
            protected void answered(CoreContext at) {
                assertEquals(from, at.index());
                assertEquals(null, failure());
                home.incrementAndGet();
                answers[0]++;
                sender.waker.wake();
            }
        }

        void assertComplete() {
            int all = reactors * reactors * messages;
            assertEquals(all, delivered.get());
            assertEquals(all / 2, home.get());
            for (Task<String> task : tasks) {
                assertTrue(task.isDone(), task.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void reactorsTurnedInAnyOrder_deliverEverything(int capacity) {
        for (long seed = 0; seed < SEEDS; seed++) {
            int reactors = 2 + (int) (seed % 3);
            Rig rig = Rig.of(reactors, builder -> builder.laneCapacity(capacity).lanes(ExactLane.factory()));
            Flood flood = new Flood(rig.group, MESSAGES_BY_HAND);
            flood.start();
            SplittableRandom random = new SplittableRandom(seed);
            // Some turn seldom: the others run into their full lanes again and again.
            int lazy = random.nextInt(reactors);
            int turns = 0;
            while (flood.running.get() > 0) {
                int index = random.nextInt(reactors);
                if (index != lazy || random.nextInt(10) == 0) {
                    rig.reactor(index).turn();
                }
                String where = "seed " + seed + ", capacity " + capacity;
                assertTrue(++turns < 200_000, where + ": " + flood.delivered.get() + " delivered, and no end");
            }
            rig.settle();
            flood.assertComplete();
            rig.heard.assertNothing();
            assertTrue(rig.group.close(Duration.ZERO).isClean());
        }
    }

    /** When nobody but one turns, its senders sleep; nothing spins on a full lane. */
    @Test
    void senders_sleepWhileTheirTargetsDoNothing() {
        Rig rig = Rig.of(3, builder -> builder.laneCapacity(2).lanes(ExactLane.factory()));
        Flood flood = new Flood(rig.group, MESSAGES_BY_HAND);
        flood.start();
        int turns = 0;
        while (rig.reactor(0).turn() > 0) {
            assertTrue(++turns < 2_000, "reactor 0 goes on and on alone");
        }
        rig.settle();
        flood.assertComplete();
        rig.heard.assertNothing();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void reactorsWithThreads_deliverEverything(int capacity) {
        Heard heard = new Heard();
        Reactors group = Reactors.builder()
                .count(3)
                .name("flood")
                .affinity(Affinity.none())
                .laneCapacity(capacity)
                .lanes(ExactLane.factory())
                .idle(Idle.backoff(4, 1))
                .stallAfter(Duration.ZERO)
                .failures(heard)
                .start();
        Flood flood = new Flood(group, MESSAGES_BY_THREADS);
        flood.start();
        Waiting.until(
                () -> "the end; " + flood.delivered.get() + " delivered, " + flood.home.get() + " answered, "
                        + heard.failures() + ", " + group,
                () -> flood.running.get() == 0);
        assertTrue(group.close(Duration.ofSeconds(60)).isClean());
        heard.assertNothing();
        flood.assertComplete();
    }
}
