package dev.enso.queues;

import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.enso.channel.Lag;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In steady state a message through a ring costs no garbage, for cursors of every kind, also when they wait. */
class RingAllocationTest {
    private static final int ROUNDS = 10_000;
    private static final int BATCH = 12;

    private final HandContext cx = new HandContext();

    private enum Shape {
        SOLE,
        SHARED
    }

    @ParameterizedTest
    @EnumSource
    void message_costsNoGarbage(Shape shape) {
        Turbine turbine = Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT);
        SlotPublisher<long[]> publisher =
                shape == Shape.SOLE ? turbine.slots(64, () -> new long[1]) : turbine.sharedSlots(64, () -> new long[1]);
        Subscriber<long[]> alone = publisher.subscribe(Subscription.oldest());
        Subscriber<long[]> follower = publisher.subscribe(Subscription.oldest().after(alone));
        Subscriber<long[]> skipping = publisher.subscribe(Subscription.oldest().lag(Lag.SKIP));
        Subscriber<long[]> sharing = skipping.splitByShare();
        List<Subscriber<long[]>> all = List.of(alone, follower, skipping, sharing);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        pass(publisher, all);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5 && least > 0; i++) { // the JVM itself may allocate now and then on this thread
            long before = threads.getCurrentThreadAllocatedBytes();
            pass(publisher, all);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < ROUNDS / 10, least + " bytes for " + ROUNDS * BATCH + " messages");
    }

    private void pass(SlotPublisher<long[]> publisher, List<Subscriber<long[]>> all) {
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < BATCH; i++) {
                check(publisher.claim(1) == 1);
                publisher.slot(0)[0] = i;
                check(publisher.commit(1) == Sent.ACCEPTED);
            }
            publisher.flush();
            for (int i = 0; i < all.size(); i++) {
                Subscriber<long[]> subscriber = all.get(i);
                while (subscriber.poll(cx) == READY) {
                    subscriber.head();
                    subscriber.tail();
                }
                check(subscriber.poll(cx) == PENDING);
            }
        }
    }

    private static void check(boolean expected) {
        if (!expected) {
            throw new AssertionError();
        }
    }
}
