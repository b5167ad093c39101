package dev.enso.queues;

import dev.enso.channel.Receiver;
import dev.enso.core.Polled;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/** Bytes out of a pipe; a record that is read in parts stays the head until its last byte. */
final class PipeSource implements ReadableByteChannel {
    private final Receiver<ByteBuffer> rx;
    private boolean open = true;

    PipeSource(Receiver<ByteBuffer> rx) {
        this.rx = rx;
    }

    @Override
    public int read(ByteBuffer into) throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
        int taken = 0;
        Polled polled = Polled.READY;
        while (into.hasRemaining() && (polled = rx.look()) == Polled.READY) {
            ByteBuffer record = rx.head();
            int length = Math.min(into.remaining(), record.remaining());
            into.put(into.position(), record, record.position(), length);
            into.position(into.position() + length);
            record.position(record.position() + length);
            taken += length;
            if (!record.hasRemaining()) {
                rx.tail();
            }
        }
        return taken == 0 && polled == Polled.ENDED ? -1 : taken;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        rx.close();
    }
}
