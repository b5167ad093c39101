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
            LoadRun run = LoadRun.paced(clients, server.address(), 1, 1_000, client -> new EchoDialogue(64));
            Histogram stalled = run.measure(Duration.ofMillis(300));
            assertEquals(0, stalled.getTotalCount());
            stalls.set(false);
            Histogram after = run.finish();
            // Whatever was meant for the stall is recorded with the whole of its wait: at a thousand a second that is
            // not
            // one request but many, and the longest has waited for nearly all of it.
            assertTrue(after.getTotalCount() >= 100, () -> "answers: " + after.getTotalCount());
            assertTrue(after.getMaxValue() >= 250_000_000, () -> "longest: " + after.getMaxValue());
            assertTrue(after.getValueAtPercentile(50) >= 50_000_000, () -> "median: " + after.getValueAtPercentile(50));
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
