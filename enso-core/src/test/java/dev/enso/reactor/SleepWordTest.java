package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SleepWordTest {
    private final SleepWord word = new SleepWord();

    @Test
    void sender_doesNothingWhileTheOwnerIsAwake() {
        assertFalse(word.sleeps());
        assertFalse(word.claimWake());
        assertFalse(word.claimWake());
    }

    @Test
    void sender_wakesASleeperOnce() {
        word.fallAsleep();
        assertTrue(word.sleeps());
        assertTrue(word.claimWake());
        assertFalse(word.claimWake());
        assertTrue(word.sleeps(), "until the owner says otherwise");
        word.wakeUp();
        assertFalse(word.sleeps());
        assertFalse(word.claimWake());
    }

    @Test
    void owner_whoseLastLookFoundSomethingNeedsNoWake() {
        word.fallAsleep();
        word.wakeUp();
        assertFalse(word.claimWake());
    }

    @Test
    void everySleep_mayBeEndedOnce() {
        for (int i = 0; i < 3; i++) {
            word.fallAsleep();
            assertTrue(word.claimWake());
            word.wakeUp();
        }
    }

    @Test
    void manySenders_ofOneSleepHaveOneWinner() throws Exception {
        int senders = 3;
        int rounds = 20_000;
        AtomicInteger winners = new AtomicInteger();
        CyclicBarrier barrier = new CyclicBarrier(senders, () -> {
            if (word.sleeps()) {
                assertEquals(1, winners.getAndSet(0));
                word.wakeUp();
            }
            word.fallAsleep();
        });
        Thread[] threads = new Thread[senders];
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < senders; i++) {
            threads[i] = new Thread(() -> {
                try {
                    for (int round = 0; round < rounds; round++) {
                        barrier.await();
                        if (word.claimWake()) {
                            winners.incrementAndGet();
                        }
                    }
                } catch (Exception e) {
                    failed.incrementAndGet();
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, failed.get());
        assertEquals(1, winners.get());
    }
}
