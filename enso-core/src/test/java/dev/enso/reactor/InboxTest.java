package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** Many producers, one consumer, no bound. */
class InboxTest {
    private static final int STRESS = Boolean.getBoolean("enso.long") ? 3_000_000 : 50_000;

    private final Inbox inbox = new Inbox();

    private static final class Element extends Inbound {
        final int producer;
        int number;

        Element(int producer, int number) {
            this.producer = producer;
            this.number = number;
        }

        @Override
        void arrive() {}

        @Override
        public String toString() {
            return producer + ":" + number;
        }
    }

    private static Element element(int number) {
        return new Element(0, number);
    }

    @Test
    void pop_ofAnEmptyInboxAnswersNull() {
        assertTrue(inbox.isEmpty());
        assertNull(inbox.pop());
        assertNull(inbox.pop());
        assertTrue(inbox.isEmpty());
    }

    @Test
    void pop_answersInTheOrderOfThePushes() {
        for (int i = 0; i < 100; i++) {
            inbox.push(element(i));
        }
        assertFalse(inbox.isEmpty());
        for (int i = 0; i < 100; i++) {
            assertFalse(inbox.isEmpty());
            assertEquals(i, ((Element) inbox.pop()).number);
        }
        assertNull(inbox.pop());
        assertTrue(inbox.isEmpty());
    }

    @Test
    void element_thatIsOutMayBePushedAgain() {
        Element one = element(1);
        Element two = element(2);
        for (int i = 0; i < 10; i++) {
            inbox.push(one);
            assertSame(one, inbox.pop());
            inbox.push(one);
            inbox.push(two);
            assertSame(one, inbox.pop());
            inbox.push(one);
            assertSame(two, inbox.pop());
            assertSame(one, inbox.pop());
            assertNull(inbox.pop());
            assertTrue(inbox.isEmpty());
        }
    }

    /** Any mixture of pushes and pops by one thread behaves like a queue. */
    @Test
    void anyOrderOfPushesAndPops_isAQueue() {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ArrayDeque<Inbound> model = new ArrayDeque<>();
            Inbox queue = new Inbox();
            for (int step = 0; step < 2000; step++) {
                if (random.nextInt(100) < 50) {
                    Element next = element(step);
                    queue.push(next);
                    model.add(next);
                } else {
                    assertSame(model.poll(), queue.pop(), "seed " + seed + ", step " + step);
                }
                assertEquals(model.isEmpty(), queue.isEmpty(), "seed " + seed + ", step " + step);
            }
        }
    }

    @Test
    void manyProducers_loseAndDoubleNothingAndKeepTheirOrder() throws Exception {
        int producers = 4;
        CountDownLatch go = new CountDownLatch(1);
        Thread[] threads = new Thread[producers];
        // Each producer owns few elements and may push one again only when it is out: reuse is what the inbox is for.
        int pool = 128;
        AtomicIntegerArray free = new AtomicIntegerArray(producers * pool);
        for (int p = 0; p < producers; p++) {
            int producer = p;
            threads[p] = new Thread(() -> {
                SplittableRandom random = new SplittableRandom(producer);
                Element[] elements = new Element[pool];
                for (int i = 0; i < pool; i++) {
                    elements[i] = new Element(producer * pool + i, -1);
                }
                await(go);
                for (int number = 0; number < STRESS; number++) {
                    int i = number % pool;
                    while (free.get(producer * pool + i) != 0) {
                        Thread.onSpinWait();
                        Thread.yield();
                    }
                    elements[i].number = number;
                    free.set(producer * pool + i, 1);
                    inbox.push(elements[i]);
                    if (random.nextInt(64) == 0) {
                        Thread.yield();
                    }
                }
            });
            threads[p].start();
        }
        go.countDown();
        int[] next = new int[producers];
        long left = (long) producers * STRESS;
        long start = System.nanoTime();
        while (left > 0) {
            Element element = (Element) inbox.pop();
            if (element == null) {
                assertTrue(
                        System.nanoTime() - start
                                < Waiting.LIMIT.toNanos() * (Boolean.getBoolean("enso.long") ? 20 : 1),
                        left + " elements never came");
                Thread.yield();
                continue;
            }
            assertFalse(element.number < 0);
            int producer = element.producer / pool;
            assertEquals(next[producer]++, element.number, "producer " + producer);
            free.set(element.producer, 0);
            left--;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertNull(inbox.pop());
        assertTrue(inbox.isEmpty());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
