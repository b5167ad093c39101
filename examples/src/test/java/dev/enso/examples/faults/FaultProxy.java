package dev.enso.examples.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy of blocking sockets, two threads a connection, that passes bytes on as badly as it is told. It listens on a port, and
 * its target is a port or a Unix socket. All that it decides comes from a seed; when things happen does not, as the sockets are
 * real.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BUFFER = 64 << 10;
    private static final int FEW = 100;
    private static final int FATAL_WITHIN = 32 << 10;

    private final ServerSocketChannel listener;
    private final InetSocketAddress address;
    private final SocketAddress target;
    private final SplittableRandom seeds;
    private final Set<Fault> faults;
    private final ConcurrentLinkedQueue<SocketChannel> sockets = new ConcurrentLinkedQueue<>();

    private FaultProxy(SocketAddress target, long seed, Set<Fault> faults) throws IOException {
        this.target = target;
        this.faults = faults;
        seeds = new SplittableRandom(seed);
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        address = (InetSocketAddress) listener.getLocalAddress();
    }

    /** Listens on a port of its own, and passes what comes on to the target. */
    public static FaultProxy start(SocketAddress target, long seed, Fault first, Fault... more) throws IOException {
        FaultProxy proxy = new FaultProxy(target, seed, EnumSet.of(first, more));
        thread("accept", proxy::accept);
        return proxy;
    }

    public InetSocketAddress address() {
        return address;
    }

    private static void thread(String what, Runnable run) {
        Thread thread = new Thread(run, "fault-proxy-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = listener.accept();
                sockets.add(client);
                SocketChannel server = SocketChannel.open(target);
                sockets.add(server);
                sendAtOnce(client);
                sendAtOnce(server);
                Direction there = new Direction(client, server, seeds.split(), true);
                Direction back = new Direction(server, client, seeds.split(), false);
                thread("there", there);
                thread("back", back);
            }
        } catch (IOException e) {
            // Closed, or the target has gone: whoever comes later is refused.
            close();
        }
    }

    private static void sendAtOnce(SocketChannel socket) throws IOException {
        if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (SocketChannel socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("closing a socket failed", e);
        }
    }

    private final class Direction implements Runnable {
        private final SocketChannel from;
        private final SocketChannel to;
        private final SplittableRandom random;
        private final boolean fromClient;
        private final long fatalAt;
        private long passed;

        Direction(SocketChannel from, SocketChannel to, SplittableRandom random, boolean fromClient) {
            this.from = from;
            this.to = to;
            this.random = random;
            this.fromClient = fromClient;
            fatalAt = 1 + random.nextInt(FATAL_WITHIN);
        }

        private boolean happens(Fault fault, int oneIn) {
            return faults.contains(fault) && random.nextInt(oneIn) == 0;
        }

        private boolean isFatal(Fault fault) {
            return fromClient && faults.contains(fault) && passed >= fatalAt;
        }

        @Override
        public void run() {
            try {
                pass();
            } catch (IOException e) {
                // One end has broken: so does the other.
                reset();
            }
        }

        private void pass() throws IOException {
            ByteBuffer bytes = ByteBuffer.allocateDirect(BUFFER);
            while (true) {
                int most = happens(Fault.SHORT, 4) ? 1 + random.nextInt(FEW) : BUFFER;
                int n = from.read(bytes.clear().limit(most));
                if (n < 0 || isFatal(Fault.HALF_CLOSE)) {
                    to.shutdownOutput();
                    return;
                }
                passed += n;
                if (isFatal(Fault.RESET)) {
                    reset();
                    return;
                }
                if (isFatal(Fault.GARBAGE)) {
                    for (int i = 0; i < n; i++) {
                        bytes.put(i, (byte) random.nextInt());
                    }
                }
                int first = happens(Fault.SHORT, 4) ? 1 + random.nextInt(n) : n;
                writeAll(bytes.flip().limit(first));
                if (happens(Fault.DELAY, 32)) {
                    pause(TimeUnit.MILLISECONDS.toNanos(1));
                }
                if (happens(Fault.STALL, 64)) {
                    pause(TimeUnit.MILLISECONDS.toNanos(20));
                }
                writeAll(bytes.limit(n));
            }
        }

        private void writeAll(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        }

        private void pause(long most) {
            LockSupport.parkNanos(1 + random.nextLong(most));
        }

        private void reset() {
            for (SocketChannel socket : new SocketChannel[] {from, to}) {
                try {
                    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                    socket.close();
                } catch (IOException e) {
                    // Closed by the other direction before.
                    continue;
                }
            }
        }
    }
}
