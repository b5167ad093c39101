package dev.enso.net;

import io.netty.channel.uring.IoUringIoOps;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The operations of io_uring, as submission entries: what liburing's {@code io_uring_prep_*} functions fill in. */
final class RingOps {
    static final int EINVAL = -22;
    static final int ECANCELED = -125;

    /** Where the file's own position stands, which moves. */
    static final long CURSOR = -1;

    static final int RWF_NOWAIT = 8;
    static final int FSYNC_DATASYNC = 1;

    private static final byte FSYNC = 3;
    private static final byte POLL_ADD = 6;
    private static final byte ASYNC_CANCEL = 14;
    private static final byte OPENAT = 18;
    private static final byte CLOSE = 19;
    private static final byte STATX = 21;
    private static final byte READ = 22;
    private static final byte WRITE = 23;
    private static final byte FTRUNCATE = 55;

    /** IORING_POLL_ADD_MULTI: answers again and again, to each edge. */
    private static final int MANY_SHOTS = 1;

    private static final int AT_FDCWD = -100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_SIZE = 0x200;
    private static final int MODE = 0666;

    private static final int O_WRONLY = 1;
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_EXCL = 0x80;
    private static final int O_TRUNC = 0x200;
    private static final int O_APPEND = 0x400;
    private static final int O_DSYNC = 0x1000;
    private static final int O_SYNC = 0x101000;
    private static final int O_CLOEXEC = 0x80000;

    private RingOps() {}

    static IoUringIoOps open(long path, int openFlags, byte flags, short slot) {
        return entry(OPENAT, flags, AT_FDCWD, 0, path, MODE, openFlags, slot);
    }

    static IoUringIoOps close(int fd, byte flags, short slot) {
        return entry(CLOSE, flags, fd, 0, 0, 0, 0, slot);
    }

    static IoUringIoOps read(int fd, long position, long address, int length, int how, byte flags, short slot) {
        return entry(READ, flags, fd, position, address, length, how, slot);
    }

    static IoUringIoOps write(int fd, long position, long address, int length, byte flags, short slot) {
        return entry(WRITE, flags, fd, position, address, length, 0, slot);
    }

    static IoUringIoOps sync(int fd, int how, byte flags, short slot) {
        return entry(FSYNC, flags, fd, 0, 0, 0, how, slot);
    }

    /**
     * @param statx of 256 bytes, which are filled in
     * @param empty the address of a byte 0: the descriptor itself is meant
     */
    static IoUringIoOps size(int fd, long statx, long empty, byte flags, short slot) {
        return entry(STATX, flags, fd, statx, empty, STATX_SIZE, AT_EMPTY_PATH, slot);
    }

    static IoUringIoOps truncate(int fd, long size, byte flags, short slot) {
        return entry(FTRUNCATE, flags, fd, size, 0, 0, 0, slot);
    }

    /** One answer, when any of these events holds. */
    static IoUringIoOps poll(int fd, int events, short slot) {
        return entry(POLL_ADD, (byte) 0, fd, 0, 0, 0, events, slot);
    }

    /** An answer when any of these events holds, and again whenever one comes. */
    static IoUringIoOps watch(int fd, int events, short slot) {
        return entry(POLL_ADD, (byte) 0, fd, 0, 0, MANY_SHOTS, events, slot);
    }

    /**
     * @param number by which the operation was submitted
     */
    static IoUringIoOps cancel(long number, short slot) {
        return entry(ASYNC_CANCEL, (byte) 0, -1, 0, number, 0, 0, slot);
    }

    private static IoUringIoOps entry(
            byte opcode, byte flags, int fd, long offset, long address, int length, int how, short slot) {
        return new IoUringIoOps(
                opcode, flags, (short) 0, fd, offset, address, length, how, (long) slot, (short) 0, (short) 0, 0, 0L);
    }

    /** What open(2) is told, which is what the JDK tells it. */
    static int openFlags(Set<? extends OpenOption> options) {
        boolean appends = options.contains(StandardOpenOption.APPEND);
        boolean writes = appends || options.contains(StandardOpenOption.WRITE);
        boolean reads = options.contains(StandardOpenOption.READ);
        int flags = O_CLOEXEC | (writes ? reads ? O_RDWR : O_WRONLY : 0) | (appends ? O_APPEND : 0);
        if (writes) {
            flags |= options.contains(StandardOpenOption.TRUNCATE_EXISTING) ? O_TRUNC : 0;
            flags |= options.contains(StandardOpenOption.CREATE) ? O_CREAT : 0;
            flags |= options.contains(StandardOpenOption.CREATE_NEW) ? O_CREAT | O_EXCL : 0;
        }
        flags |= options.contains(StandardOpenOption.DSYNC) ? O_DSYNC : 0;
        flags |= options.contains(StandardOpenOption.SYNC) ? O_SYNC : 0;
        return flags;
    }
}
