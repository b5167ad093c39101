package dev.enso.net;

import dev.enso.core.Waker;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Poller;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringIoOps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files by io_uring: a ring of the reactor's own beside its selector, on the reactor's thread.
 *
 * <p>What is in memory is done inside the call that submits it, so most operations are over when {@link #start} returns. For
 * what takes longer the reactor sleeps in its selector, which knows nothing of this ring. So each operation that may take
 * longer is linked to a second one, which the kernel begins when the first is over, whatever its outcome: to write to an
 * eventfd that the selector watches. A read is tried without waiting before, and then needs no bell.
 *
 * <p>Linked entries must be submitted together. So a round submits at most as many as fit, and operations that are asked for
 * while its completions are delivered wait for the next round.
 */
final class RingPort implements DiskPort {
    private static final int ENTRIES = 256;
    private static final int ENTRIES_A_ROUND = 128;
    private static final short BELL = -1;
    private static final short OTHER = -2;
    private static final byte NONE = 0;

    /** IOSQE_IO_HARDLINK: what is behind begins also when this one fails. */
    private static final byte THEN_NEXT = 1 << 3;

    private final CoreContext core;
    private final HandlerThread thread = new HandlerThread();
    private final IoHandler ring;
    private final IoRegistration registration;
    private final HandlerContext now = new HandlerContext();
    private final DirectMemory addresses = new DirectMemory();

    private final FileDescriptor eventfd;
    private final FdSource source;
    private final Readiness readiness;
    private final ByteBuffer one =
            ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).putLong(0, 1);
    private final ByteBuffer counted = ByteBuffer.allocateDirect(8);
    private final IoUringIoOps ringTheBell;
    private final Waker onBell = this::bellRang;
    private boolean rung = true;

    /** By the slots of their files: what the kernel is at, and by what number it may be cancelled. */
    private DiskOp[] inFlight = new DiskOp[16];

    private long[] numbers = new long[16];
    private final RingSlots freeSlots = new RingSlots();

    private final OpLine asked = new OpLine();
    private final OpLine done = new OpLine();
    private boolean inRound;

    /** To the latest operation that belongs to no file. */
    private int otherAnswer;

    private RingPort(CoreContext core, Poll poll, FileDescriptor eventfd) throws Exception {
        this.core = core;
        this.eventfd = eventfd;
        thread.begin();
        try {
            // Made and used by the thread that also waits in the selector, so it may not be the ring's only issuer's
            // mode,
            // in which completions come only to who waits for them in the ring.
            ring = IoUringIoHandler.newFactory(
                            new IoUringIoHandlerConfig().setRingSize(ENTRIES).setSingleIssuer(false))
                    .newHandler(thread);
            ring.initialize();
            registration = ring.register(new Handle());
        } finally {
            thread.end();
        }
        ringTheBell = RingOps.write(eventfd.intValue(), 0, addresses.address(one), Long.BYTES, NONE, BELL);
        source = FdSource.of(poll.transport(), eventfd.intValue());
        readiness = poll.registry().register(source, Interest.READABLE);
    }

    /**
     * A ring for a reactor.
     *
     * @throws TransportUnavailableException when the system gives none
     * @throws UnsupportedOperationException when the reactor can't be woken by it
     */
    static DiskPort open(CoreContext core) {
        Uring.ensureAvailable();
        Poll poll;
        try {
            poll = core.service(Poll.class);
        } catch (IllegalStateException e) {
            throw new UnsupportedOperationException(e.getMessage(), e);
        }
        FdSource.of(poll.transport(), 0);
        FileDescriptor eventfd = null;
        try {
            eventfd = Native.newEventFd();
            RingPort port = new RingPort(core, poll, eventfd);
            port.ensureComplete();
            return port;
        } catch (Exception e) {
            if (eventfd != null) {
                closeAfter(e, eventfd);
            }
            throw e instanceof TransportUnavailableException said ? said : Uring.unavailable(e);
        }
    }

    private static void closeAfter(Exception failure, FileDescriptor descriptor) {
        try {
            descriptor.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Older kernels lack the youngest operation, and say so before they look at the descriptor. */
    private void ensureComplete() {
        thread.begin();
        try {
            registration.submit(RingOps.truncate(-1, 0, NONE, OTHER));
            ring.run(now.with(null));
        } finally {
            thread.end();
        }
        if (otherAnswer == RingOps.EINVAL) {
            close(List.of());
            throw new TransportUnavailableException(
                    "io_uring of this kernel can't truncate files, which takes Linux 6.9", null);
        }
    }

    @Override
    public String name() {
        return "io_uring";
    }

    @Override
    public void start(DiskOp op) {
        asked.add(op);
        if (!inRound) {
            round();
        }
    }

    /** Submits, and delivers what is over, until nothing is asked any more. */
    private int round() {
        int delivered = 0;
        inRound = true;
        try {
            do {
                submit();
                DiskOp op = done.poll();
                while (op != null) {
                    delivered++;
                    op.file.stepped(op);
                    op = done.poll();
                }
            } while (!asked.isEmpty());
        } finally {
            inRound = false;
        }
        return delivered;
    }

    private void submit() {
        thread.begin();
        try {
            for (int entries = 0; entries < ENTRIES_A_ROUND && !asked.isEmpty(); entries += 2) {
                submit(asked.poll());
            }
            ring.run(now.with(null));
        } finally {
            thread.end();
        }
    }

    private void submit(@Nullable DiskOp op) {
        if (op == null) {
            return;
        }
        RingFile file = fileOf(op);
        if (file == null) {
            done.add(op);
            return;
        }
        inFlight[file.slot] = op;
        boolean waits = op.kind != DiskOp.Kind.READ || file.waits;
        numbers[file.slot] = registration.submit(file.entry(op, addresses, waits ? THEN_NEXT : NONE));
        if (waits) {
            registration.submit(ringTheBell);
        }
    }

    /** Null when the operation needs nothing of the kernel any more. */
    private @Nullable RingFile fileOf(DiskOp op) {
        RingFile file = (RingFile) op.file.handle;
        if (file != null) {
            return file;
        }
        if (op.kind != DiskOp.Kind.OPEN) {
            // It was never opened, and is closed.
            op.answer = 0;
            return null;
        }
        if (!RingFile.reaches(op.file.path())) {
            op.failure = new UnsupportedOperationException("io_uring opens files of the default file system, and "
                    + op.file.path() + " is of another: use Storage.pool()");
            return null;
        }
        short slot = freeSlots.takeOrNone();
        if (slot < 0) {
            op.failure = new IOException("a reactor has at most " + RingSlots.MOST + " open files on io_uring");
            return null;
        }
        if (slot >= inFlight.length) {
            inFlight = Arrays.copyOf(inFlight, 2 * slot);
            numbers = Arrays.copyOf(numbers, 2 * slot);
        }
        RingFile opened = new RingFile(slot);
        op.file.handle = opened;
        return opened;
    }

    private void completed(short slot, int answer) {
        if (slot < 0) {
            otherAnswer = slot == OTHER ? answer : otherAnswer;
            return;
        }
        DiskOp op = inFlight[slot];
        if (op == null) {
            return;
        }
        inFlight[slot] = null;
        RingFile file = (RingFile) op.file.handle;
        if (file != null && file.goesOn(op, answer)) {
            asked.add(op);
            return;
        }
        if (file != null && (op.kind == DiskOp.Kind.CLOSE || (op.kind == DiskOp.Kind.OPEN && op.failure != null))) {
            freeSlots.give(slot);
            op.file.handle = null;
        }
        done.add(op);
    }

    private void bellRang() {
        rung = true;
    }

    @Override
    public int poll(int limit) {
        if (!rung) {
            return 0;
        }
        rung = false;
        readiness.clearReadable();
        try {
            // Answered before the ring is looked at, so that what rings now rings again.
            eventfd.read(counted, 0, 8);
        } catch (IOException e) {
            throw new UncheckedIOException("the bell of io_uring failed", e);
        }
        if (readiness.pollReadable(onBell)) {
            rung = true;
        }
        return round();
    }

    @Override
    public long deadline() {
        return rung ? Poller.NOW : Poller.NEVER;
    }

    @Override
    public void close(Iterable<DiskFile> open) {
        thread.begin();
        try {
            for (int slot = 0; slot < inFlight.length; slot++) {
                if (inFlight[slot] != null) {
                    registration.submit(RingOps.cancel(numbers[slot], OTHER));
                }
            }
            // Waits until the kernel is at nothing any more.
            ring.prepareToDestroy();
            ring.destroy();
        } finally {
            thread.end();
        }
        for (DiskFile file : open) {
            RingFile opened = (RingFile) file.handle;
            if (opened != null) {
                closeNow(file, opened);
            }
        }
        try {
            source.close();
            eventfd.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the bell of io_uring can't be closed", e);
        }
    }

    private static void closeNow(DiskFile file, RingFile opened) {
        try {
            opened.close();
        } catch (IOException failure) {
            file.closingFailed(failure);
        }
    }

    @Override
    public String toString() {
        return "RingPort[" + core.reactor().name() + "]";
    }

    private final class Handle implements IoUringIoHandle {
        @Override
        public void handle(IoRegistration from, IoEvent event) {
            IoUringIoEvent completion = (IoUringIoEvent) event;
            completed((short) completion.userData(), completion.res());
        }

        @Override
        public void close() {
            registration.cancel();
        }
    }
}
