package dev.enso.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** One host of a simulated network: its addresses, its table of open files. */
final class SimulatedPort implements Port {
    private static final int FIRST_FREE = 32_768;
    private static final int PORTS = 1 << 16;

    /** As in Linux. */
    private static final int LONGEST_PATH = 107;

    private static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private final SimulatedNetwork network;
    private final InetAddress host;
    private int nextFree = FIRST_FREE;
    private int limit = 1 << 20;
    private int open;

    SimulatedPort(SimulatedNetwork network, InetAddress host) {
        this.network = network;
        this.host = host;
    }

    SimulatedNetwork network() {
        return network;
    }

    InetAddress host() {
        return host;
    }

    int open() {
        return open;
    }

    void limit(int files) {
        limit = files;
    }

    /** Takes a descriptor. */
    void take() throws TooManyOpenFilesException {
        if (open >= limit || network.fate().happens(NetworkFault.SHORTAGE)) {
            throw Failures.tooManyOpenFiles(new IOException("Too many open files"));
        }
        open++;
    }

    void giveBack() {
        open--;
    }

    @Override
    public Selector openSelector() throws IOException {
        synchronized (network) {
            take();
            return new SimulatedSelector(this, network.newRest());
        }
    }

    @Override
    public Closeable spare() throws IOException {
        synchronized (network) {
            take();
            return this::giveBackSpare;
        }
    }

    private void giveBackSpare() {
        synchronized (network) {
            giveBack();
        }
    }

    @Override
    public ListenSocket listen(InetSocketAddress address, ListenOptions options) throws IOException {
        synchronized (network) {
            network.pass();
            if (!isOwn(address.getAddress())) {
                throw Failures.bind(address, new BindException("Cannot assign requested address"));
            }
            InetSocketAddress wanted = address;
            if (address.getPort() == 0) {
                wanted = new InetSocketAddress(address.getAddress(), freePort());
            } else if (network.isTaken(this, address, options.reusePort())) {
                throw Failures.bind(address, new BindException("Address already in use"));
            }
            take();
            SimulatedListener listener = new SimulatedListener(this, wanted, options);
            network.listens(listener);
            return listener;
        }
    }

    @Override
    public boolean spreadsSharedPorts() {
        return true;
    }

    private boolean isOwn(InetAddress address) {
        return address.isAnyLocalAddress() || address.isLoopbackAddress() || address.equals(host);
    }

    @Override
    public StreamSocket connect(InetSocketAddress address) throws IOException {
        synchronized (network) {
            network.pass();
            InetAddress target = address.getAddress();
            boolean here = isOwn(target);
            SimulatedPort there = here ? this : network.portOf(target);
            if (there == null) {
                throw Failures.connect(address, new NoRouteToHostException("No route to host"));
            }
            if (here
                    && network.listenerAt(there, address) == null
                    && network.fate().choose(2, "net: a refusal comes later") == 0) {
                throw Failures.connect(address, new ConnectException("Connection refused"));
            }
            take();
            InetAddress source = target.isLoopbackAddress() || target.isAnyLocalAddress() ? loopback(target) : host;
            InetSocketAddress remote =
                    target.isAnyLocalAddress() ? new InetSocketAddress(source, address.getPort()) : address;
            SimulatedStream client =
                    SimulatedStream.connecting(this, new InetSocketAddress(source, freePort()), remote);
            network.connects(client, there, remote);
            return client;
        }
    }

    @Override
    public ListenSocket listen(UnixDomainSocketAddress address, ListenOptions options) throws IOException {
        synchronized (network) {
            network.pass();
            ensureShort(address, Failures::bind);
            if (network.isTaken(this, address, false) || network.datagramAt(this, address) != null) {
                throw Failures.bind(address, new BindException("Address already in use"));
            }
            take();
            SimulatedListener listener = new SimulatedListener(this, address, options);
            network.listens(listener);
            return listener;
        }
    }

    @Override
    public StreamSocket connect(UnixDomainSocketAddress address) throws IOException {
        synchronized (network) {
            network.pass();
            ensureShort(address, Failures::connect);
            SimulatedListener listener = network.listenerAt(this, address);
            if (listener == null) {
                throw Failures.connect(address, new ConnectException("No such file or directory"));
            }
            if (listener.isFull()) {
                throw Failures.connect(address, new ConnectException("Resource temporarily unavailable"));
            }
            take();
            SimulatedStream client = SimulatedStream.connecting(this, UNNAMED, address);
            network.connected(client, listener);
            return client;
        }
    }

    private interface Refusal {
        SocketException of(SocketAddress address, IOException cause);
    }

    private static void ensureShort(UnixDomainSocketAddress address, Refusal refusal) throws IOException {
        if (address.getPath().toString().length() > LONGEST_PATH) {
            throw refusal.of(address, new IOException("the path is longer than " + LONGEST_PATH + " bytes"));
        }
    }

    @Override
    public DatagramSocket datagram(InetSocketAddress address) throws IOException {
        synchronized (network) {
            network.pass();
            if (!isOwn(address.getAddress())) {
                throw Failures.bind(address, new BindException("Cannot assign requested address"));
            }
            InetSocketAddress wanted =
                    address.getPort() == 0 ? new InetSocketAddress(address.getAddress(), freePort()) : address;
            return bound(wanted);
        }
    }

    @Override
    public DatagramSocket datagram(@Nullable UnixDomainSocketAddress address) throws IOException {
        synchronized (network) {
            network.pass();
            if (address == null) {
                take();
                return new SimulatedDatagram(this, UNNAMED);
            }
            ensureShort(address, Failures::bind);
            if (network.isTaken(this, address, false)) {
                throw Failures.bind(address, new BindException("Address already in use"));
            }
            return bound(address);
        }
    }

    private SimulatedDatagram bound(SocketAddress address) throws IOException {
        if (network.datagramAt(this, address) != null) {
            throw Failures.bind(address, new BindException("Address already in use"));
        }
        take();
        SimulatedDatagram socket = new SimulatedDatagram(this, address);
        network.binds(socket);
        return socket;
    }

    /** The host that an address is of, as seen from here; null when there is none. */
    @Nullable SimulatedPort reached(InetSocketAddress address) {
        return isOwn(address.getAddress()) ? this : network.portOf(address.getAddress());
    }

    private static InetAddress loopback(InetAddress target) {
        return target.isLoopbackAddress() ? target : InetAddress.getLoopbackAddress();
    }

    /** One that no listener has; clients share none for a long time. */
    private int freePort() {
        for (int tries = FIRST_FREE; tries < PORTS; tries++) {
            int candidate = nextFree;
            nextFree = nextFree + 1 < PORTS ? nextFree + 1 : FIRST_FREE;
            if (!network.hasListener(this, candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException("every port of " + host + " is taken");
    }

    @Override
    public String toString() {
        return "SimulatedPort[" + host.getHostAddress() + ", " + open + " open]";
    }
}
