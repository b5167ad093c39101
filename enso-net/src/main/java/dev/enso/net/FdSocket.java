package dev.enso.net;

import io.netty.channel.unix.Socket;

/** A socket by file descriptor, as the selectors for these need it. */
interface FdSocket extends PortSocket {
    Socket descriptor();
}
