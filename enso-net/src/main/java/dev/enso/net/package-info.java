/**
 * Sockets, in three layers.
 *
 * <ul>
 *   <li>Connections and servers for tasks: {@link dev.enso.net.Connection}, {@link dev.enso.net.Server}.
 *   <li>mio's shape below them: a {@link dev.enso.net.Poll} with its {@link dev.enso.net.Registry} watches a
 *       {@link dev.enso.net.TcpListener} or a {@link dev.enso.net.TcpStream} and fills
 *       {@link dev.enso.net.Events}, or tells tasks through a {@link dev.enso.net.Readiness}. It never blocks but in the poll.
 *   <li>The ports at the bottom: epoll, io_uring, kqueue, NIO. What a port must supply is written at the package-private interface
 *       {@code Port}; a {@link dev.enso.net.Transport} is one of them, chosen.
 * </ul>
 */
@NullMarked
package dev.enso.net;

import org.jspecify.annotations.NullMarked;
