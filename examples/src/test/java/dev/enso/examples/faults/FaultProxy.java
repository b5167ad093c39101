package dev.enso.examples.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy of blocking sockets, two threads a connection, that passes bytes on as badly as it is told. All that it decides
 * comes from a seed; when things happen does not, as the sockets are real.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BUFFER = 64 << 10;
    private static final int FEW = 100;
    private static final int FATAL_WITHIN = 32 << 10;

    private final ServerSocket listener;
    private final SocketAddress target;
    private final SplittableRandom seeds;
    private final Set<Fault> faults;
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();

    private FaultProxy(SocketAddress target, long seed, Set<Fault> faults) throws IOException {
        this.target = target;
        this.faults = faults;
        seeds = new SplittableRandom(seed);
        listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    }

    /** Listens on a port of its own, and passes what comes on to the target. */
    public static FaultProxy start(SocketAddress target, long seed, Fault first, Fault... more) throws IOException {
        FaultProxy proxy = new FaultProxy(target, seed, EnumSet.of(first, more));
        thread("accept", proxy::accept);
        return proxy;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    private static void thread(String what, Runnable run) {
        Thread thread = new Thread(run, "fault-proxy-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                Socket server = new Socket();
                sockets.add(server);
                server.connect(target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
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

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("closing a socket failed", e);
        }
    }

    private final class Direction implements Runnable {
        private final Socket from;
        private final Socket to;
        private final SplittableRandom random;
        private final boolean fromClient;
        private final long fatalAt;
        private long passed;

        Direction(Socket from, Socket to, SplittableRandom random, boolean fromClient) {
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
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            while (true) {
                int most = happens(Fault.SHORT, 4) ? 1 + random.nextInt(FEW) : BUFFER;
                int n = in.read(buffer, 0, most);
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
                        buffer[i] = (byte) random.nextInt();
                    }
                }
                int first = happens(Fault.SHORT, 4) ? 1 + random.nextInt(n) : n;
                out.write(buffer, 0, first);
                if (happens(Fault.DELAY, 32)) {
                    pause(TimeUnit.MILLISECONDS.toNanos(1));
                }
                if (happens(Fault.STALL, 512)) {
                    pause(TimeUnit.MILLISECONDS.toNanos(20));
                }
                out.write(buffer, first, n - first);
            }
        }

        private void pause(long most) {
            LockSupport.parkNanos(1 + random.nextLong(most));
        }

        private void reset() {
            for (Socket socket : new Socket[] {from, to}) {
                try {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } catch (IOException e) {
                    // Closed by the other direction before.
                    continue;
                }
            }
        }
    }
}
