package dev.enso.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;

/** A {@link Selector} as Netty's channels see it. Registering is for the thread that polls, asking for any. */
interface GuestIo {
    /**
     * Watches a handle. What the system reports is put down by the guest, and told in the reactor's turn.
     *
     * @throws IllegalArgumentException when the handle is made for another transport
     */
    IoRegistration register(IoHandle handle, Guest guest) throws Exception;

    /** Whether handles of this type can be registered. */
    boolean isCompatible(Class<? extends IoHandle> type);

    /** Whether it does the work of this handler of Netty's. */
    boolean isIoType(Class<? extends IoHandler> type);
}
