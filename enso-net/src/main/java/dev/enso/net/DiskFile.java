package dev.enso.net;

import dev.enso.core.Future;
import dev.enso.core.Stream;
import dev.enso.reactor.Reactor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An open file. It lives on the reactor on which it was opened, and everything here is for that reactor's thread: for one
 * task, or several of them. No call blocks it: what may wait for a disk is done elsewhere, by what the {@link Storage} has.
 *
 * <p><b>Order.</b> What is asked of a file is done in the order in which it was asked, one thing after the other: a future
 * asks when it is first polled, a stream whenever it needs more. So a read sees the writes that were asked before, and
 * {@link #sync} covers them. Different files do not wait for each other.
 *
 * <p><b>Streams.</b> {@link #input()} shows the file in place, block by block; {@link #writeAll} writes a stream of buffers.
 * Both hold bounded buffers, lent by the reactor while something is in them, and neither runs ahead of the other side by
 * more. {@link #follow} goes on where the file ends, as it grows.
 *
 * <p><b>Single calls.</b> {@link #read}, {@link #write} and {@link #append} work on a buffer of the caller's. From the first
 * poll on until the future is over the buffer is the file's. When the future is closed before, the system may still be at
 * it: leave the buffer alone until another call on the file has come to its end.
 *
 * <p><b>Failures</b> are those of {@link java.nio.file}: a {@link FileSystemException} that names the file and the reason, or
 * one of its kinds such as {@link java.nio.file.NoSuchFileException}.
 *
 * <p><b>Closing</b> happens in the background, behind everything that was asked before. Whether bytes have reached the disk
 * is what {@link #sync} tells, not that.
 *
 * <p>Meant for regular files, and devices that never keep a reader waiting. A FIFO works as well, but while its other end is
 * silent it keeps a thread of the pool, and its file can't be closed.
 */
public final class DiskFile implements AutoCloseable {
    /** Where the system stands in the file is not known. */
    private static final long UNKNOWN = -1;

    private static final Set<OpenOption> KNOWN = Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.CREATE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.SYNC,
            StandardOpenOption.DSYNC);

    private final Disk home;
    private final DiskPort port;
    private final Path path;
    private final Set<? extends OpenOption> options;

    /** What the port has opened; written by the port, while it is at an operation. */
    @Nullable Object handle;

    /** The operation that the port is at, and those that wait behind it. */
    private @Nullable DiskOp running;

    private @Nullable DiskOp lastWaiting;

    /** Where the system's own position stands. */
    private long cursor;

    private boolean closing;
    private boolean gone;

    /** Its id in the object table of the reactor. */
    long id;

    /** Neighbours among the files of the reactor. */
    @Nullable DiskFile before;

    @Nullable DiskFile after;

    DiskFile(Disk home, DiskPort port, Path path, Set<? extends OpenOption> options) {
        this.home = home;
        this.port = port;
        this.path = path;
        this.options = options;
    }

    /**
     * Opens a file, on the reactor of the task that polls the future; whoever takes it closes it.
     *
     * @param options as {@link java.nio.channels.FileChannel#open} takes them: READ when there is none; WRITE, or APPEND, to
     *     write; CREATE, CREATE_NEW, TRUNCATE_EXISTING, SYNC and DSYNC
     * @throws UnsupportedOperationException for other options
     * @throws IllegalArgumentException for APPEND with READ or TRUNCATE_EXISTING
     */
    public static Future<DiskFile> open(Path path, OpenOption... options) {
        return new OpenFile(path, checked(Set.copyOf(Arrays.asList(options))));
    }

    /**
     * Opens a file, lets a future use it, and closes it when that is over, in whichever way.
     *
     * @param options as for {@link #open(Path, OpenOption...)}
     * @param use makes the future; called once, on the reactor of the task that polls
     */
    public static <T extends @Nullable Object> Future<T> open(
            Path path,
            Set<? extends OpenOption> options,
            Function<? super DiskFile, ? extends Future<? extends T>> use) {
        return new Conversation<>(new OpenFile(path, checked(Set.copyOf(options))), use, DiskFile::close);
    }

    private static Set<? extends OpenOption> checked(Set<? extends OpenOption> options) {
        for (OpenOption option : options) {
            if (!KNOWN.contains(option)) {
                throw new UnsupportedOperationException("a file can't be opened with " + option + " here, only with "
                        + List.of(StandardOpenOption.values()) + " without DELETE_ON_CLOSE");
            }
        }
        if (options.contains(StandardOpenOption.APPEND)) {
            for (StandardOpenOption other : List.of(StandardOpenOption.READ, StandardOpenOption.TRUNCATE_EXISTING)) {
                if (options.contains(other)) {
                    throw new IllegalArgumentException(
                            "APPEND and " + other + " exclude each other: open the file twice, or write at a position");
                }
            }
        }
        return options;
    }

    /** {@link #input(long)} from the begin of the file on. */
    public Stream<ByteBuffer> input() {
        return input(0);
    }

    /**
     * The bytes of the file from a position on, in blocks, up to its end as it is when it is reached. The head is a direct
     * buffer that belongs to the reactor: read it, change it, and let go of it at {@code tail}. What then stands between
     * its position and its limit stays, and comes again with more behind it: a reader that has used everything leaves
     * position at limit. At most a block of 128 KiB can be left; what is left at the end of the file is gone.
     *
     * <p>Closing the stream leaves the file open.
     *
     * @param from bytes from the begin; behind the end there is nothing to read
     * @throws IllegalArgumentException when it is negative
     * @throws IllegalStateException when the file was opened without READ
     */
    public Stream<ByteBuffer> input(long from) {
        ensureReadable();
        return new FileInput(this, position(from), null);
    }

    /**
     * {@link #input(long)} that has no end: at the end of the file it waits for more, as {@code tail -f} does. When the file
     * has become shorter than what was read, it goes on from its begin.
     *
     * @param interval how often to look, by the reactor's timers; more than 0
     * @throws IllegalArgumentException when the position is negative, or the interval not positive
     * @throws IllegalStateException when the file was opened without READ
     */
    public Stream<ByteBuffer> follow(long from, Duration interval) {
        ensureReadable();
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("a file is looked at in intervals of more than 0: " + interval);
        }
        return new FileInput(this, position(from), interval);
    }

    /**
     * Reads into the buffer until it is full or the file ends.
     *
     * @param position bytes from the begin of the file
     * @return how many bytes that were; 0 at the end of the file
     * @throws IllegalArgumentException when the position is negative or the buffer read-only
     * @throws IllegalStateException when the file was opened without READ
     */
    public Future<Integer> read(ByteBuffer target, long position) {
        ensureReadable();
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("a read-only buffer can't be read into: " + target);
        }
        return new FileCall<>(this, DiskOp.Kind.READ, target, position(position), bytes -> (int) bytes);
    }

    /**
     * Writes all of the buffer.
     *
     * @param position bytes from the begin of the file; behind the end, a gap reads as zeros
     * @return how many bytes that were
     * @throws IllegalArgumentException when the position is negative
     * @throws IllegalStateException when the file was opened without WRITE, or to append
     */
    public Future<Integer> write(ByteBuffer source, long position) {
        ensureWritable();
        if (appends()) {
            throw new IllegalStateException(
                    this + " was opened with APPEND and is written at its end only: use append");
        }
        return new FileCall<>(this, DiskOp.Kind.WRITE, source, position(position), bytes -> (int) bytes);
    }

    /**
     * Writes all of the buffer behind the end of the file, wherever that is by then.
     *
     * @return how many bytes that were
     * @throws IllegalStateException when the file was not opened with APPEND
     */
    public Future<Integer> append(ByteBuffer source) {
        if (!appends()) {
            throw new IllegalStateException(this + " was opened without APPEND: open it with it, or use write");
        }
        return new FileCall<>(this, DiskOp.Kind.WRITE, source, 0, bytes -> (int) bytes);
    }

    /**
     * Writes all bytes of all buffers of the source from the begin of the file on, or behind its end when it was opened with
     * APPEND. The source is polled only while there is room in two blocks of 64 KiB, so a slow disk stops it. What was
     * taken before the source pauses is written.
     *
     * @return ready, with how many bytes that were, when the source has ended and the system has taken all
     * @throws IllegalStateException when the file was opened without WRITE or APPEND
     */
    public Future<Long> writeAll(Stream<ByteBuffer> source) {
        ensureWritable();
        return new FileOutput(this, 0, source);
    }

    /**
     * {@link #writeAll(Stream)} from a position on.
     *
     * @param from bytes from the begin of the file
     * @throws IllegalArgumentException when it is negative
     * @throws IllegalStateException when the file was opened without WRITE, or to append
     */
    public Future<Long> writeAll(long from, Stream<ByteBuffer> source) {
        ensureWritable();
        if (appends()) {
            throw new IllegalStateException(this + " was opened with APPEND and is written at its end only");
        }
        return new FileOutput(this, position(from), source);
    }

    /**
     * Makes the disk have everything that was written before, and what belongs to the file, such as its size.
     *
     * @return this file
     */
    public Future<DiskFile> sync() {
        return new FileCall<>(this, DiskOp.Kind.SYNC, null, 0, nothing -> this);
    }

    /**
     * {@link #sync}, without what isn't needed to read the bytes again, such as the time of the change.
     *
     * @return this file
     */
    public Future<DiskFile> syncData() {
        return new FileCall<>(this, DiskOp.Kind.SYNC_DATA, null, 0, nothing -> this);
    }

    /** The size of the file in bytes. */
    public Future<Long> size() {
        return new FileCall<>(this, DiskOp.Kind.SIZE, null, 0, size -> size);
    }

    /**
     * Cuts the file off when it is longer; a shorter one stays as it is.
     *
     * @param size in bytes
     * @return this file
     * @throws IllegalArgumentException when the size is negative
     * @throws IllegalStateException when the file was opened without WRITE or APPEND
     */
    public Future<DiskFile> truncate(long size) {
        ensureWritable();
        return new FileCall<>(this, DiskOp.Kind.TRUNCATE, null, position(size), nothing -> this);
    }

    /**
     * Closes the file, in the background, behind what was asked before. Closing twice does nothing. When the system reports
     * a failure, a warning is logged.
     */
    @Override
    public void close() {
        ensureOwner();
        if (!closing) {
            closing = true;
            if (!gone) {
                line(new DiskOp(this, op -> closed(op)), DiskOp.Kind.CLOSE);
            }
        }
    }

    /** Whether something can still be asked of it. */
    public boolean isOpen() {
        return !closing && !gone;
    }

    /** Where it was opened. */
    public Path path() {
        return path;
    }

    /** The reactor it lives on; any thread may ask. */
    public Reactor reactor() {
        return home.reactor();
    }

    private static long position(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("a position in a file, or its size, is not negative: " + position);
        }
        return position;
    }

    private boolean appends() {
        return options.contains(StandardOpenOption.APPEND);
    }

    private void ensureReadable() {
        if (!options.isEmpty()
                && !options.contains(StandardOpenOption.READ)
                && (options.contains(StandardOpenOption.WRITE) || appends())) {
            throw new IllegalStateException(this + " was opened with " + options + " and can't be read: add READ");
        }
    }

    private void ensureWritable() {
        if (!options.contains(StandardOpenOption.WRITE) && !appends()) {
            throw new IllegalStateException(
                    this + " was opened with " + options + " and can't be written: add WRITE or APPEND");
        }
    }

    void ensureOwner() {
        if (!home.reactor().isOwner()) {
            throw new IllegalStateException(this + " lives on " + home.reactor().name() + " and was used by "
                    + Thread.currentThread().getName() + ": spawn what uses it on file.reactor()");
        }
    }

    Disk home() {
        return home;
    }

    DiskPort port() {
        return port;
    }

    Set<? extends OpenOption> options() {
        return options;
    }

    /** The port is at an operation. */
    boolean isAtWork() {
        return running != null;
    }

    /** Takes an operation into the line. */
    void begin(DiskOp op) throws ClosedChannelException {
        if (closing || gone) {
            op.busy = false;
            throw new ClosedChannelException();
        }
        enqueue(op);
    }

    private void line(DiskOp op, DiskOp.Kind kind) {
        op.kind = kind;
        op.busy = true;
        enqueue(op);
    }

    private void enqueue(DiskOp op) {
        DiskOp last = lastWaiting;
        if (running == null) {
            run(op);
        } else if (last == null) {
            running.behind = op;
            lastWaiting = op;
        } else {
            last.behind = op;
            lastWaiting = op;
        }
    }

    /**
     * Takes an operation out of the line again, if it still waits there.
     *
     * @return false when the port is at it, and it will come to its end
     */
    boolean withdraw(DiskOp op) {
        DiskOp ahead = running;
        while (ahead != null && ahead.behind != op) {
            ahead = ahead.behind;
        }
        if (ahead == null) {
            return false;
        }
        ahead.behind = op.behind;
        if (op == lastWaiting) {
            lastWaiting = ahead == running ? null : ahead;
        }
        op.behind = null;
        op.busy = false;
        op.buffer = null;
        return true;
    }

    private void run(DiskOp op) {
        running = op;
        step(op);
    }

    private void step(DiskOp op) {
        op.prepare();
        op.atCursor = op.movesBytes() && (appends() || op.position == cursor);
        port.start(op);
    }

    /** By the port: the step of an operation is done. */
    void stepped(DiskOp op) {
        boolean moved = op.movesBytes() && op.failure == null;
        if (op.atCursor) {
            cursor = moved ? cursor + op.answer : UNKNOWN;
        } else if (op.kind == DiskOp.Kind.TRUNCATE) {
            cursor = UNKNOWN;
        }
        if (op.stepped()) {
            step(op);
            return;
        }
        DiskOp next = op.behind;
        op.behind = null;
        if (next == lastWaiting) {
            lastWaiting = null;
        }
        running = null;
        if (next != null) {
            run(next);
        }
        op.finish();
    }

    /** Never opened, or closed. */
    void gone() {
        if (!gone) {
            gone = true;
            closing = true;
            home.remove(this);
        }
    }

    private void closed(DiskOp op) {
        gone();
        Throwable failure = op.failure;
        if (failure != null) {
            closingFailed(failure);
        }
    }

    void closingFailed(Throwable failure) {
        System.getLogger("dev.enso.net")
                .log(
                        System.Logger.Level.WARNING,
                        "closing " + path
                                + " failed, and what was written may be lost; sync() before close() tells in time",
                        failure);
    }

    /** For {@code throw inItsWords(t)}: errors and unchecked exceptions are thrown here. */
    IOException inItsWords(Throwable failure) {
        IOException io = Failures.asIoException(failure);
        if (io instanceof FileSystemException || io instanceof ClosedChannelException) {
            return io;
        }
        FileSystemException named = new FileSystemException(path.toString(), null, io.getMessage());
        named.initCause(io);
        return named;
    }

    @Override
    public String toString() {
        return "DiskFile[" + path + (gone ? ", closed" : closing ? ", closing" : "") + "]";
    }
}
