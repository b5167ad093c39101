package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream of buffers into a file. There are two blocks: while one is written the other is filled, so that source and
 * disk work at the same time, and small buffers are written together. Bytes are copied into them because the source may lose
 * its head, such as by a connection that breaks, while the system is still at it.
 */
final class FileOutput implements Future<Long>, DiskOp.Owner {
    private enum State {
        WRITING,
        READY,
        FAILED,
        OVER
    }

    private final DiskFile file;
    private final DiskOp op;
    private Stream<ByteBuffer> source;
    private State state = State.WRITING;
    private long at;
    private long written;

    /** Being filled, from 0 to its position. */
    private @Nullable ByteBuffer filling;

    /** With the system, or just back. */
    private @Nullable ByteBuffer leaving;

    private boolean sourceEnded;
    private @Nullable Waker task;

    /** The head, boxed once. */
    private @Nullable Long total;

    FileOutput(DiskFile file, long from, Stream<ByteBuffer> source) {
        this.file = file;
        this.at = from;
        this.source = source;
        this.op = new DiskOp(file, this);
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        file.ensureOwner();
        switch (state) {
            case READY:
                return Polled.READY;
            case OVER:
                return Polled.ENDED;
            case FAILED:
                throw new IllegalStateException(this + " has failed: close it");
            default:
                try {
                    return write(cx);
                } catch (Exception e) {
                    state = State.FAILED;
                    throw e;
                }
        }
    }

    private Polled write(Context cx) throws Exception {
        while (true) {
            if (!op.busy) {
                left();
            }
            if (!sourceEnded && hasRoom()) {
                Polled polled = source.poll(cx);
                if (polled == Polled.READY) {
                    if (!fill(cx)) {
                        return Polled.PENDING;
                    }
                    continue;
                }
                sourceEnded = polled == Polled.ENDED;
                if (polled == Polled.PENDING && (op.busy || !leave())) {
                    return await(cx);
                }
            } else if (op.busy) {
                return await(cx);
            } else if (!leave()) {
                total = written;
                state = State.READY;
                return Polled.READY;
            }
        }
    }

    private Polled await(Context cx) {
        task = cx.waker();
        return Polled.PENDING;
    }

    private boolean hasRoom() {
        ByteBuffer block = filling;
        return block == null || block.hasRemaining();
    }

    private boolean fill(Context cx) {
        ByteBuffer block = filling;
        if (block == null) {
            block = file.home().pool().take(BufferPool.BLOCK);
            filling = block;
        }
        ByteBuffer head = source.head();
        int n = Math.min(head.remaining(), block.remaining());
        int end = head.limit();
        block.put(head.limit(head.position() + n));
        head.limit(end);
        if (!head.hasRemaining()) {
            Stream<ByteBuffer> rest = source.tail();
            if (rest != source) {
                source = rest;
            }
        }
        return Input.charge(cx, n);
    }

    /** Hands over what is in the block; false when nothing is. */
    private boolean leave() throws IOException {
        ByteBuffer block = filling;
        if (block == null) {
            return false;
        }
        filling = null;
        if (block.position() == 0) {
            file.home().pool().give(block);
            return false;
        }
        leaving = block;
        op.ask(DiskOp.Kind.WRITE, block.flip(), at);
        return true;
    }

    /** Nothing is with the system: takes back what was. */
    private void left() throws IOException {
        ByteBuffer block = leaving;
        if (block != null) {
            leaving = null;
            file.home().pool().give(block);
            written += op.result;
            at += op.result;
            op.rethrow();
        }
    }

    @Override
    public void finished(DiskOp done) {
        if (state == State.OVER) {
            giveBlocks();
        }
        Waker waiting = task;
        if (waiting != null) {
            task = null;
            waiting.wake();
        }
    }

    @Override
    public Long head() {
        Long all = total;
        if (state != State.READY || all == null) {
            throw new IllegalStateException("not everything was written: poll until READY first");
        }
        return all;
    }

    @Override
    public Stream<Long> tail() {
        head();
        close();
        return this;
    }

    @Override
    public void close() {
        if (state == State.OVER) {
            return;
        }
        file.ensureOwner();
        state = State.OVER;
        task = null;
        // What is being written stays lent until the write is over.
        if (!op.busy || file.withdraw(op)) {
            giveBlocks();
        }
        source.close();
    }

    private void giveBlocks() {
        ByteBuffer first = leaving;
        ByteBuffer second = filling;
        leaving = null;
        filling = null;
        if (first != null) {
            file.home().pool().give(first);
        }
        if (second != null) {
            file.home().pool().give(second);
        }
    }

    @Override
    public String toString() {
        return "FileOutput[" + file.path() + ", " + written + " bytes, " + state + "]";
    }
}
