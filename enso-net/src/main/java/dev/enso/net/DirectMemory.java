package dev.enso.net;

import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where direct buffers lie. To ask costs four calls out of native code into the JVM, about 120 ns, and a read or write that
 * is given a buffer asks each time; the few buffers that a reactor's connections take turns with are asked once. Of one
 * thread.
 */
final class DirectMemory {
    /** Larger buffers are few reads' worth of time each, and are not to be kept from the collector. */
    private static final int LARGEST = BufferPool.BLOCK;

    /** Power of two. */
    private static final int REMEMBERED = 8;

    private final @Nullable ByteBuffer[] buffers = new ByteBuffer[REMEMBERED];
    private final long[] addresses = new long[REMEMBERED];
    private int next;

    /** The address of the first byte of a direct buffer, whatever its position. */
    long address(ByteBuffer buffer) {
        for (int i = 0; i < REMEMBERED; i++) {
            if (buffers[i] == buffer) {
                return addresses[i];
            }
        }
        long address = Buffer.memoryAddress(buffer);
        if (buffer.capacity() <= LARGEST) {
            next = (next + 1) & (REMEMBERED - 1);
            buffers[next] = buffer;
            addresses[next] = address;
        }
        return address;
    }
}
