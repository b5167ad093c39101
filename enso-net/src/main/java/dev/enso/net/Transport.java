package dev.enso.net;

/**
 * Which of the system's facilities sockets run on. One transport serves any number of polls, and the sources made with it
 * can be registered with each of these. Choose once for a runtime and hand the object on.
 */
public final class Transport {
    private final String name;
    private final Port port;

    Transport(String name, Port port) {
        this.name = name;
        this.port = port;
    }

    /**
     * The best there is: epoll on Linux, kqueue on macOS and BSD, otherwise NIO. When the native one can't be loaded it is
     * NIO too, and each call logs one warning that says why and what to do.
     *
     * @throws TransportUnavailableException when the Netty on the path is older than the one this was built with
     */
    public static Transport auto() {
        return Transports.auto();
    }

    /**
     * Linux's epoll.
     *
     * @throws TransportUnavailableException when it can't be used here
     */
    public static Transport epoll() {
        return Transports.epoll();
    }

    /**
     * Linux's io_uring, from 5.13 on, used to wait for sockets; the calls on these are the same as with epoll, which is
     * faster in most cases and is what {@link #auto()} takes. It needs Netty's artefacts for io_uring on the path, which are
     * optional.
     *
     * @throws TransportUnavailableException when it can't be used here, such as in a container that forbids it
     */
    public static Transport ioUring() {
        return Transports.ioUring();
    }

    /**
     * The kqueue of macOS and BSD.
     *
     * @throws TransportUnavailableException when it can't be used here
     */
    public static Transport kqueue() {
        return Transports.kqueue();
    }

    /** The JDK's own selector: runs everywhere and needs nothing native. */
    public static Transport nio() {
        return Transports.nio();
    }

    /**
     * A transport by its name: {@code auto}, {@code epoll}, {@code kqueue}, {@code nio} or {@code io_uring}.
     *
     * @throws IllegalArgumentException when there is none of that name
     * @throws TransportUnavailableException when it can't be used here
     */
    public static Transport named(String name) {
        switch (name) {
            case "auto":
                return auto();
            case "epoll":
                return epoll();
            case "kqueue":
                return kqueue();
            case "nio":
                return nio();
            case "io_uring":
                return ioUring();
            default:
                throw new IllegalArgumentException("There is no transport named \"" + name
                        + "\"; choose one of auto, epoll, kqueue, nio, io_uring");
        }
    }

    /** {@code epoll}, {@code kqueue}, {@code nio} or {@code io_uring}. */
    public String name() {
        return name;
    }

    Port port() {
        return port;
    }

    @Override
    public String toString() {
        return "Transport[" + name + "]";
    }
}
