package dev.enso.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;

/** Reading and writing as the public streams offer it: checks, and the edge that is owed after a call that would block. */
final class StreamIo {
    private final ByteSocket socket;
    private final Endpoint endpoint;

    StreamIo(ByteSocket socket, Endpoint endpoint) {
        this.socket = socket;
        this.endpoint = endpoint;
    }

    int read(ByteBuffer target) throws IOException {
        endpoint.ensureOpen();
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        return read(socket.read(target));
    }

    int read(long address, int length) throws IOException {
        endpoint.ensureOpen();
        requireLength(length);
        return length == 0 ? 0 : read(socket.read(address, length));
    }

    private int read(int n) {
        if (n == 0) {
            endpoint.wouldBlock(Bits.READABLE);
        }
        return n;
    }

    /** Buffer after buffer, as there is no call of the system for all of them; so the last bytes may come with the next read. */
    long read(ByteBuffer[] targets, int from, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, targets.length);
        long total = 0;
        for (int i = from; i < from + count; i++) {
            ByteBuffer target = targets[i];
            if (!target.hasRemaining()) {
                continue;
            }
            int n = read(target);
            if (n < 0) {
                return total == 0 ? n : total;
            }
            total += n;
            if (target.hasRemaining()) {
                break;
            }
        }
        return total;
    }

    int write(ByteBuffer source) throws IOException {
        endpoint.ensureOpen();
        if (!source.hasRemaining()) {
            return 0;
        }
        return (int) wrote(socket.write(source));
    }

    int write(long address, int length) throws IOException {
        endpoint.ensureOpen();
        requireLength(length);
        return length == 0 ? 0 : (int) wrote(socket.write(address, length));
    }

    long write(ByteBuffer[] sources, int from, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, sources.length);
        endpoint.ensureOpen();
        boolean any = false;
        for (int i = from; i < from + count && !any; i++) {
            any = sources[i].hasRemaining();
        }
        return any ? wrote(socket.write(sources, from, count)) : 0;
    }

    private long wrote(long n) {
        if (n == 0) {
            endpoint.wouldBlock(Bits.WRITABLE);
        }
        return n;
    }

    private static void requireLength(int length) {
        if (length < 0) {
            throw new IllegalArgumentException("A length is a number of bytes and can't be negative: " + length);
        }
    }
}
