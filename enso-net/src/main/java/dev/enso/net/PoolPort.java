package dev.enso.net;

import dev.enso.reactor.Poller;
import dev.enso.reactor.Reactor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Files by {@link FileChannel}, whose calls block and are made by other threads.
 *
 * <p>An operation goes out by the queue of these threads, and comes home by a stack: pushed by whoever did it, emptied by
 * the reactor. The first on the empty stack wakes the reactor. All its fields are ordered by the two.
 */
final class PoolPort implements DiskPort {
    /** Who makes the calls: a {@link DiskPool}, or a simulation. */
    interface Workers {
        /** Has {@link PoolPort#work} called, on another thread or later. */
        void execute(DiskOp op);
    }

    /** {@link FileChannel#open}, or what a simulation has instead. */
    interface Opener {
        FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException;
    }

    private final Reactor reactor;
    private final Workers workers;
    private final Opener opener;

    /** Done, the last on top. */
    private final AtomicReference<@Nullable DiskOp> done = new AtomicReference<>();

    /** Taken from the stack and put in order. */
    private @Nullable DiskOp ready;

    /**
     * <pre>
     * false  operations come home by the stack
     * true   the reactor has stopped: who did an operation closes the file. Set by the reactor before it empties the stack
     *        for the last time, read by the others after they pushed, so that one of both sees the other
     * </pre>
     */
    private volatile boolean closed;

    PoolPort(Reactor reactor, Workers workers, Opener opener) {
        this.reactor = reactor;
        this.workers = workers;
        this.opener = opener;
    }

    @Override
    public String name() {
        return "pool";
    }

    @Override
    public void start(DiskOp op) {
        workers.execute(op);
    }

    /** Does the step of an operation and hands it back. Throws nothing. */
    static void work(DiskOp op) {
        PoolPort port = (PoolPort) op.file.port();
        try {
            op.answer = port.step(op);
        } catch (Throwable failure) {
            op.failure = failure;
        }
        port.handBack(op);
    }

    private long step(DiskOp op) throws IOException {
        DiskFile file = op.file;
        if (op.kind == DiskOp.Kind.OPEN) {
            file.handle = opener.open(file.path(), file.options());
            return 0;
        }
        FileChannel channel = (FileChannel) file.handle;
        ByteBuffer memory = op.memory;
        if (channel == null) {
            if (op.kind == DiskOp.Kind.CLOSE) {
                return 0;
            }
            throw new IOException("the file was never opened");
        }
        switch (op.kind) {
            case READ:
                int n = op.atCursor ? channel.read(memory) : channel.read(memory, op.position);
                return Math.max(0, n);
            case WRITE:
                return op.atCursor ? channel.write(memory) : channel.write(memory, op.position);
            case SYNC:
                channel.force(true);
                return 0;
            case SYNC_DATA:
                channel.force(false);
                return 0;
            case SIZE:
                return channel.size();
            case TRUNCATE:
                channel.truncate(op.position);
                return 0;
            default:
                channel.close();
                return 0;
        }
    }

    private void handBack(DiskOp op) {
        // Once it is on the stack it is the reactor's.
        DiskFile file = op.file;
        DiskOp top;
        do {
            top = done.get();
            op.next = top;
        } while (!done.compareAndSet(top, op));
        if (top == null) {
            reactor.wake();
        }
        if (closed) {
            closeNow(file);
        }
    }

    @Override
    public int poll(int limit) {
        int count = 0;
        while (count < limit) {
            DiskOp op = ready;
            if (op == null) {
                op = takeInOrder();
                if (op == null) {
                    break;
                }
            }
            ready = op.next;
            op.next = null;
            op.file.stepped(op);
            count++;
        }
        return count;
    }

    /** What is on the stack, the oldest first. */
    private @Nullable DiskOp takeInOrder() {
        if (done.get() == null) {
            return null;
        }
        DiskOp oldest = null;
        DiskOp op = done.getAndSet(null);
        while (op != null) {
            DiskOp below = op.next;
            op.next = oldest;
            oldest = op;
            op = below;
        }
        return oldest;
    }

    @Override
    public long deadline() {
        return ready != null || done.get() != null ? Poller.NOW : Poller.NEVER;
    }

    @Override
    public void close(Iterable<DiskFile> open) {
        closed = true;
        closeAll(ready);
        ready = null;
        closeAll(takeInOrder());
        for (DiskFile file : open) {
            if (!file.isAtWork()) {
                closeLater(file);
            }
        }
    }

    private void closeAll(@Nullable DiskOp handedBack) {
        for (DiskOp op = handedBack; op != null; op = op.next) {
            closeLater(op.file);
        }
    }

    private void closeLater(DiskFile file) {
        if (file.handle != null) {
            workers.execute(DiskOp.closing(file));
        }
    }

    private static void closeNow(DiskFile file) {
        FileChannel channel = (FileChannel) file.handle;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException failure) {
                file.closingFailed(failure);
            }
        }
    }

    @Override
    public String toString() {
        return "PoolPort[" + reactor.name() + "]";
    }
}
