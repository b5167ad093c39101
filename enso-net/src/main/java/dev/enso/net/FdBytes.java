package dev.enso.net;

import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reading and writing by file descriptor. Buffers that are not direct are copied on the way. */
final class FdBytes {
    /** Bytes of one vectored write at most: more than a socket takes at once, and below what some systems refuse. */
    private static final long MOST_AT_ONCE = 1 << 30;

    private final FdSockets sockets;
    private final FileDescriptor descriptor;

    /** The descriptor when it is a socket: recv and send cost less than read and write, which other files have alone. */
    private final @Nullable Socket socket;

    FdBytes(FdSockets sockets, FileDescriptor descriptor) {
        this.sockets = sockets;
        this.descriptor = descriptor;
        this.socket = descriptor instanceof Socket known ? known : null;
    }

    private int in(long address, int from, int to) throws IOException {
        Socket known = socket;
        return known != null ? known.recvAddress(address, from, to) : descriptor.readAddress(address, from, to);
    }

    private int out(long address, int from, int to) throws IOException {
        Socket known = socket;
        return known != null ? known.sendAddress(address, from, to) : descriptor.writeAddress(address, from, to);
    }

    int read(ByteBuffer buffer) throws IOException {
        try {
            if (!buffer.isDirect()) {
                return readCopying(buffer);
            }
            int position = buffer.position();
            int n = in(sockets.address(buffer), position, buffer.limit());
            if (n > 0) {
                buffer.position(position + n);
            }
            return n;
        } catch (IOException e) {
            throw FdSockets.failed(e);
        }
    }

    private int readCopying(ByteBuffer buffer) throws IOException {
        ByteBuffer copy = sockets.copyBuffer();
        int n = in(sockets.address(copy), 0, Math.min(copy.capacity(), buffer.remaining()));
        if (n > 0) {
            buffer.put(copy.limit(n));
        }
        return n;
    }

    int read(long address, int length) throws IOException {
        try {
            return in(address, 0, length);
        } catch (IOException e) {
            throw FdSockets.failed(e);
        }
    }

    int write(ByteBuffer buffer) throws IOException {
        try {
            int position = buffer.position();
            int n = buffer.isDirect()
                    ? out(sockets.address(buffer), position, buffer.limit())
                    : writeCopying(buffer, position);
            buffer.position(position + n);
            return n;
        } catch (IOException e) {
            throw FdSockets.failed(e);
        }
    }

    private int writeCopying(ByteBuffer buffer, int position) throws IOException {
        ByteBuffer copy = sockets.copyBuffer();
        int length = Math.min(copy.capacity(), buffer.remaining());
        copy.put(0, buffer, position, length);
        return out(sockets.address(copy), 0, length);
    }

    int write(long address, int length) throws IOException {
        try {
            return out(address, 0, length);
        } catch (IOException e) {
            throw FdSockets.failed(e);
        }
    }

    long write(ByteBuffer[] sources, int from, int count) throws IOException {
        if (!areDirect(sources, from, count)) {
            return gather(sources, from, count);
        }
        try {
            return advance(sources, from, descriptor.writev(sources, from, count, MOST_AT_ONCE));
        } catch (IOException e) {
            throw FdSockets.failed(e);
        }
    }

    /** Moves the positions by what was written, and answers it. */
    private static long advance(ByteBuffer[] sources, int from, long written) {
        long left = written;
        for (int i = from; left > 0; i++) {
            ByteBuffer source = sources[i];
            int n = (int) Math.min(left, source.remaining());
            source.position(source.position() + n);
            left -= n;
        }
        return written;
    }

    private static boolean areDirect(ByteBuffer[] sources, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (!sources[i].isDirect()) {
                return false;
            }
        }
        return true;
    }

    /** Copies them behind each other into one, which is then written by one call. */
    private long gather(ByteBuffer[] sources, int from, int count) throws IOException {
        ByteBuffer copy = sockets.copyBuffer();
        for (int i = from; i < from + count && copy.hasRemaining(); i++) {
            ByteBuffer source = sources[i];
            int n = Math.min(copy.remaining(), source.remaining());
            copy.put(copy.position(), source, source.position(), n).position(copy.position() + n);
        }
        try {
            return advance(sources, from, out(sockets.address(copy), 0, copy.position()));
        } catch (IOException e) {
            throw FdSockets.failed(e);
        }
    }
}
