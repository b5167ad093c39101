package dev.enso.bench.compare;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Both sides of a proxy in a process of its own: clients that send as fast as it takes, and the target, which drops what
 * comes. Prints the target's port, reads the proxy's port and process, and prints a line for each window: bytes that came
 * through, nanoseconds of the proxy's CPU, nanoseconds that have passed.
 */
final class ProxyLoad {
    private static final int BLOCK = 64 << 10;

    private final Selector selector = Selector.open();
    private final ByteBuffer output = ByteBuffer.allocateDirect(BLOCK);
    private final ByteBuffer input = ByteBuffer.allocateDirect(BLOCK);
    private long bytes;

    private ProxyLoad() throws IOException {}

    /**
     * @param arguments connections, milliseconds of a window, windows
     */
    public static void main(String[] arguments) throws IOException {
        int connections = Integer.parseInt(arguments[0]);
        long windowNanos = Long.parseLong(arguments[1]) * 1_000_000;
        int windows = Integer.parseInt(arguments[2]);

        ProxyLoad load = new ProxyLoad();
        ServerSocketChannel target =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        target.configureBlocking(false);
        target.register(load.selector, SelectionKey.OP_ACCEPT);
        System.out.println(target.socket().getLocalPort());
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null) {
            throw new EOFException("nobody told the port of the proxy");
        }
        String[] proxy = line.split(" ");
        long process = Long.parseLong(proxy[1]);
        for (int i = 0; i < connections; i++) {
            load.connect(Integer.parseInt(proxy[0]));
        }
        load.runUntil(System.nanoTime() + 2 * windowNanos);
        for (int i = 0; i < windows; i++) {
            long before = load.bytes;
            long cpu = ProcFiles.cpuNanos(process);
            long since = System.nanoTime();
            load.runUntil(since + windowNanos);
            System.out.println((load.bytes - before) + " " + (ProcFiles.cpuNanos(process) - cpu) + " "
                    + (System.nanoTime() - since));
        }
        System.exit(0);
    }

    private void connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_WRITE);
    }

    private void runUntil(long deadline) throws IOException {
        while (System.nanoTime() < deadline) {
            selector.select(this::ready, 100);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel accepted = ((ServerSocketChannel) key.channel()).accept();
                accepted.configureBlocking(false);
                accepted.register(selector, SelectionKey.OP_READ);
            } else if (key.isReadable()) {
                SocketChannel channel = (SocketChannel) key.channel();
                int got = channel.read(input.clear());
                if (got < 0) {
                    // The proxy was asked whether it is ready.
                    channel.close();
                } else {
                    bytes += got;
                }
            } else {
                ((SocketChannel) key.channel()).write(output.clear());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
