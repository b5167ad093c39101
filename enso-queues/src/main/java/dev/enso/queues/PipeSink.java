package dev.enso.queues;

import dev.enso.channel.Sent;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/** Bytes into a pipe: records as long as fits, down to one unit when the pipe is nearly full. */
final class PipeSink implements WritableByteChannel {
    private static final int LONGEST_CHUNK = 4096;

    private final PipeWriter writer;

    PipeSink(PipeWriter writer) {
        this.writer = writer;
    }

    @Override
    public int write(ByteBuffer from) throws ClosedChannelException {
        int written = 0;
        int chunk = Math.min(LONGEST_CHUNK, writer.longest());
        while (from.hasRemaining()) {
            int length = Math.min(chunk, from.remaining());
            Sent sent = writer.claim(length);
            if (sent == Sent.CLOSED) {
                if (written == 0) {
                    throw new ClosedChannelException();
                }
                break;
            }
            if (sent == Sent.FULL) {
                if (length <= PipeRing.UNIT) {
                    break;
                }
                chunk = length / 2;
                continue;
            }
            ByteBuffer record = writer.record();
            record.put(record.position(), from, from.position(), length);
            from.position(from.position() + length);
            writer.commit();
            written += length;
        }
        writer.flush();
        return written;
    }

    @Override
    public boolean isOpen() {
        return !writer.isPipeClosed();
    }

    @Override
    public void close() {
        writer.closePipe();
    }
}
