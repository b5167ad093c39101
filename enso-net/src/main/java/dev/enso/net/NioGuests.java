package dev.enso.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.Selector;

/** Guests of the JDK's selector. */
final class NioGuests implements GuestIo {
    private final NioSelector home;
    private final Selector selector;

    NioGuests(NioSelector home, Selector selector) {
        this.home = home;
        this.selector = selector;
    }

    @Override
    public IoRegistration register(IoHandle handle, Guest guest) throws IOException {
        if (!(handle instanceof NioIoHandle nio)) {
            throw Guest.ofAnotherTransport(handle);
        }
        NioGuest registration;
        try {
            registration = NioGuest.register(selector, nio, guest);
        } catch (CancelledKeyException e) {
            // A channel that has left this selector just now and comes back.
            home.forgetCancelled();
            registration = NioGuest.register(selector, nio, guest);
        }
        guest.registered();
        return registration;
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return NioIoHandle.class.isAssignableFrom(type);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> type) {
        return type == NioIoHandler.class;
    }
}
