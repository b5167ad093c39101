package dev.enso.examples.echo;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Interest;
import dev.enso.net.Poll;
import dev.enso.net.Readiness;
import dev.enso.net.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends every datagram back to where it came from: a task on the lower layer, with a socket of its own. While the system
 * takes no more it holds one datagram and reads none, so others wait, or are dropped, in the system's buffer.
 */
final class UdpEcho implements Future<Void> {
    private static final int LARGEST = 65_535;

    private final UdpSocket socket;
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(LARGEST);
    private @Nullable Readiness readiness;

    /** Whose datagram is held; null when none is. */
    private @Nullable InetSocketAddress sender;

    UdpEcho(UdpSocket socket) {
        this.socket = socket;
    }

    @Override
    public Polled poll(Context cx) throws IOException {
        Readiness ready = readiness;
        if (ready == null) {
            ready = cx.service(Poll.class).registry().register(socket, Interest.READABLE.or(Interest.WRITABLE));
            readiness = ready;
        }
        while (cx.spend()) {
            if (sender != null ? !sendBack(ready, cx) : !receive(ready, cx)) {
                return Polled.PENDING;
            }
        }
        return Polled.PENDING;
    }

    private boolean receive(Readiness ready, Context cx) throws IOException {
        if (!ready.pollReadable(cx.waker())) {
            return false;
        }
        try {
            sender = socket.receiveFrom(datagram.clear());
        } catch (SocketException e) {
            // An earlier answer was refused by who had gone: that says nothing of the others.
            System.getLogger("dev.enso.examples").log(System.Logger.Level.DEBUG, "a datagram could not be read", e);
            return true;
        }
        if (sender == null) {
            ready.clearReadable();
        } else {
            datagram.flip();
        }
        return true;
    }

    private boolean sendBack(Readiness ready, Context cx) {
        InetSocketAddress target = sender;
        if (target == null || !ready.pollWritable(cx.waker())) {
            return false;
        }
        try {
            if (!socket.sendTo(datagram, target)) {
                ready.clearWritable();
                return true;
            }
        } catch (IOException e) {
            System.getLogger("dev.enso.examples")
                    .log(System.Logger.Level.DEBUG, "a datagram could not be sent to " + target, e);
        }
        sender = null;
        return true;
    }

    @Override
    public Void head() {
        throw new IllegalStateException("echoing goes on until it is cancelled");
    }

    @Override
    public Stream<Void> tail() {
        throw new IllegalStateException("echoing goes on until it is cancelled");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            System.getLogger("dev.enso.examples").log(System.Logger.Level.DEBUG, "while the socket was closed", e);
        }
    }

    @Override
    public String toString() {
        return "UdpEcho[" + socket.localAddress() + "]";
    }
}
