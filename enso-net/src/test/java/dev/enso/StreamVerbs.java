package dev.enso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import dev.enso.net.ConnectionOptions;
import dev.enso.net.ConnectionState;
import dev.enso.net.Readiness;
import dev.enso.net.RemoteSockets;
import dev.enso.net.Source;
import dev.enso.net.TcpListener;
import dev.enso.net.TcpStream;
import dev.enso.net.UnixListener;
import dev.enso.net.UnixStream;
import dev.enso.reactor.CoreContext;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Streams of both families, a part of {@link SocketVerbs}: the listener wanders, the end that it accepts, and the client, which
 * is a socket or a connection.
 */
final class StreamVerbs {
    private static final int LONGEST = 300;

    private final SocketVerbs sockets;

    StreamVerbs(SocketVerbs sockets) {
        this.sockets = sockets;
    }

    /** What one end of a stream sends to the other. */
    private final class Flow {
        private final int length = sockets.oracle.choose(LONGEST, "bytes of a stream");
        private final ByteBuffer piece = ByteBuffer.allocate(LONGEST);
        /** False for what a connection of Unix sockets sends, which keeps some of it back, and knows no reset. */
        private final boolean resets;

        private int sent;
        private int heard;
        private boolean finished;
        private boolean ended;

        Flow(boolean resets) {
            this.resets = resets;
        }

        private byte byteAt(int position) {
            return (byte) (position * 31 + length);
        }

        boolean hasMore() {
            return sent < length;
        }

        ByteBuffer piece() {
            int count = 1 + sockets.oracle.choose(length - sent, "a piece to be sent");
            piece.clear();
            for (int i = 0; i < count; i++) {
                piece.put(byteAt(sent + i));
            }
            return piece.flip();
        }

        void hear(ByteBuffer bytes, int count) {
            for (int i = 0; i < count; i++) {
                assertEquals(byteAt(heard), bytes.get(), "a byte that was heard");
                heard++;
            }
        }

        /** Whoever sees an end has heard everything, unless he could not be told of a reset. */
        void end(int unread) {
            ended = true;
            if (sockets.hasCuts() && !resets) {
                assertTrue(heard + unread <= sent, "more was heard than was sent");
            } else {
                assertEquals(sent, heard + unread, "bytes of a stream that came to its end");
            }
        }
    }

    private interface Transfer {
        int move(ByteBuffer bytes) throws IOException;
    }

    private interface Finish {
        void run() throws IOException;
    }

    private interface Connect {
        boolean isDone() throws IOException;
    }

    /** One end of a stream, wherever it lives. */
    private record End(
            Source source, Transfer read, Transfer write, Finish finish, Connect connect, Flow out, Flow in) {
        static End of(TcpStream stream, Flow out, Flow in) {
            return new End(stream, stream::read, stream::write, stream::shutdownOutput, stream::finishConnect, out, in);
        }

        static End of(UnixStream stream, Flow out, Flow in) {
            return new End(stream, stream::read, stream::write, stream::shutdownOutput, () -> true, out, in);
        }
    }

    Future<Object> tcp(CoreContext at) throws IOException {
        TcpListener listener = sockets.opened(TcpListener.bind(sockets.transport, sockets.address()));
        TcpStream client = sockets.opened(TcpStream.connect(sockets.transport, listener.localAddress()));
        Flow there = new Flow(true);
        Flow back = new Flow(true);
        return door(at, listener, listener::accept, stream -> End.of(stream, back, there))
                .join(sockets.hand(at, client, talk(End.of(client, there, back))), List::of);
    }

    Future<Object> unix(CoreContext at) throws IOException {
        UnixListener listener = sockets.opened(UnixListener.bind(sockets.transport, sockets.path()));
        UnixStream client = sockets.opened(UnixStream.connect(sockets.transport, listener.localAddress()));
        Flow there = new Flow(true);
        Flow back = new Flow(true);
        return door(at, listener, listener::accept, stream -> End.of(stream, back, there))
                .join(sockets.hand(at, client, talk(End.of(client, there, back))), List::of);
    }

    private SocketVerbs.Work talk(End end) {
        return (at, steps) -> new Talking(at, end, steps);
    }

    private interface Accept<S> {
        @Nullable S next() throws IOException;
    }

    private interface Ends<S> {
        End of(S stream);
    }

    /** Hands a listener over, which accepts one stream wherever it is then. */
    private <S extends Source> Future<Object> door(CoreContext at, Source listener, Accept<S> accept, Ends<S> ends) {
        return sockets.hand(at, listener, (there, steps) -> {
            Accepting<S> accepting = new Accepting<>(there, listener, steps, accept);
            return accepting
                    .then(goesOn -> goesOn
                            ? Future.of(true)
                            : sockets.hand(there, sockets.opened(accepting.accepted), talk(ends.of(accepting.accepted)))
                                    .map(handed -> false))
                    .timeout(SocketVerbs.PATIENCE)
                    .recoverWith(failure -> Future.call(() -> {
                        SocketVerbs.lost(failure);
                        assertTrue(accepting.accepted != null || accept.next() == null, "somebody waits at the door");
                        return false;
                    }));
        });
    }

    private static final class Accepting<S> extends SocketSteps {
        private final Accept<S> accept;
        private S accepted;

        Accepting(CoreContext at, Source listener, int steps, Accept<S> accept) {
            super(at, listener, steps);
            this.accept = accept;
        }

