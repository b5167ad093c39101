package dev.enso.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import java.util.function.BiFunction;

/** Guests of a selector that is a handler of Netty's itself. */
final class HandlerGuests implements GuestIo {
    private final IoHandler handler;
    private final BiFunction<IoHandle, Guest, IoHandle> wrap;

    /**
     * @param wrap puts a guest between the handler and the handle, in the handle's own type
     */
    HandlerGuests(IoHandler handler, BiFunction<IoHandle, Guest, IoHandle> wrap) {
        this.handler = handler;
        this.wrap = wrap;
    }

    @Override
    public IoRegistration register(IoHandle handle, Guest guest) throws Exception {
        if (!isCompatible(handle.getClass())) {
            throw Guest.ofAnotherTransport(handle);
        }
        return handler.register(wrap.apply(handle, guest));
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return handler.isCompatible(type);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> type) {
        return handler.getClass() == type;
    }
}
