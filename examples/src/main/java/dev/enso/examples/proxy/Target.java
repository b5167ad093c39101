package dev.enso.examples.proxy;

import dev.enso.examples.NodeOptions;
import dev.enso.examples.SocketPath;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts {@code HOST:PORT}, whose host is looked up once, or {@code unix:PATH}. */
final class Target implements ITypeConverter<SocketAddress> {
    private static final String UNIX = "unix:";

    @Override
    public SocketAddress convert(String text) {
        if (text.startsWith(UNIX)) {
            return new SocketPath().convert(text.substring(UNIX.length()));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new TypeConversionException("'" + text + "' is neither HOST:PORT nor unix:PATH");
        }
        int port = new NodeOptions.Port().convert(text.substring(colon + 1));
        if (port == 0) {
            throw new TypeConversionException("'" + text + "' has the port 0, on which nobody listens");
        }
        String host = text.substring(0, colon);
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new TypeConversionException("no address is known for the host '" + host + "'");
        }
    }
}
