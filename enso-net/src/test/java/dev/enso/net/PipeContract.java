package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for pipes on every transport. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class PipeContract {
    private static final Token A = new Token(1);
    private static final Token B = new Token(2);

    private Net net;
    private Pipe.Sender sender;
    private Pipe.Receiver receiver;

    abstract Transport transport();

    @BeforeEach
    void open() throws IOException {
        net = new Net(transport());
        Pipe pipe = Pipe.open(transport());
        sender = net.closing(pipe.sender());
        receiver = net.closing(pipe.receiver());
    }

    @AfterEach
    void close() throws IOException {
        net.close();
    }

    @Test
    void bytes_comeOutAtTheOtherEndWithAnEdge() throws IOException {
        net.registry.register(receiver, A, Interest.READABLE);
        assertEquals(List.of(), net.quiet());
        ByteBuffer into = ByteBuffer.allocateDirect(8);
        assertEquals(0, receiver.read(into));
        for (int round = 0; round < 10; round++) {
            assertEquals(2, sender.write(ByteBuffer.wrap(new byte[] {7, (byte) round})));
            net.untilEvent(A, Ready.READABLE);
            assertEquals(2, receiver.read(into.clear()));
            assertEquals(round, into.get(1));
            assertEquals(0, receiver.read(into));
        }
        ByteBuffer[] three = {ByteBuffer.allocateDirect(1), ByteBuffer.allocateDirect(2)};
        assertEquals(3, sender.write(three, 0, 2));
        ByteBuffer[] rooms = {ByteBuffer.allocate(2), ByteBuffer.allocate(2)};
        assertEquals(3, receiver.read(rooms, 0, 2));
    }

    @Test
    void fullPipe_wouldBlock_andIsWritableAgainWhenItWasRead() throws IOException {
        net.registry.register(sender, A, Interest.WRITABLE);
        ByteBuffer chunk = ByteBuffer.allocateDirect(64 * 1024);
        int total = 0;
        int n = sender.write(chunk);
        while (n > 0) {
            total += n;
            n = sender.write(chunk.clear());
        }
        net.quiet();
        assertEquals(List.of(), net.quiet());
        ByteBuffer into = ByteBuffer.allocateDirect(total);
        net.until(() -> {
            receiver.read(into);
            return !into.hasRemaining();
        });
        net.untilEvent(A, Ready.WRITABLE);
        assertTrue(sender.write(chunk.clear()) > 0);
    }

    @Test
    void closedSender_endsTheStreamBehindTheLastByte() throws IOException {
        net.registry.register(receiver, A, Interest.READABLE);
        sender.write(ByteBuffer.allocateDirect(3));
        sender.close();
        sender.close();
        net.untilEvent(A, Ready.READABLE);
        ByteBuffer into = ByteBuffer.allocate(8);
        assertEquals(3, receiver.read(into));
        net.until(() -> receiver.read(into) < 0);
        assertFalse(sender.isOpen());
        assertThrows(ClosedChannelException.class, () -> sender.write(ByteBuffer.allocate(1)));
    }

    @Test
    void closedReceiver_breaksThePipe() throws IOException {
        net.registry.register(sender, B, Interest.WRITABLE);
        receiver.close();
        assertThrows(IOException.class, () -> sender.write(ByteBuffer.allocateDirect(1)));
        assertThrows(ClosedChannelException.class, () -> receiver.read(ByteBuffer.allocate(1)));
    }
}
