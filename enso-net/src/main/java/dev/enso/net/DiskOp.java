package dev.enso.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Something asked of a file, made once by whoever asks and used again. It stands in the line of its file, and takes one
 * step at a time: a step is one call of the system, and a short read or write is followed by another step.
 *
 * <p>The reactor fills it in, the {@link DiskPort} does the step, perhaps on another thread, and hands it back to the
 * reactor by {@link #stepped}. In between it is the port's, and so are the bytes of {@link #memory}.
 */
final class DiskOp {
    /** What is asked. */
    enum Kind {
        OPEN,
        READ,
        WRITE,
        SYNC,
        SYNC_DATA,
        SIZE,
        TRUNCATE,
        CLOSE
    }

    /** Who asked. */
    interface Owner {
        /** On the reactor: the operation is over, and {@link DiskOp#failure} or {@link DiskOp#result} says how. */
        void finished(DiskOp op);
    }

    final DiskFile file;
    private final Owner owner;

    Kind kind = Kind.READ;

    /** Bytes for READ and WRITE, whose position is moved over what was done; the owner keeps its hands off meanwhile. */
    @Nullable ByteBuffer buffer;

    /** Where in the file READ and WRITE begin; the new size for TRUNCATE. */
    long position;

    /** READ goes on until the buffer is full or the file ends, and not only until something was read. */
    boolean whole;

    /** Bytes moved so far, 0 for a READ at the end of the file; the size of the file for SIZE. */
    long result;

    @Nullable Throwable failure;

    // The port's.

    /** What a step reads into or writes from: direct, from its position to its limit, which the port moves. */
    @Nullable ByteBuffer memory;

    /** The step is to be done where the system's own position in the file stands, and moves that. */
    boolean atCursor;

    /** What the step answered: bytes moved, or the size. */
    long answer;

    /** Behind it in the line of the file, while it waits there. */
    @Nullable DiskOp behind;

    /** The next in a queue of the port, or among those that are done. */
    @Nullable DiskOp next;

    /** It stands in the line of the file, or is being done. */
    boolean busy;

    DiskOp(DiskFile file, Owner owner) {
        this.file = file;
        this.owner = owner;
    }

    /** For a port whose reactor stops: to be done without a line, and nobody is told. */
    static DiskOp closing(DiskFile file) {
        DiskOp op = new DiskOp(file, over -> {});
        op.kind = Kind.CLOSE;
        return op;
    }

    /** Asks for something that has no bytes. */
    void ask(Kind what) throws ClosedChannelException {
        ask(what, null, 0);
    }

    /** Asks for bytes to be moved, or for a new size. */
    void ask(Kind what, @Nullable ByteBuffer bytes, long at) throws ClosedChannelException {
        buffer = bytes;
        position = at;
        kind = what;
        result = 0;
        failure = null;
        busy = true;
        file.begin(this);
    }

    boolean movesBytes() {
        return kind == Kind.READ || kind == Kind.WRITE;
    }

    /** Prepares the next step. Memory on the heap may be moved by the collector, so its bytes go through a block. */
    void prepare() {
        ByteBuffer bytes = buffer;
        if (!movesBytes() || bytes == null) {
            return;
        }
        if (bytes.isDirect()) {
            memory = bytes;
            return;
        }
        ByteBuffer block = memory;
        if (block == null) {
            block = file.home().pool().take(Math.min(Math.max(1, bytes.remaining()), BufferPool.BLOCK));
        }
        int n = Math.min(block.capacity(), bytes.remaining());
        block.clear().limit(n);
        if (kind == Kind.WRITE) {
            block.put(0, bytes, bytes.position(), n);
        }
        memory = block;
    }

    /**
     * A step was done.
     *
     * @return true when another is needed
     */
    boolean stepped() {
        if (!movesBytes() || failure != null) {
            result = answer;
            return false;
        }
        ByteBuffer bytes = buffer;
        ByteBuffer block = memory;
        if (bytes == null || block == null) {
            return false;
        }
        int n = (int) answer;
        if (block != bytes) {
            if (kind == Kind.READ) {
                bytes.put(block.flip());
            } else {
                bytes.position(bytes.position() + n);
            }
        }
        result += n;
        position += n;
        if (n == 0 && kind == Kind.WRITE && bytes.hasRemaining()) {
            failure = new IOException("the system takes no more bytes, and doesn't say why");
        }
        return n > 0 && failure == null && bytes.hasRemaining() && (whole || kind == Kind.WRITE);
    }

    /** It is over: gives back what was lent and tells who asked. */
    void finish() {
        ByteBuffer block = memory;
        if (block != null && block != buffer) {
            file.home().pool().give(block);
        }
        memory = null;
        buffer = null;
        busy = false;
        owner.finished(this);
    }

    /** Throws what it failed with, in the words of the file. */
    void rethrow() throws IOException {
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw file.inItsWords(thrown);
        }
    }

    @Override
    public String toString() {
        return "DiskOp[" + kind + " of " + file + "]";
    }
}
