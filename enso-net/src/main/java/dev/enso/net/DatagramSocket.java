package dev.enso.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A port's socket for datagrams, which go and come whole. */
interface DatagramSocket extends PortSocket {
    /** From now on sends to and receives from this address alone. */
    void connect(SocketAddress peer) throws IOException;

    /** Sends the rest of the buffer as one datagram to the peer; false when it would block. */
    boolean send(ByteBuffer source) throws IOException;

    /** Sends the rest of the buffer as one datagram; false when it would block. */
    boolean send(ByteBuffer source, SocketAddress target) throws IOException;

    /** Receives one datagram of the peer, cut to the room of the buffer; false when it would block. */
    boolean receive(ByteBuffer target) throws IOException;

    /** Receives one datagram, cut to the room of the buffer, and says who sent it; null when it would block. */
    @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException;

    /** The socket's pending error, which is thereby forgotten, or null. */
    @Nullable IOException takeError() throws IOException;
}