        @Override
        boolean isOver(Context cx, Readiness ready) throws IOException {
            while (left > 0 && ready.pollReadable(cx.waker())) {
                left--;
                accepted = accept.next();
                if (accepted != null) {
                    return true;
                }
                ready.clearReadable();
            }
            return false;
        }
    }

    private static final class Talking extends SocketSteps {
        private final End end;
        private final ByteBuffer buffer = ByteBuffer.allocate(LONGEST);
        private boolean connected;

        Talking(CoreContext at, End end, int steps) {
            super(at, end.source(), steps);
            this.end = end;
        }

        @Override
        boolean isOver(Context cx, Readiness ready) throws IOException {
            while (!connected && left > 0) {
                if (!ready.pollWritable(cx.waker())) {
                    return false;
                }
                connected = end.connect().isDone();
                if (!connected) {
                    left--;
                    ready.clearWritable();
                }
            }
            write(cx, ready);
            read(cx, ready);
            return end.out().finished && end.in().ended;
        }

        private void write(Context cx, Readiness ready) throws IOException {
            Flow out = end.out();
            while (left > 0 && out.hasMore() && ready.pollWritable(cx.waker())) {
                int n = end.write().move(out.piece());
                out.sent += n;
                left--;
                if (n == 0) {
                    ready.clearWritable();
                }
            }
            if (left > 0 && !out.hasMore() && !out.finished) {
                end.finish().run();
                out.finished = true;
            }
        }

        private void read(Context cx, Readiness ready) throws IOException {
            Flow in = end.in();
            while (left > 0 && !in.ended && ready.pollReadable(cx.waker())) {
                int n = end.read().move(buffer.clear());
                left--;
                if (n < 0) {
                    in.end(0);
                } else if (n == 0) {
                    ready.clearReadable();
                } else {
                    in.hear(buffer.flip(), n);
                }
            }
        }
    }

    Future<Object> connection(CoreContext at, boolean unix) throws IOException {
        Flow there = new Flow(!unix);
        Flow back = new Flow(true);
        Future<Object> door;
        SocketAddress address;
        if (unix) {
            UnixListener listener = sockets.opened(UnixListener.bind(sockets.transport, sockets.path()));
            address = listener.localAddress();
            door = door(at, listener, listener::accept, stream -> End.of(stream, back, there));
        } else {
            TcpListener listener = sockets.opened(TcpListener.bind(sockets.transport, sockets.address()));
            address = listener.localAddress();
            door = door(at, listener, listener::accept, stream -> End.of(stream, back, there));
        }
        return door.join(
                Connection.connect(
                                address,
                                ConnectionOptions.defaults().withOutputLimit(1024),
                                connection -> live(connection, there, back, SocketVerbs.HOPS))
                        .recover(SocketVerbs::lost),
                List::of);
    }

    private Future<Object> live(Connection connection, Flow out, Flow in, int hops) {
        return new Conversing(
                        connection,
                        out,
                        in,
                        hops == 0 ? Integer.MAX_VALUE : sockets.oracle.choose(SocketVerbs.STEPS, "steps here"))
                .<Object>then(goesOn -> goesOn
                        ? RemoteSockets.at(sockets.somebody())
                                .move(connection, moved -> live(moved, out, in, hops - 1))
                                .map(reactor -> reactor)
                        : Future.of("over"))
                .recover(SocketVerbs::lost);
    }

    /** As {@link Talking}, and leaves some of what it has received to whoever goes on. */
    private final class Conversing implements Future<Boolean> {
        private final Connection connection;
        private final Flow out;
        private final Flow in;
        private int left;
        private boolean over;

        Conversing(Connection connection, Flow out, Flow in, int steps) {
            this.connection = connection;
            this.out = out;
            this.in = in;
            this.left = steps;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            if (over) {
                return Polled.ENDED;
            }
            while (left > 0 && read(cx) | write(cx)) {
                left--;
            }
            if (isDone()) {
                return Polled.READY;
            }
            if (left > 0) {
                return Polled.PENDING;
            }
            if (connection.state() != ConnectionState.OPEN) {
                left = Integer.MAX_VALUE; // closed in one direction, it stays
                return poll(cx);
            }
            return Polled.READY;
        }

        private boolean read(Context cx) throws Exception {
            Polled polled = in.ended ? Polled.PENDING : connection.input().poll(cx);
            if (polled == Polled.ENDED) {
                in.end(connection.unread());
            } else if (polled == Polled.READY) {
                ByteBuffer head = connection.input().head();
                in.hear(head, sockets.oracle.choose(head.remaining() + 1, "bytes that are used"));
                connection.input().tail();
            }
            return polled != Polled.PENDING;
        }

        /** As long as it may move it doesn't finish before its peer. */
        private boolean write(Context cx) throws Exception {
            if (out.hasMore()) {
                boolean room = connection.pollWritable(cx) == Polled.READY;
                out.sent += room ? connection.write(out.piece()) : 0;
                return room;
            }
            if (!out.finished && (in.ended || left > SocketVerbs.STEPS)) {
                out.finished = true;
                connection.shutdownOutput();
            }
            return false;
        }

        private boolean isDone() {
            return out.finished && in.ended;
        }

        @Override
        public Boolean head() {
            return !isDone();
        }

        @Override
        public Stream<Boolean> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
        }
    }
}
