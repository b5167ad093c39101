package dev.enso.queues;

import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.enso.channel.Channel;
import dev.enso.channel.Sent;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In steady state a message costs no garbage, also when the receiver waits for each batch. */
class AllocationTest {
    private static final int ROUNDS = 20_000;
    private static final int BATCH = 12;

    private final Object message = new Object();
    private final HandContext cx = new HandContext();

    static List<Kind> kinds() {
        return Kind.carryingReferences();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void message_costsNoGarbage(Kind kind) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Channel<Object> channel = kind.create(1024);
        pass(channel); // grows what grows
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5 && least > 0; i++) { // the JVM itself may allocate now and then on this thread
            long before = threads.getCurrentThreadAllocatedBytes();
            pass(channel);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < ROUNDS / 10, least + " bytes for " + ROUNDS * BATCH + " messages");
    }

    private void pass(Channel<Object> channel) {
        for (int round = 0; round < ROUNDS; round++) {
            check(channel.rx().poll(cx) == PENDING);
            for (int i = 0; i < BATCH; i++) {
                check((i == 0 ? channel.tx().offer(message) : channel.tx().append(message)) == Sent.ACCEPTED);
            }
            channel.tx().flush();
            for (int i = 0; i < BATCH; i++) {
                check(channel.rx().poll(cx) == READY);
                check(channel.rx().head() == message);
                channel.rx().tail();
            }
        }
        assertEquals(0, channel.rx().size());
    }

    private static void check(boolean expected) {
        if (!expected) {
            throw new AssertionError();
        }
    }
}
