package dev.enso.queues;

import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The verb that joins a reader to a writer. */
class LinkTest {
    private final HandContext cx = new HandContext();

    @Test
    void link_carriesInOrderAndPassesBackPressureOn() throws Exception {
        Channel<Integer> a = Queues.spsc(2);
        Channel<Integer> b = Queues.spsc(1);
        Future<Long> link = Queues.link(a.rx(), b.tx());
        assertEquals(PENDING, link.poll(cx));
        int sent = 0;
        while (a.tx().offer(sent) == Sent.ACCEPTED) {
            sent++;
            assertTrue(sent <= 3);
            link.poll(cx);
        }
        assertEquals(3, sent, "one in b, and two in a, of which the link holds one");
        cx.takeWakes();
        List<Integer> read = new ArrayList<>();
        b.rx().drain(read::add, 1);
        assertTrue(cx.takeWakes() > 0);
        while (read.size() < 3) {
            assertEquals(PENDING, link.poll(cx));
            b.rx().drain(read::add, 1);
        }
        assertEquals(List.of(0, 1, 2), read);
        a.tx().close();
        assertEquals(READY, link.poll(cx));
        assertEquals(3, link.head());
        assertTrue(b.isClosed());
    }

    @Test
    void readerThatLeaves_closesTheSourceAtTheNextMessage() throws Exception {
        Channel<Integer> a = Queues.spsc(2);
        Channel<Integer> b = Queues.spsc(1);
        Future<Long> link = Queues.link(a.rx(), b.tx());
        assertEquals(PENDING, link.poll(cx));
        b.rx().close();
        a.tx().offer(1);
        assertEquals(READY, link.poll(cx));
        assertEquals(0, link.head());
        assertTrue(a.isClosed());
        assertEquals(1, a.account().dropped());
    }

    @Test
    void linkThatIsClosed_closesBothSides() {
        Channel<Integer> a = Queues.spsc(2);
        Channel<Integer> b = Queues.spsc(1);
        Future<Long> link = Queues.link(a.rx(), b.tx());
        link.close();
        assertTrue(a.isClosed());
        assertTrue(b.isClosed());
    }

    @Test
    void lanes_letLinksMeetAndEndAlone() throws Exception {
        Lanes<Integer> lanes = Queues.sub(8, 2);
        Channel<Integer> a = Queues.spsc(4);
        Channel<Integer> b = Queues.spsc(4);
        Future<Long> one = Queues.link(a.rx(), lanes.open());
        Future<Long> other = Queues.link(b.rx(), lanes.open());
        a.tx().offer(1);
        a.tx().close();
        b.tx().offer(2);
        assertEquals(READY, one.poll(cx));
        assertEquals(PENDING, other.poll(cx));
        List<Integer> read = new ArrayList<>();
        lanes.rx().drain(read::add, 9);
        assertEquals(List.of(1, 2), read);
        assertFalse(b.isClosed());
    }

    @Test
    void messagesInPlace_areCopiedByAPipeAndRefusedByOthers() throws Exception {
        Pipe pipe = Pipe.onHeap(Driver.SPSC, 1024);
        Channel<ByteBuffer> references = Queues.spsc(4);
        Sender<ByteBuffer> tx = references.tx();
        String message = assertThrows(IllegalStateException.class, () -> Queues.link(pipe.rx(), tx))
                .getMessage();
        assertTrue(message.contains("copy(fn)"), message);
        Pipe other = Pipe.onHeap(Driver.SPSC, 1024);
        pipe.tx().offer(ByteBuffer.allocate(8).putLong(0, 5));
        pipe.tx().close();
        assertEquals(READY, Queues.link(pipe.rx(), other.tx()).poll(cx));
        assertEquals(READY, other.rx().poll(cx));
        assertEquals(5, other.rx().head().getLong());
    }
}
