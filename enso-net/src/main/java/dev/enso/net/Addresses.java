package dev.enso.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Addresses of both families, and in short: {@code 127.0.0.1:8080}, {@code [::1]:8080}, {@code unix:/run/x.sock}. */
final class Addresses {
    private Addresses() {}

    static String text(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            return "unix:" + unix.getPath();
        }
        if (!(address instanceof InetSocketAddress inet)) {
            return address.toString();
        }
        InetAddress host = inet.getAddress();
        if (host == null) {
            return inet.getHostString() + ":" + inet.getPort();
        }
        String text = host.getHostAddress();
        return (host instanceof Inet6Address ? "[" + text + "]" : text) + ":" + inet.getPort();
    }

    /** The end of a Unix socket that bound no path has an address, and nothing stands in it. */
    static boolean isUnnamed(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                && unix.getPath().toString().isEmpty();
    }

    /**
     * The address itself, when sockets can have it.
     *
     * @throws IllegalArgumentException when it is unresolved, or of another family
     */
    static SocketAddress usable(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return Failures.resolved(inet);
        }
        if (address instanceof UnixDomainSocketAddress) {
            return address;
        }
        throw new IllegalArgumentException("An address is an InetSocketAddress, or a UnixDomainSocketAddress, and not "
                + address + ", a " + address.getClass().getName());
    }
}
