package dev.enso.examples;

import java.net.UnixDomainSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts a path to the address of a Unix socket. */
public final class SocketPath implements ITypeConverter<UnixDomainSocketAddress> {
    @Override
    public UnixDomainSocketAddress convert(String path) {
        if (path.isEmpty()) {
            throw new TypeConversionException("the path of a socket can't be empty");
        }
        try {
            return UnixDomainSocketAddress.of(path);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + path + "' is not a path: " + e.getMessage());
        }
    }
}
