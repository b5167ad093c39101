package dev.enso.examples.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LoadRunTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void paced_neverAsksMoreOftenThanItWasTold() throws Exception {
        try (Enso enso = Enso.builder().reactors(2).start();
                Server server = enso.serve(LOOPBACK, connection -> connection.writeAll(connection.input()))) {
            long start = System.nanoTime();
            LoadRun run = LoadRun.paced(enso, server.address(), 3, 1_000, client -> new EchoDialogue(64));
            Histogram measured = run.measure(Duration.ofMillis(500));
            measured.add(run.finish());
            double seconds = (System.nanoTime() - start) / 1e9;
            assertTrue(measured.getTotalCount() > 0, "nothing was answered");
            // One request more for each client, whose first is due at its start.
            assertTrue(
                    measured.getTotalCount() <= 1_000 * seconds + 3, () -> measured.getTotalCount() + " in " + seconds);
        }
    }

    @Test
    void paced_showsAStallInAllRequestsThatWereMeantForIt() throws Exception {
        AtomicBoolean stalls = new AtomicBoolean(true);
        try (Enso enso = Enso.builder().reactors(1).start();
                Enso clients = Enso.builder().reactors(1).start();
                Server server = enso.serve(
                        LOOPBACK, connection -> new Held(stalls).then(go -> connection.writeAll(connection.input())))) {
            AtomicInteger asked = new AtomicInteger();
            LoadRun run = LoadRun.paced(clients, server.address(), 1, 1_000, client -> new Counting(asked));
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (asked.get() < 200) {
                assertTrue(System.nanoTime() < deadline, () -> "only " + asked + " requests in a minute");
                assertEquals(0, run.measure(Duration.ofMillis(10)).getTotalCount());
            }
            stalls.set(false);
            Histogram after = run.finish();
            // Request 200 was meant for 199 ms after the first, and the stall was longer: so the first waited for at
            // least
            // 199 ms, the second 198, and a hundred of them for at least 99, which a histogram of three digits shows as
            // 98.
            assertTrue(after.getMaxValue() >= 198_000_000, () -> "longest: " + after.getMaxValue());
            long long100 = after.getCountBetweenValues(98_000_000, after.getMaxValue());
            assertTrue(long100 >= 100, () -> "waited for a tenth of a second: " + long100);
        }
    }

    /** Counts its requests. */
    private static final class Counting implements Dialogue {
        private final Dialogue echo = new EchoDialogue(64);
        private final AtomicInteger asked;

        Counting(AtomicInteger asked) {
            this.asked = asked;
        }

        @Override
        public int requestLimit() {
            return echo.requestLimit();
        }

        @Override
        public void ask(ByteBuffer target) {
            echo.ask(target);
            asked.incrementAndGet();
        }

        @Override
        public int answers(ByteBuffer source) throws WrongAnswerException {
            return echo.answers(source);
        }
    }

    /** Not ready while it is told to hold; looks again and again. */
    private static final class Held implements Future<Boolean> {
        private final AtomicBoolean holds;

        Held(AtomicBoolean holds) {
            this.holds = holds;
        }

        @Override
        public Polled poll(Context cx) {
            if (holds.get()) {
                cx.waker().wake();
                return Polled.PENDING;
            }
            return Polled.READY;
        }

        @Override
        public Boolean head() {
            return true;
        }

        @Override
        public Stream<Boolean> tail() {
            return this;
        }

        @Override
        public void close() {}
    }

    @Test
    void echoDialogue_takesWholeMessagesOnly() throws Exception {
        EchoDialogue dialogue = new EchoDialogue(4);
        ByteBuffer bytes = ByteBuffer.allocate(16);
        dialogue.ask(bytes);
        dialogue.ask(bytes);
        bytes.flip().limit(6);
        assertEquals(1, dialogue.answers(bytes));
        assertEquals(2, bytes.remaining());
    }

    @Test
    void echoDialogue_noticesWhatItDidNotSend() {
        ByteBuffer wrong = ByteBuffer.wrap(new byte[] {'a', 'b', 'c', 'x'});
        assertThrows(WrongAnswerException.class, () -> new EchoDialogue(4).answers(wrong));
    }
}
