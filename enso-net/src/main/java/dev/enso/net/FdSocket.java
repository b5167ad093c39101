package dev.enso.net;

import io.netty.channel.unix.FileDescriptor;

/** A socket by file descriptor, as the selectors for these need it. */
interface FdSocket extends PortSocket {
    FileDescriptor descriptor();
}
