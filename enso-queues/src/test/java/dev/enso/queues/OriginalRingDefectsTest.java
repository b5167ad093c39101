package dev.enso.queues;

import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Publisher;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Defects that the ring of the original had, each with the test that keeps it out. */
@ParameterizedClass(name = "{0}")
@EnumSource(Publishing.class)
class OriginalRingDefectsTest {
    @Parameter
    Publishing publishing;

    private final HandContext cx = new HandContext();

    private Publisher<Long> publisher(int capacity) {
        return Turbine.bestAt(publishing).pub(capacity);
    }

    /** Subscribing raced with readers and the writer: a new cursor could be overrun before anybody knew of it. */
    @Test
    void subscribingWhileOthersReadAndWrite_isSafe() throws Exception {
        Publisher<Long> publisher = publisher(4);
        Subscriber<Long> reader = publisher.subscribe(Subscription.oldest());
        Thread busy = new Thread(() -> {
            HandContext hands = new HandContext();
            for (long next = 0; next < 50_000; ) {
                if (publisher.offer(next) == Sent.ACCEPTED) {
                    next++;
                } else {
                    Thread.yield();
                }
                while (reader.poll(hands) == READY) {
                    reader.tail();
                }
            }
            publisher.close();
        });
        busy.start();
        try {
            while (true) {
                Subscriber<Long> late = publisher.subscribe(Subscription.oldest());
                long expected = late.position();
                for (int i = 0; i < 3 && late.poll(cx) == READY; i++) {
                    assertEquals(expected++, late.head());
                    late.tail();
                }
                late.close();
            }
        } catch (IllegalStateException closed) {
            assertTrue(closed.getMessage().contains("closed"), closed.getMessage());
        }
        busy.join(TimeUnit.SECONDS.toMillis(60));
        assertEquals(50_000, publisher.position());
    }

    /** There was no way to unsubscribe: one dead reader stalled the writer. */
    @Test
    void readerThatLeaves_isWaitedForNoLonger() {
        Publisher<Long> publisher = publisher(2);
        Subscriber<Long> alive = publisher.subscribe(Subscription.oldest());
        Subscriber<Long> dead = publisher.subscribe(Subscription.oldest());
        for (long next = 0; next < 10; next++) {
            if (next == 2) {
                assertEquals(Sent.FULL, publisher.offer(next));
                dead.close();
            }
            assertEquals(Sent.ACCEPTED, publisher.offer(next));
            assertEquals(READY, alive.poll(cx));
            assertEquals(next, alive.head());
            alive.tail();
        }
    }

    /** A commit without a receive rewound a late cursor. */
    @Test
    void commitWithoutAClaim_movesNothing() {
        Publisher<Long> publisher = publisher(4);
        Subscriber<Long> early = publisher.subscribe(Subscription.oldest());
        publisher.offer(0L);
        Subscriber<Long> late = publisher.subscribe(Subscription.latest());
        publisher.offer(1L);
        assertEquals(1, late.position());
        assertThrows(IndexOutOfBoundsException.class, () -> late.commit(1));
        assertThrows(IllegalStateException.class, late::tail);
        late.commit(0);
        assertEquals(1, late.position());
        assertEquals(0, early.position());
        assertEquals(1, late.claim(5));
        assertThrows(IndexOutOfBoundsException.class, () -> late.commit(2));
        assertThrows(IndexOutOfBoundsException.class, () -> late.commit(-1));
        late.commit(1);
        assertEquals(2, late.position());
    }

    /** A batch overran the end of the ring. */
    @Test
    void batchAcrossTheEnd_overrunsNothing() {
        SlotPublisher<long[]> publisher = Turbine.bestAt(publishing).slots(8, () -> new long[1]);
        Subscriber<long[]> reader = publisher.subscribe(Subscription.oldest());
        long next = 0;
        long read = 0;
        for (int batch = 0; batch < 40; batch++) {
            int size = 1 + batch * 5 % 8;
            assertEquals(size, publisher.claim(size));
            for (int i = 0; i < size; i++) {
                publisher.slot(i)[0] = next++;
            }
            publisher.commit(size);
            assertEquals(size, reader.claim(8));
            for (int i = 0; i < size; i++) {
                assertEquals(read++, reader.at(i)[0]);
            }
            reader.commit(size);
        }
        assertEquals(8, publisher.claim(Integer.MAX_VALUE), "a claim is never longer than the ring");
    }

    /** A ring without readers overwrote silently. */
    @Test
    void ringWithoutReaders_refusesInsteadOfOverwriting() {
        Publisher<Long> publisher = publisher(4);
        for (long i = 0; i < 4; i++) {
            assertEquals(Sent.ACCEPTED, publisher.offer(i));
        }
        for (long i = 4; i < 1000; i++) {
            assertEquals(Sent.FULL, publisher.offer(i));
        }
        Subscriber<Long> first = publisher.subscribe(Subscription.oldest());
        for (long i = 0; i < 4; i++) {
            assertEquals(READY, first.poll(cx));
            assertEquals(i, first.head());
            first.tail();
        }
        assertEquals(PENDING, first.poll(cx));
    }
}
