package dev.enso.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;

/** A guest in the type that Netty's epoll handler asks for. */
@SuppressWarnings("try") // what a handle throws when it is closed is its own affair
final class EpollGuest implements EpollIoHandle {
    private final EpollIoHandle handle;
    private final Guest guest;

    EpollGuest(IoHandle handle, Guest guest) {
        this.handle = (EpollIoHandle) handle;
        this.guest = guest;
    }

    @Override
    public FileDescriptor fd() {
        return handle.fd();
    }

    /** Events of epoll don't change, so they are kept as they are; one that waits already says all that the next would. */
    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        guest.heardOnce(registration, event);
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
