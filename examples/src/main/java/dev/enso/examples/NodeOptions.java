package dev.enso.examples;

import dev.enso.Enso;
import dev.enso.net.Transport;
import dev.enso.reactor.FailureHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that all examples with sockets share. */
public final class NodeOptions {
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "address to listen on, or to connect to (default: ${DEFAULT-VALUE})")
    private String host = "127.0.0.1";

    @Option(
            names = "--reactors",
            paramLabel = "N",
            converter = AtLeastOne.class,
            description = "number of reactors (default: one for each processor)")
    private @Nullable Integer reactors;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "auto",
            converter = TransportByName.class,
            description = "epoll, kqueue, nio, io_uring or auto (default: ${DEFAULT-VALUE})")
    private Transport transport = Transport.auto();

    /** Starts the reactors that were asked for; what fails on them is logged. */
    public Enso start(String name) {
        return start(name, FailureHandler.logging());
    }

    /** Starts the reactors that were asked for, for a client that takes its tasks' outcomes and tells of them itself. */
    public Enso startClient(String name) {
        return start(name, (reactor, what, failure) -> {});
    }

    /** What was asked for, to be told more before it is started. */
    public Enso.Builder describe(String name) {
        Enso.Builder builder = Enso.builder().name(name).transport(transport);
        if (reactors != null) {
            builder.reactors(reactors);
        }
        return builder;
    }

    private Enso start(String name, FailureHandler failures) {
        return describe(name).failures(failures).start();
    }

    /** The same options with one reactor, whatever was asked for. */
    public NodeOptions oneReactor() {
        NodeOptions one = new NodeOptions();
        one.host = host;
        one.reactors = 1;
        one.transport = transport;
        return one;
    }

    /** The address that was asked for; looks its name up. */
    public InetSocketAddress address(int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    /** Converts a positive count. */
    public static final class AtLeastOne implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            int count;
            try {
                count = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not a number");
            }
            if (count < 1) {
                throw new TypeConversionException("it must be at least 1: " + count);
            }
            return count;
        }
    }

    /** Converts a port; 0 lets the system choose. */
    public static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                int port = Integer.parseInt(text);
                if (port >= 0 && port <= 65_535) {
                    return port;
                }
            } catch (NumberFormatException e) {
                // Said below, as for a number that is out of range.
            }
            throw new TypeConversionException("'" + text + "' is not a port: 0 to 65535, 0 for any that is free");
        }
    }

    static final class TransportByName implements ITypeConverter<Transport> {
        @Override
        public Transport convert(String name) {
            try {
                return Transport.named(name);
            } catch (RuntimeException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
