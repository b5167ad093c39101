package dev.enso.queues;

import static dev.enso.core.Polled.READY;
import static dev.enso.queues.ChannelContractTest.assertBalance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.enso.channel.Channel;
import dev.enso.channel.Sent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Defects that the queues of the original had, each with the test that keeps it out. */
@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
class OriginalDefectsTest {
    @Parameter
    Kind kind;

    private final HandContext cx = new HandContext();

    static List<Kind> kinds() {
        return Kind.withRings();
    }

    /** The bus dropped silently when it was full. */
    @Test
    void fullQueue_neverDropsSilently() throws Exception {
        Channel<Integer> channel = kind.create(3);
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            switch (channel.tx().offer(accepted)) {
                case ACCEPTED -> accepted++;
                case FULL -> {
                    refused++;
                    assertEquals(READY, channel.rx().poll(cx));
                    channel.rx().tail();
                }
                default -> throw new AssertionError("the channel is open");
            }
        }
        assertEquals(100, accepted + refused);
        assertBalance(channel, accepted, refused, 0, accepted - refused);
    }

    /** One dead reader stalled the writer for good. */
    @Test
    void readerThatIsGone_doesNotStallTheWriter() throws Exception {
        Channel<Integer> channel = kind.create(2);
        channel.tx().offer(1);
        channel.tx().offer(2);
        assertEquals(Sent.FULL, channel.tx().offer(3));
        channel.rx().close();
        assertEquals(Sent.CLOSED, channel.tx().offer(3));
        assertBalance(channel, 2, 0, 2, 0);
    }

    /** A commit without a receive rewound a late cursor. */
    @Test
    void tailWithoutAHead_isRefusedAndMovesNothing() throws Exception {
        Channel<Integer> channel = kind.create(4);
        channel.tx().offer(1);
        channel.tx().offer(2);
        assertThrows(IllegalStateException.class, () -> channel.rx().tail());
        channel.rx().poll(cx);
        channel.rx().tail();
        assertThrows(IllegalStateException.class, () -> channel.rx().tail());
        assertEquals(READY, channel.rx().poll(cx));
        assertEquals(2, channel.rx().head());
        assertBalance(channel, 2, 1, 0, 1);
    }

    /** A batch overran the end of the ring. */
    @Test
    void batchAcrossTheEnd_overrunsNothing() throws Exception {
        Channel<Integer> channel = kind.create(8);
        int next = 0;
        int read = 0;
        for (int batch = 1; batch <= 40; batch++) {
            int size = 1 + batch % 8;
            for (int i = 0; i < size; i++) {
                assertEquals(Sent.ACCEPTED, channel.tx().append(next++));
            }
            channel.tx().flush();
            for (int i = 0; i < size; i++) {
                assertEquals(READY, channel.rx().poll(cx));
                assertEquals(read++, channel.rx().head());
                channel.rx().tail();
            }
        }
        assertBalance(channel, next, read, 0, 0);
    }

    /** A ring without readers overwrote silently. */
    @Test
    void queueThatNobodyReads_refusesInsteadOfOverwriting() throws Exception {
        Channel<Integer> channel = kind.create(4);
        for (int i = 0; i < 4; i++) {
            assertEquals(Sent.ACCEPTED, channel.tx().offer(i));
        }
        for (int i = 4; i < 1000; i++) {
            assertEquals(Sent.FULL, channel.tx().offer(i));
        }
        for (int i = 0; i < 4; i++) {
            assertEquals(READY, channel.rx().poll(cx));
            assertEquals(i, channel.rx().head());
            channel.rx().tail();
        }
    }
}
