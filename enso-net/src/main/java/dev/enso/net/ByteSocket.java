package dev.enso.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A port's socket, or end of a pipe, through which bytes flow. An end of a pipe knows one direction only. */
interface ByteSocket extends PortSocket {
    /** Bytes read into the buffer, which has room; 0 when it would block, −1 at the end of the stream. */
    int read(ByteBuffer target) throws IOException;

    /** Bytes written of the buffer, which has some; 0 when it would block. */
    int write(ByteBuffer source) throws IOException;

    /** Bytes written of these buffers in their order, of which one at least has some; 0 when it would block. */
    default long write(ByteBuffer[] sources, int from, int count) throws IOException {
        long total = 0;
        for (int i = from; i < from + count; i++) {
            if (sources[i].hasRemaining()) {
                total += write(sources[i]);
                if (sources[i].hasRemaining()) {
                    break;
                }
            }
        }
        return total;
    }

    /** Reading into memory at this address, for at least one byte; for ports that work on descriptors. */
    default int read(long address, int length) throws IOException {
        throw Failures.noAddresses();
    }

    /** Writing from memory at this address, of at least one byte; for ports that work on descriptors. */
    default int write(long address, int length) throws IOException {
        throw Failures.noAddresses();
    }
}
