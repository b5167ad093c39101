package dev.enso.net;

import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUringIoOps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file on a ring: its descriptor, how its operations are told to the kernel, and what the answers mean. */
final class RingFile {
    private static final int ENOENT = 2;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int EEXIST = 17;
    private static final int EOPNOTSUPP = 95;

    private static final int STATX_BYTES = 512;
    private static final int STATX_SIZE_AT = 40;
    private static final int STATX_EMPTY_PATH_AT = 256;

    /** Its number among the files of the ring. */
    final short slot;

    private int fd = -1;

    /** The next read may wait, since the bytes are not in memory. */
    boolean waits;

    /** Files of this kind can't be asked to read without waiting. */
    private boolean alwaysWaits;

    /** For truncating: the size was looked at, and is larger. */
    private boolean measured;

    /** The latest entry without a position of its own, which serves again when the memory is the same. */
    private @Nullable IoUringIoOps latest;

    private long latestAddress;
    private int latestLength;
    private int latestKey;

    RingFile(short slot) {
        this.slot = slot;
    }

    /** What to submit for the next step of an operation. */
    IoUringIoOps entry(DiskOp op, DirectMemory addresses, byte flags) {
        switch (op.kind) {
            case OPEN:
                ByteBuffer name = lend(op, pathBytes(op.file.path()));
                return RingOps.open(addresses.address(name), RingOps.openFlags(op.file.options()), flags, slot);
            case READ:
            case WRITE:
                return transfer(op, addresses, flags);
            case SYNC:
                return RingOps.sync(fd, 0, flags, slot);
            case SYNC_DATA:
                return RingOps.sync(fd, RingOps.FSYNC_DATASYNC, flags, slot);
            case SIZE:
                return measure(op, addresses, flags);
            case TRUNCATE:
                return measured ? RingOps.truncate(fd, op.position, flags, slot) : measure(op, addresses, flags);
            default:
                return RingOps.close(fd, flags, slot);
        }
    }

    private IoUringIoOps transfer(DiskOp op, DirectMemory addresses, byte flags) {
        ByteBuffer memory = op.memory;
        if (memory == null) {
            throw new IllegalStateException(op + " has no memory");
        }
        long address = addresses.address(memory) + memory.position();
        int length = memory.remaining();
        boolean reads = op.kind == DiskOp.Kind.READ;
        int how = reads && !waits ? RingOps.RWF_NOWAIT : 0;
        if (!op.atCursor) {
            return reads
                    ? RingOps.read(fd, op.position, address, length, how, flags, slot)
                    : RingOps.write(fd, op.position, address, length, flags, slot);
        }
        int key = (reads ? 1 : 0) | (how << 1) | (flags << 8);
        IoUringIoOps entry = latest;
        if (entry == null || latestAddress != address || latestLength != length || latestKey != key) {
            entry = reads
                    ? RingOps.read(fd, RingOps.CURSOR, address, length, how, flags, slot)
                    : RingOps.write(fd, RingOps.CURSOR, address, length, flags, slot);
            latest = entry;
            latestAddress = address;
            latestLength = length;
            latestKey = key;
        }
        return entry;
    }

    private IoUringIoOps measure(DiskOp op, DirectMemory addresses, byte flags) {
        ByteBuffer statx = op.memory;
        if (statx == null) {
            statx = op.file.home().pool().take(STATX_BYTES);
            op.memory = statx;
        }
        statx.put(STATX_EMPTY_PATH_AT, (byte) 0);
        long address = addresses.address(statx);
        return RingOps.size(fd, address, address + STATX_EMPTY_PATH_AT, flags, slot);
    }

    private static ByteBuffer lend(DiskOp op, byte[] bytes) {
        ByteBuffer block = op.memory;
        if (block == null) {
            block = op.file.home().pool().take(bytes.length + 1);
            op.memory = block;
        }
        block.clear().put(bytes).put((byte) 0);
        return block;
    }

    /** As the JDK encodes them for the system. */
    private static byte[] pathBytes(Path path) {
        String encoding = System.getProperty("sun.jnu.encoding");
        Charset charset = encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
        return path.toAbsolutePath().toString().getBytes(charset);
    }

    /** Whether io_uring can open what the path names. */
    static boolean reaches(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    /**
     * Takes the kernel's answer to a step.
     *
     * @return true when the step has to be submitted again, in another way
     */
    boolean goesOn(DiskOp op, int answer) {
        if (answer == -EINTR) {
            return true;
        }
        if (op.kind == DiskOp.Kind.READ && !waits && (answer == -EAGAIN || answer == -EOPNOTSUPP)) {
            waits = true;
            alwaysWaits |= answer == -EOPNOTSUPP;
            return true;
        }
        waits = alwaysWaits;
        boolean wasMeasured = measured;
        measured = false;
        if (answer < 0) {
            op.failure = failure(op.file.path(), -answer);
            return false;
        }
        switch (op.kind) {
            case OPEN:
                fd = answer;
                op.answer = 0;
                return false;
            case SIZE:
                op.answer = sizeIn(op);
                return false;
            case TRUNCATE:
                op.answer = 0;
                measured = !wasMeasured && sizeIn(op) > op.position;
                return measured;
            case READ:
            case WRITE:
                ByteBuffer memory = op.memory;
                if (memory != null) {
                    memory.position(memory.position() + answer);
                }
                op.answer = answer;
                return false;
            default:
                op.answer = 0;
                return false;
        }
    }

    private static long sizeIn(DiskOp op) {
        ByteBuffer statx = op.memory;
        return statx == null ? 0 : statx.order(ByteOrder.nativeOrder()).getLong(STATX_SIZE_AT);
    }

    /** In the words of the JDK. */
    private static FileSystemException failure(Path path, int errno) {
        String file = path.toString();
        switch (errno) {
            case ENOENT:
                return new NoSuchFileException(file);
            case EACCES:
                return new AccessDeniedException(file);
            case EEXIST:
                return new FileAlreadyExistsException(file);
            default:
                IOException known = Errors.newIOException("io_uring", -errno);
                String message = String.valueOf(known.getMessage());
                FileSystemException failure = new FileSystemException(
                        file,
                        null,
                        message.substring(message.indexOf("): ") + 1 + 2).trim());
                failure.initCause(known);
                return failure;
        }
    }

    /** At once, when nothing of it is under way. */
    void close() throws IOException {
        if (fd >= 0) {
            new FileDescriptor(fd).close();
        }
    }

    @Override
    public String toString() {
        return "RingFile[" + fd + "]";
    }
}
