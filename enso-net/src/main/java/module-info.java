/** Sockets on the reactors, and the one-line start. */
module dev.enso.net {
    requires transitive dev.enso.core;
    requires transitive dev.enso.queues;
    requires transitive dev.enso.timers;
    requires io.netty.common;
    requires io.netty.buffer;
    requires transitive io.netty.transport; // the loops of dev.enso.net.Netty
    requires io.netty.transport.unix.common;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.kqueue;
    // Optional: not there at run time unless somebody resolves it. Files then run on a pool of threads, sockets on
    // epoll.
    requires static io.netty.transport.classes.io_uring;
    // No code inside, only native libraries. A module that nobody requires is not part of the graph, and its resources
    // are then invisible: epoll would fall back to NIO on the module path without these four lines.
    requires io.netty.transport.epoll.linux.x86_64;
    requires io.netty.transport.epoll.linux.aarch_64;
    requires io.netty.transport.kqueue.osx.x86_64;
    requires io.netty.transport.kqueue.osx.aarch_64;
    requires org.agrona;

    exports dev.enso;
    exports dev.enso.net;
}
