package dev.enso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.net.Readiness;
import dev.enso.net.Source;
import dev.enso.net.UdpSocket;
import dev.enso.net.UnixDatagram;
import dev.enso.reactor.CoreContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Datagrams with numbers, a part of {@link SocketVerbs}: both sockets wander, and none of the numbers is lost or out of order. */
final class DatagramVerbs {
    private static final int DATAGRAMS = 8;

    private final SocketVerbs sockets;

    DatagramVerbs(SocketVerbs sockets) {
        this.sockets = sockets;
    }

    /** Numbers on their way; none is lost while the receiver is open. */
    private static final class Post {
        private int sent;
        private int heard;
        private long lastSent;

        /** When nothing has come for long. */
        void requireAll(long now) {
            assertTrue(heard == sent || now < lastSent + SocketVerbs.PATIENCE.toNanos() / 2, "a datagram was lost");
        }
    }

    private interface Send {
        boolean isSent(ByteBuffer number) throws IOException;
    }

    private interface Receive {
        @Nullable SocketAddress from(ByteBuffer into) throws IOException;
    }

    Future<Object> udp(CoreContext at) throws IOException {
        UdpSocket receiver = sockets.opened(UdpSocket.bind(sockets.transport, sockets.address()));
        InetSocketAddress address = receiver.localAddress();
        UdpSocket sender = sockets.opened(UdpSocket.bind(sockets.transport, sockets.address()));
        return datagrams(at, receiver, receiver::receiveFrom, sender, number -> sender.sendTo(number, address));
    }

    Future<Object> unix(CoreContext at) throws IOException {
        UnixDomainSocketAddress address = sockets.path();
        UnixDatagram receiver = sockets.opened(UnixDatagram.bind(sockets.transport, address));
        UnixDatagram sender = sockets.opened(UnixDatagram.bind(sockets.transport, sockets.path()));
        return datagrams(at, receiver, receiver::receiveFrom, sender, number -> sender.sendTo(number, address));
    }

    private Future<Object> datagrams(CoreContext at, Source receiver, Receive receive, Source sender, Send send) {
        Post post = new Post();
        Future<Object> received = sockets.hand(
                at,
                receiver,
                (there, steps) -> new Receiving(there, receiver, steps, receive, post)
                        .timeout(SocketVerbs.PATIENCE)
                        .recover(failure -> {
                            SocketVerbs.lost(failure);
                            post.requireAll(there.now());
                            return false;
                        }));
        return received.join(
                sockets.hand(at, sender, (there, steps) -> new Posting(there, sender, steps, send, post)), List::of);
    }

    private static final class Posting extends SocketSteps {
        private final Send send;
        private final Post post;
        private final ByteBuffer buffer = ByteBuffer.allocate(4);

        Posting(CoreContext at, Source sender, int steps, Send send, Post post) {
            super(at, sender, steps);
            this.send = send;
            this.post = post;
        }

        @Override
        boolean isOver(Context cx, Readiness ready) throws IOException {
            while (left > 0 && post.sent < DATAGRAMS && ready.pollWritable(cx.waker())) {
                left--;
                if (send.isSent(buffer.clear().putInt(post.sent).flip())) {
                    post.sent++;
                    post.lastSent = at.now();
                } else {
                    ready.clearWritable();
                }
            }
            return post.sent == DATAGRAMS;
        }
    }

    private static final class Receiving extends SocketSteps {
        private final Receive receive;
        private final Post post;
        private final ByteBuffer buffer = ByteBuffer.allocate(4);

        Receiving(CoreContext at, Source receiver, int steps, Receive receive, Post post) {
            super(at, receiver, steps);
            this.receive = receive;
            this.post = post;
        }

        @Override
        boolean isOver(Context cx, Readiness ready) throws IOException {
            while (left > 0 && post.heard < DATAGRAMS && ready.pollReadable(cx.waker())) {
                left--;
                if (receive.from(buffer.clear()) == null) {
                    ready.clearReadable();
                } else {
                    assertEquals(post.heard, buffer.flip().getInt(), "the next datagram");
                    post.heard++;
                }
            }
            return post.heard == DATAGRAMS;
        }
    }
}
