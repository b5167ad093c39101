package dev.enso.net;

import static java.net.StandardSocketOptions.IP_TOS;
import static java.net.StandardSocketOptions.SO_BROADCAST;
import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static java.net.StandardSocketOptions.SO_LINGER;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_REUSEPORT;
import static java.net.StandardSocketOptions.SO_SNDBUF;
import static java.net.StandardSocketOptions.TCP_NODELAY;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of addresses: how sockets for them are made, and how Netty and the JDK write them. */
enum FdFamily {
    /** Internet addresses, {@link InetSocketAddress} for both. */
    INET(
            Set.of(TCP_NODELAY, SO_KEEPALIVE, SO_LINGER, SO_RCVBUF, SO_SNDBUF, SO_REUSEADDR, SO_REUSEPORT, IP_TOS),
            Set.of(SO_BROADCAST, SO_RCVBUF, SO_SNDBUF, SO_REUSEADDR, SO_REUSEPORT, IP_TOS)) {
        @Override
        Socket openStream() {
            return Socket.newSocketStream();
        }

        @Override
        Socket openDatagram() {
            return Socket.newSocketDgram();
        }

        @Override
        SocketAddress toNetty(SocketAddress address, int mostPathBytes) {
            return address;
        }

        @Override
        @Nullable SocketAddress local(Socket socket) {
            return socket.localAddress();
        }

        @Override
        @Nullable SocketAddress remote(Socket socket) {
            return socket.remoteAddress();
        }
    },

    /** Paths: {@link UnixDomainSocketAddress} for the JDK, {@link DomainSocketAddress} for Netty; empty without a name. */
    UNIX(Set.of(SO_RCVBUF, SO_SNDBUF), Set.of(SO_RCVBUF, SO_SNDBUF)) {
        @Override
        Socket openStream() {
            return Socket.newSocketDomain();
        }

        @Override
        Socket openDatagram() {
            return Socket.newSocketDomainDgram();
        }

        @Override
        SocketAddress toNetty(SocketAddress address, int mostPathBytes) throws IOException {
            String path = ((UnixDomainSocketAddress) address).getPath().toString();
            // Netty would cut a longer one, and take another path.
            if (path.getBytes(StandardCharsets.UTF_8).length > mostPathBytes) {
                throw new IOException("the path of a socket has at most " + mostPathBytes + " bytes");
            }
            return new DomainSocketAddress(path);
        }

        @Override
        @Nullable SocketAddress local(Socket socket) {
            return toJdk(socket.localDomainSocketAddress());
        }

        @Override
        @Nullable SocketAddress remote(Socket socket) {
            return toJdk(socket.remoteDomainSocketAddress());
        }
    };

    /** The options of its sockets for streams. */
    final Set<SocketOption<?>> streamOptions;

    /** The options of its sockets for datagrams. */
    final Set<SocketOption<?>> datagramOptions;

    FdFamily(Set<SocketOption<?>> streamOptions, Set<SocketOption<?>> datagramOptions) {
        this.streamOptions = streamOptions;
        this.datagramOptions = datagramOptions;
    }

    abstract Socket openStream();

    abstract Socket openDatagram();

    /** The address as Netty takes it; fails when the system could not. */
    abstract SocketAddress toNetty(SocketAddress address, int mostPathBytes) throws IOException;

    /** Null when it has none any more, or not yet. */
    abstract @Nullable SocketAddress local(Socket socket);

    /** Null when it has none any more, or not yet. */
    abstract @Nullable SocketAddress remote(Socket socket);

    static FdFamily of(SocketAddress address) {
        return address instanceof InetSocketAddress ? INET : UNIX;
    }

    static @Nullable UnixDomainSocketAddress toJdk(@Nullable DomainSocketAddress address) {
        return address == null ? null : UnixDomainSocketAddress.of(address.path());
    }
}
