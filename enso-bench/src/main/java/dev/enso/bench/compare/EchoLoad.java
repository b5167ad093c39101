package dev.enso.bench.compare;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Keeps an echo server busy from a process of its own, and looks at the server's CPU time while it does: each connection
 * sends its messages and, when all of them are back, the next ones. Prints a line for each window: messages, nanoseconds of
 * the server's CPU, nanoseconds that have passed.
 */
final class EchoLoad {
    private static final int SIZE = 64;

    private final Selector selector = Selector.open();
    private final int depth;
    private final ByteBuffer input;
    private final ByteBuffer output;
    private long messages;

    private EchoLoad(int depth) throws IOException {
        this.depth = depth;
        input = ByteBuffer.allocateDirect(SIZE * depth);
        output = ByteBuffer.allocateDirect(SIZE * depth);
    }

    /**
     * @param arguments port, connections, messages under way on each, milliseconds of a window, windows, the server's process
     */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int connections = Integer.parseInt(arguments[1]);
        long windowNanos = Long.parseLong(arguments[3]) * 1_000_000;
        int windows = Integer.parseInt(arguments[4]);
        long server = Long.parseLong(arguments[5]);

        EchoLoad load = new EchoLoad(Integer.parseInt(arguments[2]));
        for (int i = 0; i < connections; i++) {
            load.connect(port);
        }
        load.runUntil(System.nanoTime() + 2 * windowNanos);
        System.out.println("warm");
        for (int i = 0; i < windows; i++) {
            long messages = load.messages;
            long cpu = ProcFiles.cpuNanos(server);
            long since = System.nanoTime();
            load.runUntil(since + windowNanos);
            System.out.println((load.messages - messages) + " " + (ProcFiles.cpuNanos(server) - cpu) + " "
                    + (System.nanoTime() - since));
        }
    }

    private void connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new int[1]);
        send(channel);
    }

    /** What a connection has under way always fits into the system's buffers. */
    private void send(SocketChannel channel) throws IOException {
        output.clear();
        while (output.hasRemaining()) {
            channel.write(output);
        }
    }

    private void runUntil(long deadline) throws IOException {
        while (System.nanoTime() < deadline) {
            selector.select(this::ready, 100);
        }
    }

    private void ready(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        int[] received = (int[]) key.attachment();
        try {
            input.clear();
            int got = channel.read(input);
            if (got < 0) {
                throw new EOFException("the server has closed a connection");
            }
            received[0] += got;
            if (received[0] == SIZE * depth) {
                received[0] = 0;
                messages += depth;
                send(channel);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
