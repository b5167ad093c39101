package dev.enso.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * A pipe of the system: bytes written at one end come out at the other. Its ends never block; each is a source of its own
 * and used by one thread at a time.
 *
 * @param sender the writing end
 * @param receiver the reading end
 */
public record Pipe(Sender sender, Receiver receiver) {
    /**
     * A new pipe. Any thread may call it.
     *
     * @param transport of the polls that will watch the ends
     * @throws TooManyOpenFilesException when no file descriptor is left
     */
    public static Pipe open(Transport transport) throws IOException {
        PipeEnds ends = transport.port().pipe();
        return new Pipe(new Sender(ends.writing()), new Receiver(ends.reading()));
    }

    /** The writing end. Closing it ends the stream: the receiver reads what was written, then the end. */
    public static final class Sender implements Source {
        private final ByteSocket socket;
        private final Endpoint endpoint;
        private final StreamIo io;

        private Sender(ByteSocket socket) {
            this.socket = socket;
            endpoint = new Endpoint(socket, "Pipe.Sender");
            io = new StreamIo(socket, endpoint);
        }

        /**
         * As {@link TcpStream#write(ByteBuffer)}.
         *
         * @throws IOException when the receiver was closed
         */
        public int write(ByteBuffer source) throws IOException {
            return io.write(source);
        }

        /** As {@link TcpStream#write(ByteBuffer[], int, int)}. */
        public long write(ByteBuffer[] sources, int from, int count) throws IOException {
            return io.write(sources, from, count);
        }

        @Override
        public OptionalInt fd() {
            return socket.fd();
        }

        @Override
        public boolean isOpen() {
            return endpoint.isOpen();
        }

        @Override
        public void close() throws IOException {
            endpoint.close();
        }

        Endpoint endpoint() {
            return endpoint;
        }

        @Override
        public String toString() {
            return endpoint.toString();
        }
    }

    /** The reading end. Closing it breaks the pipe: the sender's next write fails. */
    public static final class Receiver implements Source {
        private final ByteSocket socket;
        private final Endpoint endpoint;
        private final StreamIo io;

        private Receiver(ByteSocket socket) {
            this.socket = socket;
            endpoint = new Endpoint(socket, "Pipe.Receiver");
            io = new StreamIo(socket, endpoint);
        }

        /** As {@link TcpStream#read(ByteBuffer)}. */
        public int read(ByteBuffer target) throws IOException {
            return io.read(target);
        }

        /** As {@link TcpStream#read(ByteBuffer[], int, int)}. */
        public long read(ByteBuffer[] targets, int from, int count) throws IOException {
            return io.read(targets, from, count);
        }

        @Override
        public OptionalInt fd() {
            return socket.fd();
        }

        @Override
        public boolean isOpen() {
            return endpoint.isOpen();
        }

        @Override
        public void close() throws IOException {
            endpoint.close();
        }

        Endpoint endpoint() {
            return endpoint;
        }

        @Override
        public String toString() {
            return endpoint.toString();
        }
    }
}
