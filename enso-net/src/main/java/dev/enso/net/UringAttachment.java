package dev.enso.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Errors;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor polled by io_uring, by requests of many shots: the kernel answers at once when something is ready, and then each
 * time when something comes, which makes edges. One request is for reading, and stands as long as the attachment. The other is
 * for writing. Since a socket that can be written almost always can, it begins when a write would block, and is ended
 * when it tells again what nobody has asked for.
 *
 * <p>A request that changes is cancelled and begun under another tag, so that late answers to the old one can be told from
 * those to the new. The kernel may end one too, when more answers came than it has room for, or when the thread that began
 * it has ended. It is begun anew then, which tells what is ready.
 *
 * <p>How the kernel does it has three consequences. A request holds the file open, so a socket that is closed would stay
 * connected until its requests are cancelled: {@link #detach()} waits for that. An answer may be what the waker said, not what
 * the file says, and a socket says "urgent data" with any data; so that is asked again, by a request of one shot that is
 * cancelled in the same breath. And every request also tells that the peer has finished, so one shot would not do for
 * writing: after that it could be spent on nothing else.
 */
final class UringAttachment implements Attachment, IoUringIoHandle {
    private static final int BROKEN = PollEvents.ERR | PollEvents.HUP;

    /** IORING_CQE_F_MORE: further answers to the same request will come. */
    private static final int MORE = 1 << 1;

    // Those of requests that stand are not negative: even for reading, odd for writing.
    private static final short URGENT = -1;
    private static final short CANCEL = -2;

    private final UringSelector selector;
    private final int descriptor;
    private final Node node;
    private final Request reading = new Request((short) 0);
    private final Request writing = new Request((short) 1);

    /** Null once detached. */
    private @Nullable IoRegistration registration;

    private int interest;

    /** Told since it was asked for. */
    private boolean writableSeen;

    /** The kernel has taken a request, so one that ends is begun anew. */
    private boolean established;

    UringAttachment(UringSelector selector, int descriptor, Node node, int interest) {
        this.selector = selector;
        this.descriptor = descriptor;
        this.node = node;
        this.interest = interest;
    }

    void registered(IoRegistration newRegistration) {
        registration = newRegistration;
    }

    /** Hands over the first request at once, so that who registers hears whether the descriptor can be watched. */
    void begin(int armed) throws IOException {
        // Twice, since a request also ends when there is no room for an answer; handing it over has made room then.
        for (int attempt = 0; attempt < 2 && !reading.stands; attempt++) {
            ask(armed);
            selector.flush();
        }
        if (!reading.stands) {
            detach();
            node.drop(Bits.ALL);
            throw unwatchable(reading.end);
        }
        established = true;
    }

    private IOException unwatchable(int end) {
        String reason = end < 0
                ? String.valueOf(Errors.newIOException("poll", end).getMessage())
                : "what it refers to is always ready, such as a regular file";
        return new IOException("io_uring can't watch the file descriptor " + descriptor + ": " + reason);
    }

    @Override
    public void interest(int bits) {
        interest = bits;
        ask(bits);
    }

    private void ask(int bits) {
        IoRegistration registered = registration;
        if (registered == null) {
            return;
        }
        int events = PollEvents.RDHUP;
        events |= (bits & Bits.READABLE) != 0 ? PollEvents.IN : 0;
        events |= (bits & Bits.PRIORITY) != 0 ? PollEvents.PRI : 0;
        writableSeen = false;
        selector.beginSubmitting();
        try {
            reading.cancel(registered);
            reading.begin(registered, events);
            writing.cancel(registered);
            if ((bits & Bits.WRITABLE) != 0) {
                writing.begin(registered, PollEvents.OUT);
            }
        } finally {
            selector.endSubmitting();
        }
    }

    @Override
    public void rearm(int bits) {
        int wanted = bits & interest;
        if ((wanted & Bits.WRITABLE) != 0) {
            writableSeen = false;
            again(writing, PollEvents.OUT);
        }
        if ((wanted & Bits.READABLE) != 0) {
            again(reading, reading.events);
        }
    }

    private void again(Request request, int events) {
        IoRegistration registered = registration;
        if (request.stands || registered == null) {
            return;
        }
        selector.beginSubmitting();
        try {
            request.begin(registered, events);
        } finally {
            selector.endSubmitting();
        }
    }

    @Override
    public void detach() {
        IoRegistration cancelled = registration;
        registration = null;
        if (cancelled == null) {
            return;
        }
        selector.beginSubmitting();
        try {
            reading.cancel(cancelled);
            writing.cancel(cancelled);
            cancelled.cancel();
        } finally {
            selector.endSubmitting();
        }
        selector.flush();
    }

    /** Nothing may escape from here: the handler would sleep and go on with its batch. */
    @Override
    public void handle(IoRegistration from, IoEvent event) {
        if (registration == null) {
            return;
        }
        IoUringIoEvent answer = (IoUringIoEvent) event;
        short to = (short) answer.userData();
        try {
            if (to == reading.tag) {
                readingAnswered(from, answer.res(), answer.flags());
            } else if (to == writing.tag) {
                writingAnswered(from, answer.res(), answer.flags());
            } else if (to == URGENT && (answer.res() & PollEvents.PRI) != 0 && answer.res() > 0) {
                report(PollEvents.PRI);
            }
        } catch (RuntimeException e) {
            // The ring takes nothing any more; the next sleep fails and says so.
            node.fired(Bits.ERROR | interest);
        }
    }

    private void readingAnswered(IoRegistration from, int answer, int flags) {
        if (reading.answered(answer, flags)) {
            again(reading, reading.events);
        }
        if (answer >= 0) {
            if ((answer & PollEvents.PRI) != 0) {
                askWhetherUrgent(from);
            }
            report(answer & ~PollEvents.PRI);
        }
    }

    private void writingAnswered(IoRegistration from, int answer, int flags) {
        if (writing.answered(answer, flags)) {
            again(writing, PollEvents.OUT);
        }
        if (answer >= 0 && (answer & (PollEvents.OUT | BROKEN)) != 0) {
            if (!writableSeen || (answer & BROKEN) != 0) {
                writableSeen = true;
                report(answer & ~PollEvents.RDHUP);
            } else {
                selector.beginSubmitting();
                try {
                    writing.cancel(from);
                } finally {
                    selector.endSubmitting();
                }
            }
        }
    }

    private void askWhetherUrgent(IoRegistration from) {
        selector.beginSubmitting();
        try {
            long number = from.submit(RingOps.poll(descriptor, PollEvents.PRI, URGENT));
            from.submit(RingOps.cancel(number, CANCEL));
        } finally {
            selector.endSubmitting();
        }
    }

    private void report(int events) {
        node.fired(PollEvents.bits(events) & (interest | ~Bits.INTERESTS));
    }

    /** The descriptor is its socket's to close. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "UringAttachment[fd " + descriptor + "]";
    }

    /** What is asked of the kernel for as long as it stands. */
    private final class Request {
        /** Of its latest beginning; no answer has one that is told of here before the first. */
        short tag;

        int events;

        /** By which it is cancelled. */
        long number;

        /** The kernel has it. */
        boolean stands;

        /** The answer with which it ended: an error number, or what is ready. */
        int end;

        Request(short tag) {
            this.tag = tag;
        }

        void begin(IoRegistration with, int newEvents) {
            events = newEvents;
            tag = (short) ((tag + 2) & Short.MAX_VALUE);
            number = with.submit(RingOps.watch(descriptor, newEvents, tag));
            stands = true;
        }

        void cancel(IoRegistration with) {
            if (stands) {
                stands = false;
                with.submit(RingOps.cancel(number, CANCEL));
                // Its last answer is none of the next one's.
                tag = (short) ((tag + 2) & Short.MAX_VALUE);
            }
        }

        /** Takes note of an answer; true when the request has to be begun anew. */
        boolean answered(int answer, int flags) {
            if ((flags & MORE) != 0) {
                return false;
            }
            stands = false;
            end = answer;
            if (!established) {
                return false;
            }
            if (answer < 0 && answer != RingOps.ECANCELED) {
                // The call on the descriptor says what is wrong.
                node.fired(Bits.ERROR | interest);
                return false;
            }
            return true;
        }
    }
}
