package dev.enso.net;

import io.netty.channel.IoHandler;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Netty's io_uring handler, which is asked for one thing only: to poll descriptors. What is to be polled is written into the
 * ring and handed over with the next sleep, in the same system call; a look at what is ready is a look at memory.
 */
final class UringSelector implements Selector {
    /** What waits in the ring is handed over at the latest when it is so much. */
    private static final int ENTRIES = 256;

    /** The handler makes garbage of more seconds than fit into an int. */
    private static final long LONGEST_WAIT = TimeUnit.DAYS.toNanos(1);

    private final HandlerThread thread;
    private final IoHandler handler;
    private final HandlerContext context = new HandlerContext(LONGEST_WAIT);

    /** Who used it last. The handler enters the ring by a number that this thread was given, and that is no other's. */
    private @Nullable Thread user;

    private UringSelector(HandlerThread thread, IoHandler handler) {
        this.thread = thread;
        this.handler = handler;
    }

    static UringSelector open() throws IOException {
        HandlerThread thread = new HandlerThread();
        try {
            // A ring that only one thread may submit to would be cheaper, but a poll may change its thread.
            IoHandler handler = IoUringIoHandler.newFactory(
                            new IoUringIoHandlerConfig().setRingSize(ENTRIES).setSingleIssuer(false))
                    .newHandler(thread);
            return new UringSelector(thread, handler);
        } catch (Throwable t) {
            throw Errno.open(t);
        }
    }

    @Override
    public Attachment attach(PortSocket socket, int interest, int armed, Node node) throws IOException {
        if (!(socket instanceof FdSocket fd)) {
            throw Failures.otherTransport(socket, "io_uring");
        }
        UringAttachment attachment = new UringAttachment(this, fd.descriptor().intValue(), node, interest);
        beginSubmitting();
        try {
            attachment.registered(handler.register(attachment));
        } catch (Exception e) {
            throw Failures.asIoException(e);
        } finally {
            endSubmitting();
        }
        attachment.begin(armed);
        return attachment;
    }

    /** What is called between these two may submit to the ring. Never one inside the other. */
    void beginSubmitting() {
        takeOver();
        thread.begin();
    }

    void endSubmitting() {
        thread.end();
    }

    /** Hands over what waits in the ring, and takes in what is ready. */
    void flush() {
        takeOver();
        handler.run(context.with(null));
    }

    @Override
    public void selectNow() throws IOException {
        run(context.with(null));
    }

    @Override
    public void select(Sleep sleep) throws IOException {
        // Asked here too, since the handler doesn't ask when something is ready. A wake-up after it leaves its mark.
        run(context.with(sleep.canBlock() ? sleep : null));
    }

    private void run(HandlerContext how) throws IOException {
        takeOver();
        try {
            handler.run(how);
        } catch (UncheckedIOException e) {
            throw new IOException("io_uring failed: " + e.getMessage(), e);
        }
    }

    /** Initialising it once more does nothing but get this thread a number. */
    private void takeOver() {
        Thread current = Thread.currentThread();
        if (user != current) {
            handler.initialize();
            user = current;
        }
    }

    @Override
    public void wakeup() {
        handler.wakeup();
    }

    @Override
    public void close() {
        beginSubmitting();
        try {
            handler.prepareToDestroy();
            handler.destroy();
        } finally {
            endSubmitting();
        }
    }
}
