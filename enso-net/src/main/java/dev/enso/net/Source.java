package dev.enso.net;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * Something that a {@link Registry} can register. A source is used by one thread at a time; while it is registered, that
 * is the thread of its {@link Poll}.
 */
public sealed interface Source extends Closeable
        permits TcpListener,
                TcpStream,
                UdpSocket,
                UnixListener,
                UnixStream,
                UnixDatagram,
                Pipe.Sender,
                Pipe.Receiver,
                FdSource,
                Registration {
    /** The file descriptor, on transports that show one. It stays the source's own: don't close it. */
    OptionalInt fd();

    /** False once it was closed here; what the peer did changes nothing. */
    boolean isOpen();

    /**
     * Deregisters the source if it is registered, and closes it. Events not yet delivered are dropped, and tasks that wait
     * for its readiness are woken. Closing twice does nothing.
     *
     * @throws IOException when the system reports an error; the source is closed all the same
     */
    @Override
    void close() throws IOException;
}
