package dev.enso.net;

import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/** A socket of the JDK, as its selector needs it. */
interface NioSocket extends PortSocket {
    SelectableChannel channel();

    /** The operations of a key that watches for these bits, as things are with the socket now. */
    int ops(int bits);

    /** It is watched from now on, or no more; for sockets whose operations change by themselves. */
    default void attached(@Nullable NioAttachment attachment) {}
}
