package dev.enso.net;

import io.netty.channel.IoHandler;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;

/** Netty's kqueue handler. */
final class KqueueSelector implements Selector {
    private final HandlerThread thread;
    private final IoHandler handler;
    private final HandlerContext context = new HandlerContext();

    private KqueueSelector(HandlerThread thread, IoHandler handler) {
        this.thread = thread;
        this.handler = handler;
    }

    static KqueueSelector open() throws IOException {
        HandlerThread thread = new HandlerThread();
        try {
            IoHandler handler = KQueueIoHandler.newFactory().newHandler(thread);
            handler.initialize();
            return new KqueueSelector(thread, handler);
        } catch (Throwable t) {
            throw Errno.open(t);
        }
    }

    @Override
    public Attachment attach(PortSocket socket, int interest, int armed, Node node) throws IOException {
        if ((interest & Bits.PRIORITY) != 0) {
            throw Failures.noPriority("kqueue");
        }
        if (!(socket instanceof FdSocket fd)) {
            throw Failures.otherTransport(socket, "kqueue");
        }
        KqueueAttachment attachment =
                new KqueueAttachment(thread, fd.descriptor().intValue(), node);
        thread.begin();
        try {
            attachment.registered(handler.register(attachment), interest, armed);
            return attachment;
        } catch (Exception e) {
            throw Failures.asIoException(e);
        } finally {
            thread.end();
        }
    }

    @Override
    public void selectNow() {
        handler.run(context.with(null));
    }

    @Override
    public void select(Sleep sleep) {
        handler.run(context.with(sleep));
    }

    @Override
    public void wakeup() {
        handler.wakeup();
    }

    @Override
    public GuestIo guests(ThreadAwareExecutor turner) {
        thread.turnedBy(turner);
        return new HandlerGuests(handler, KqueueGuest::new);
    }

    @Override
    public void close() {
        thread.begin();
        try {
            handler.prepareToDestroy();
            handler.destroy();
        } finally {
            thread.end();
        }
    }
}
