package dev.enso.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.channel.kqueue.KQueueIoEvent;
import io.netty.channel.kqueue.KQueueIoHandle;

/** A guest in the type that Netty's kqueue handler asks for. */
@SuppressWarnings("try") // what a handle throws when it is closed is its own affair
final class KqueueGuest implements KQueueIoHandle {
    private final KQueueIoHandle handle;
    private final Guest guest;

    KqueueGuest(IoHandle handle, Guest guest) {
        this.handle = (KQueueIoHandle) handle;
        this.guest = guest;
    }

    @Override
    public int ident() {
        return handle.ident();
    }

    /** The handler has one event for a registration and fills it anew each time: what is kept must be a copy. */
    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        KQueueIoEvent fired = (KQueueIoEvent) event;
        guest.heard(
                registration,
                KQueueIoEvent.newEvent(
                        fired.ident(), fired.filter(), fired.flags(), fired.fflags(), fired.data(), fired.udata()));
    }

    @Override
    public void registered() {
        guest.registered();
    }

    @Override
    public void unregistered() {
        guest.unregistered();
    }

    @Override
    public void close() throws Exception {
        guest.close();
    }
}
