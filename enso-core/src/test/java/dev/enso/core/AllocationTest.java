package dev.enso.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Operators allocate when they are made, not for messages. */
class AllocationTest {
    private static final int MESSAGES = 100_000;

    /** Less than one object in two hundred messages: the run's own fixed cost, and what the JVM allocates by itself. */
    private static final long ALLOWANCE = MESSAGES / 200 * 16;

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Context cx = new TestContext();
    private final Object even = "even";
    private final Object odd = "odd";

    /** Always ready; its messages are made before. */
    private final class Endless implements Stream<Object> {
        private boolean ready;
        private int shown;

        @Override
        public Polled poll(Context cx) {
            ready = true;
            return Polled.READY;
        }

        @Override
        public Object head() {
            return (shown & 1) == 0 ? even : odd;
        }

        @Override
        public Stream<Object> tail() {
            assertTrue(ready);
            ready = false;
            shown++;
            return this;
        }

        @Override
        public void close() {}
    }

    private void assertFree(String name, UnaryOperator<Stream<Object>> operators) throws Exception {
        Stream<Object> stream = operators.apply(new Endless());
        run(stream, 1000);
        long before = thread.getCurrentThreadAllocatedBytes();
        run(stream, MESSAGES);
        long bytes = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < ALLOWANCE, name + " allocated " + bytes + " bytes for " + MESSAGES + " messages");
    }

    private void run(Stream<Object> stream, int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            assertSameState(Polled.READY, stream.poll(cx));
            stream.head();
            stream.tail();
        }
    }

    private static void assertSameState(Polled expected, Polled polled) {
        if (expected != polled) {
            assertEquals(expected, polled);
        }
    }

    @Test
    void operators_allocateNothingPerMessage() throws Exception {
        assertFree("map", s -> s.map(x -> x));
        assertFree("filter", s -> s.filter(x -> x == even));
        assertFree("take", s -> s.take(Long.MAX_VALUE));
        assertFree("takeWhile", s -> s.takeWhile(x -> true));
        assertFree("skip", s -> s.skip(10));
        assertFree("scan", s -> s.scan(even, (a, x) -> x));
        assertFree("copy", s -> s.copy(x -> x));
        assertFree("merge", s -> s.merge(new Endless()));
        assertFree("zip", s -> s.zip(new Endless(), (x, y) -> y));
        assertFree("concat", s -> s.concat(new Endless()));
        assertFree("timeout", s -> s.timeout(Duration.ofSeconds(1)));
        assertFree(
                "map, filter, take", s -> s.map(x -> x).filter(x -> x == even).take(Long.MAX_VALUE));
    }

    @Test
    void folds_allocateNothingPerMessage() throws Exception {
        fold(1000);
        long before = thread.getCurrentThreadAllocatedBytes();
        fold(MESSAGES);
        long bytes = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < ALLOWANCE, bytes + " bytes for " + MESSAGES + " messages");
    }

    private void fold(int messages) throws Exception {
        assertSameState(
                Polled.READY, new Endless().take(messages).forEach(x -> {}).poll(cx));
        assertSameState(
                Polled.READY,
                new Endless().take(messages).fold(even, (a, x) -> x).poll(cx));
    }
}
