package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Why both sides of a sleep need their fence. The owner says that it sleeps and then looks for work; a sender publishes work
 * and then looks whether the owner sleeps. Here is that protocol with nothing around it, so that a fence can be left out: when
 * both sides look before the other one's write has become visible, the owner sleeps over the work, and nobody wakes it.
 *
 * <p>That no wake-up is lost with both fences is asserted. That one is lost without is shown where the machine shows it; where
 * it does not, the test is aborted and says so.
 */
class FenceLitmusTest {
    private static final boolean LONG = Boolean.getBoolean("enso.long");
    private static final int ROUNDS_WITH_FENCES = LONG ? 30_000_000 : 300_000;
    private static final long PATIENCE_NANOS = LONG ? 120_000_000_000L : 2_000_000_000L;
    private static final int CELLS = 2048;

    /** Spins for the other thread to come to the same cell; it may be off its CPU for long. */
    private static final int SPINS = 2_000;

    /** Words stand on cache lines of their own. */
    private static final int APART = 32;

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(int[].class);

    /** Which fences stand. */
    enum Fences {
        BOTH,
        SENDER_ONLY,
        OWNER_ONLY,
        NONE
    }

    /** One of the two threads: writes a word, may pass a fence, reads the other one's word. */
    private static final class Side {
        private final int[] mine;
        private final int[] others;
        private final int[] progress;
        private final int self;
        private final boolean fence;
        private final int[] saw = new int[CELLS];
        private final SplittableRandom random;
        private int wasted;

        Side(int[] mine, int[] others, int[] progress, int self, boolean fence) {
            this.mine = mine;
            this.others = others;
            this.progress = progress;
            this.self = self;
            this.fence = fence;
            this.random = new SplittableRandom(self);
        }

        private int at(int side) {
            return (1 + side) * APART;
        }

        /** Waits for the other thread, but not for ever. */
        private void meet(int step) {
            WORDS.setVolatile(progress, at(self), step);
            for (int i = 0; i < SPINS && (int) WORDS.getVolatile(progress, at(1 - self)) < step; i++) {
                Thread.onSpinWait();
            }
        }

        /** Waits for the other thread until it comes. */
        private void join(int step) {
            WORDS.setVolatile(progress, at(self), step);
            while ((int) WORDS.getVolatile(progress, at(1 - self)) < step) {
                Thread.yield();
            }
        }

        void batch(int number) {
            int step = number * (CELLS + 2);
            join(step);
            for (int cell = 0; cell < CELLS; cell++) {
                meet(step + 1 + cell);
                // Lets the two come together in ever new ways.
                for (int i = random.nextInt(32); i > 0; i--) {
                    wasted += i;
                }
                int at = (1 + cell) * APART;
                WORDS.setOpaque(mine, at, 1);
                if (fence) {
                    VarHandle.fullFence();
                }
                saw[cell] = (int) WORDS.getOpaque(others, at);
            }
            join(step + 1 + CELLS);
        }
    }

    private static final class Litmus {
        private final int[] asleep = new int[(CELLS + 2) * APART];
        private final int[] work = new int[(CELLS + 2) * APART];
        private final int[] progress = new int[4 * APART];
        private final boolean stopsAtLoss;
        private final Side owner;
        private final Side sender;
        private volatile boolean over;
        private volatile int counted;
        long rounds;
        long lost;

        Litmus(Fences fences) {
            stopsAtLoss = fences != Fences.BOTH;
            owner = new Side(asleep, work, progress, 0, fences == Fences.BOTH || fences == Fences.OWNER_ONLY);
            sender = new Side(work, asleep, progress, 1, fences == Fences.BOTH || fences == Fences.SENDER_ONLY);
        }

        void run(long atLeast, long nanos) throws InterruptedException {
            Thread thread = new Thread(() -> {
                for (int number = 1; !over; number++) {
                    sender.batch(number);
                    while (counted < number) {
                        Thread.yield();
                    }
                }
            });
            thread.start();
            long start = System.nanoTime();
            for (int number = 1; !over; number++) {
                owner.batch(number);
                count();
                over = rounds >= atLeast || System.nanoTime() - start > nanos || (stopsAtLoss && lost > 0);
                counted = number;
            }
            thread.join();
        }

        private void count() {
            for (int cell = 0; cell < CELLS; cell++) {
                if (owner.saw[cell] == 0 && sender.saw[cell] == 0) {
                    lost++;
                }
            }
            rounds += CELLS;
            Arrays.fill(asleep, 0);
            Arrays.fill(work, 0);
        }
    }

    @Test
    void bothFences_loseNoWakeUp() throws InterruptedException {
        Litmus litmus = new Litmus(Fences.BOTH);
        litmus.run(ROUNDS_WITH_FENCES, PATIENCE_NANOS);
        assertEquals(0, litmus.lost, "of " + litmus.rounds + " rounds");
        assertTrue(litmus.rounds > 0);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOTH")
    void leavingAFenceOut_losesWakeUps(Fences fences) throws InterruptedException {
        Litmus litmus = new Litmus(fences);
        litmus.run(Long.MAX_VALUE, PATIENCE_NANOS);
        assumeTrue(
                litmus.lost > 0,
                () -> "this machine lost nothing with fences=" + fences + " in " + litmus.rounds
                        + " rounds: the two threads may have shared a core");
    }
}
