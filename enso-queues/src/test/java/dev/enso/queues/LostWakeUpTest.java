package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The race between a half that falls asleep and the other that has something for it, round after round, both at once. A
 * wake-up is lost when the one was told PENDING, the other is done, and nobody has woken. No clock decides that: the other
 * says when it is done.
 */
class LostWakeUpTest {
    private static final Duration TIME =
            Boolean.getBoolean("enso.long") ? Duration.ofSeconds(20) : Duration.ofMillis(60);

    static List<Kind> kinds() {
        return Kind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void offer_losesNoWakeUp(Kind kind) throws Exception {
        assertEquals(0, new Race(new OfferWakes(kind.create(4))).run(TIME, Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void flush_losesNoWakeUp(Kind kind) throws Exception {
        var sides = new OfferWakes(kind.create(4)) {
            @Override
            public void act(int round) {
                channel.tx().append(round);
                channel.tx().flush();
            }
        };
        assertEquals(0, new Race(sides).run(TIME, Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void tail_losesNoWakeUp(Kind kind) throws Exception {
        assertEquals(0, new Race(new TailWakes(kind.create(1))).run(TIME, Integer.MAX_VALUE));
    }

    /** What these tests are worth: the same sender without its fence is caught. */
    @Test
    void senderWithoutItsFence_losesWakeUps() throws Exception {
        Channel<Integer> channel = Queues.VEC.create(Driver.SPSC, 4);
        Shared<?> shared = (Shared<?>) channel.account();
        var sides = new OfferWakes(channel) {
            @Override
            public void act(int round) {
                channel.tx().append(round);
                shared.ring();
            }
        };
        int lost = new Race(sides).run(Duration.ofSeconds(15), 1);
        assumeTrue(lost > 0, "this machine never ran the two threads at the same time");
    }

    /** The two halves in one round. */
    private interface Sides {
        /** The half that may have to wait. */
        Polled fallAsleep(Context cx);

        /** The other, on its own thread. */
        void act(int round);

        /** Back to where the round began. */
        void reset(int round);
    }

    private static class OfferWakes implements Sides {
        final Channel<Integer> channel;
        private final Context idle = new HandContext();

        OfferWakes(Channel<Integer> channel) {
            this.channel = channel;
        }

        @Override
        public Polled fallAsleep(Context cx) {
            return channel.rx().poll(cx);
        }

        @Override
        public void act(int round) {
            channel.tx().offer(round);
        }

        @Override
        public void reset(int round) {
            assertEquals(Polled.READY, channel.rx().poll(idle));
            assertEquals(round, channel.rx().head());
            channel.rx().tail();
        }
    }

    private static final class TailWakes implements Sides {
        private final Channel<Integer> channel;
        private final Context idle = new HandContext();

        TailWakes(Channel<Integer> channel) {
            this.channel = channel;
            reset(0);
        }

        @Override
        public Polled fallAsleep(Context cx) {
            return channel.tx().poll(cx);
        }

        @Override
        public void act(int round) {
            channel.rx().tail();
        }

        @Override
        public void reset(int round) {
            channel.tx().offer(round);
            assertEquals(Polled.READY, channel.rx().poll(idle));
        }
    }

    private static final class Race {
        private final Sides sides;
        private final Context cx = new WakerContext(() -> woken = true);
        private volatile int go;
        private volatile int done;
        private volatile boolean woken;
        private volatile boolean over;

        Race(Sides sides) {
            this.sides = sides;
        }

        /** Runs for a time, or until enough is lost. */
        int run(Duration time, int enough) throws Exception {
            Thread other = new Thread(this::actInEveryRound);
            other.start();
            long end = System.nanoTime() + time.toNanos();
            int lost = 0;
            try {
                for (int round = 1; lost < enough && System.nanoTime() < end; round++) {
                    woken = false;
                    go = round;
                    pause(round * 7 % 31);
                    Polled polled = sides.fallAsleep(cx);
                    waitUntilDone(round);
                    if (polled == Polled.PENDING && !woken) {
                        lost++;
                    }
                    sides.reset(round);
                }
            } finally {
                over = true;
                other.join(TimeUnit.SECONDS.toMillis(20));
            }
            return lost;
        }

        private void waitUntilDone(int round) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            for (int looks = 1; done != round; looks++) {
                if (looks % 1024 == 0) {
                    assertTrue(System.nanoTime() < deadline, "the other side does not answer");
                    Thread.yield();
                }
                Thread.onSpinWait();
            }
        }

        private void actInEveryRound() {
            int last = 0;
            for (int looks = 1; !over; looks++) {
                int round = go;
                if (round != last) {
                    pause(round * 5 % 37);
                    sides.act(round);
                    done = round;
                    last = round;
                    looks = 0;
                } else if (looks % 1024 == 0) {
                    Thread.yield();
                } else {
                    Thread.onSpinWait();
                }
            }
        }

        private static void pause(int looks) {
            for (int i = 0; i < looks; i++) {
                Thread.onSpinWait();
            }
        }
    }
}
