package dev.enso.net;

import io.netty.channel.IoHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;

/** Netty's epoll handler. */
final class EpollSelector implements Selector {
    private final HandlerThread thread;
    private final IoHandler handler;
    private final HandlerContext context = new HandlerContext();

    private EpollSelector(HandlerThread thread, IoHandler handler) {
        this.thread = thread;
        this.handler = handler;
    }

    static EpollSelector open() throws IOException {
        HandlerThread thread = new HandlerThread();
        try {
            IoHandler handler = EpollIoHandler.newFactory().newHandler(thread);
            handler.initialize();
            return new EpollSelector(thread, handler);
        } catch (Throwable t) {
            throw Errno.open(t);
        }
    }

    @Override
    public Attachment attach(PortSocket socket, int interest, int armed, Node node) throws IOException {
        if (!(socket instanceof FdSocket fd)) {
            throw Failures.otherTransport(socket, "epoll");
        }
        EpollAttachment attachment = new EpollAttachment(thread, fd.descriptor(), node);
        thread.begin();
        try {
            attachment.registered(handler.register(attachment), interest, armed);
            return attachment;
        } catch (IOException e) {
            throw new IOException("epoll can't watch " + fd.descriptor() + ": " + e.getMessage(), e);
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
        return new HandlerGuests(handler, EpollGuest::new);
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
