package dev.enso.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.kqueue.KQueueIoEvent;
import io.netty.channel.kqueue.KQueueIoHandle;
import io.netty.channel.kqueue.KQueueIoOps;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor watched by kqueue through two filters, whose events clear themselves (EV_CLEAR), which makes edges. The
 * filter for writing would fire at every acknowledgement of the peer, so once writable was reported it is taken out until a
 * write would block.
 *
 * <p>Changes cost no system call: they are handed over with the next look, in the order in which they were made. So the
 * filters of a closed descriptor are gone before those of its successor are added, and deleting one that went with its
 * descriptor is an error that the handler passes over.
 */
final class KqueueAttachment implements Attachment, KQueueIoHandle {
    private static final short EVFILT_READ = -1;
    private static final short EVFILT_WRITE = -2;
    private static final short EV_ADD = 0x0001;
    private static final short EV_DELETE = 0x0002;
    private static final short EV_ENABLE = 0x0004;
    private static final short EV_CLEAR = 0x0020;
    private static final int EV_EOF = 0x8000;

    private static final short WATCH = EV_ADD | EV_ENABLE | EV_CLEAR;
    private static final KQueueIoOps WATCH_READING = KQueueIoOps.newOps(EVFILT_READ, WATCH, 0);
    private static final KQueueIoOps WATCH_WRITING = KQueueIoOps.newOps(EVFILT_WRITE, WATCH, 0);
    private static final KQueueIoOps LEAVE_READING = KQueueIoOps.newOps(EVFILT_READ, EV_DELETE, 0);
    private static final KQueueIoOps LEAVE_WRITING = KQueueIoOps.newOps(EVFILT_WRITE, EV_DELETE, 0);

    private final HandlerThread thread;
    private final int descriptor;
    private final Node node;
    private @Nullable IoRegistration registration;
    private int interest;
    private int armed;
    private boolean writableSeen;

    KqueueAttachment(HandlerThread thread, int descriptor, Node node) {
        this.thread = thread;
        this.descriptor = descriptor;
        this.node = node;
    }

    /** Called inside {@link HandlerThread#begin()}, as everything of a registration that is not an event must be. */
    void registered(IoRegistration newRegistration, int newInterest, int newArmed) {
        registration = newRegistration;
        interest = newInterest;
        submit(newRegistration, newArmed);
    }

    @Override
    public void interest(int bits) {
        if ((bits & Bits.PRIORITY) != 0) {
            throw Failures.noPriority("kqueue");
        }
        interest = bits;
        writableSeen = false;
        // Adding a filter that is there looks at the descriptor anew, which is the edge that is owed.
        arm(bits);
    }

    @Override
    public void rearm(int bits) {
        if ((bits & interest & Bits.WRITABLE) != 0) {
            writableSeen = false;
            if ((armed & Bits.WRITABLE) == 0) {
                arm(armed | Bits.WRITABLE);
            }
        }
    }

    @Override
    public void detach() {
        IoRegistration cancelled = registration;
        registration = null;
        if (cancelled != null) {
            thread.begin();
            try {
                // Cancelling alone leaves the filters installed, and takes no further changes.
                submit(cancelled, 0);
                cancelled.cancel();
            } finally {
                thread.end();
            }
        }
    }

    /** Nothing may escape from here: the handler would sleep for a second and lose the other events of its batch. */
    @Override
    public void handle(IoRegistration from, IoEvent event) {
        KQueueIoEvent fired = (KQueueIoEvent) event;
        boolean ended = (fired.flags() & EV_EOF) != 0;
        int bits = 0;
        if (fired.filter() == EVFILT_READ) {
            bits |= Bits.READABLE;
            bits |= ended ? Bits.READ_CLOSED : 0;
        } else if (fired.filter() == EVFILT_WRITE) {
            bits |= Bits.WRITABLE;
            bits |= ended ? Bits.WRITE_CLOSED : 0;
            if (!writableSeen || ended) {
                writableSeen = true;
            } else {
                bits = 0;
                arm(armed & ~Bits.WRITABLE);
            }
        }
        if (ended && fired.fflags() != 0) {
            bits |= Bits.ERROR | interest;
        }
        node.fired(bits & (interest | ~Bits.INTERESTS));
    }

    private void arm(int bits) {
        IoRegistration registered = registration;
        if (registered != null) {
            thread.begin();
            try {
                submit(registered, bits);
            } finally {
                thread.end();
            }
        }
    }

    private void submit(IoRegistration registered, int bits) {
        if ((bits & Bits.READABLE) != 0) {
            registered.submit(WATCH_READING);
        } else if ((armed & Bits.READABLE) != 0) {
            registered.submit(LEAVE_READING);
        }
        if ((bits & Bits.WRITABLE) != 0) {
            registered.submit(WATCH_WRITING);
        } else if ((armed & Bits.WRITABLE) != 0) {
            registered.submit(LEAVE_WRITING);
        }
        armed = bits;
    }

    @Override
    public int ident() {
        return descriptor;
    }

    /** The descriptor is its socket's to close. */
    @Override
    public void close() {}
}
