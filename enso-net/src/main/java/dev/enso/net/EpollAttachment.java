package dev.enso.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor watched by epoll, edge-triggered. The kernel makes the edges, with one exception: a socket that can be
 * written almost always can, so once that was reported and shows again in the company of something else, EPOLLOUT is taken
 * out of the mask until a write would block. Events of a socket that is only read are then EPOLLIN alone, for which Netty
 * has an object ready; it makes a new one for each unusual mask.
 */
final class EpollAttachment implements Attachment, EpollIoHandle {
    private static final int EPOLLET = 1 << 31;

    /** The masks for all armed bits. Never the empty mask: Netty takes the descriptor out of epoll for it. */
    private static final EpollIoOps[] MASKS = masks();

    private final HandlerThread thread;
    private final FileDescriptor descriptor;
    private final Node node;
    private @Nullable IoRegistration registration;
    private int interest;
    private int armed;
    private boolean writableSeen;

    EpollAttachment(HandlerThread thread, FileDescriptor descriptor, Node node) {
        this.thread = thread;
        this.descriptor = descriptor;
        this.node = node;
    }

    void registered(IoRegistration newRegistration, int newInterest, int newArmed) throws IOException {
        registration = newRegistration;
        interest = newInterest;
        try {
            arm(newArmed);
        } catch (UncheckedIOException e) {
            newRegistration.cancel();
            throw e.getCause();
        }
    }

    @Override
    public void interest(int bits) throws IOException {
        interest = bits;
        writableSeen = false;
        try {
            arm(bits);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
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
                cancelled.cancel();
            } finally {
                thread.end();
            }
        }
    }

    /** Nothing may escape from here: the handler would sleep for a second and lose the other events of its batch. */
    @Override
    public void handle(IoRegistration from, IoEvent event) {
        int events = ((EpollIoEvent) event).ops().value();
        int bits = PollEvents.bits(events);
        if ((events & PollEvents.OUT) != 0 && (armed & Bits.WRITABLE) != 0) {
            if (!writableSeen) {
                writableSeen = true;
            } else {
                bits &= ~Bits.WRITABLE;
                try {
                    arm(armed & ~Bits.WRITABLE);
                } catch (UncheckedIOException e) {
                    // The descriptor is of no use any more; the next call on it says why.
                    bits |= Bits.ERROR;
                }
            }
        }
        node.fired(bits & (interest | ~Bits.INTERESTS));
    }

    private void arm(int bits) {
        IoRegistration registered = registration;
        if (registered != null) {
            registered.submit(MASKS[bits]);
            armed = bits;
        }
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    /** The descriptor is its socket's to close. */
    @Override
    public void close() {}

    private static EpollIoOps[] masks() {
        EpollIoOps[] masks = new EpollIoOps[Bits.INTERESTS + 1];
        for (int bits = 0; bits < masks.length; bits++) {
            int mask = EPOLLET | PollEvents.RDHUP;
            mask |= (bits & Bits.READABLE) != 0 ? PollEvents.IN : 0;
            mask |= (bits & Bits.WRITABLE) != 0 ? PollEvents.OUT : 0;
            mask |= (bits & Bits.PRIORITY) != 0 ? PollEvents.PRI : 0;
            masks[bits] = EpollIoOps.valueOf(mask);
        }
        return masks;
    }
}
