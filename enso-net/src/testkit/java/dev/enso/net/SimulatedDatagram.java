package dev.enso.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A simulated socket for datagrams. Those of UDP may be lost, come twice and overtake each other, and are lost when the
 * receiver has no room. Those of Unix sockets arrive as they were sent; a receiver without room makes the sender wait.
 */
final class SimulatedDatagram extends SimulatedSocket implements DatagramSocket {
    private static final int LONGEST = 65_507;

    private static final Set<SocketOption<?>> UDP = Set.of(
            StandardSocketOptions.SO_BROADCAST,
            StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_SNDBUF,
            StandardSocketOptions.IP_TOS);

    private final SocketAddress local;
    private final ArrayDeque<Datagram> inbox = new ArrayDeque<>();
    private int inboxBytes;
    private @Nullable SocketAddress peer;

    /** When what was sent last arrives; only what makes a detour is overtaken. */
    long lastArrival;

    /** An earlier datagram was refused; told once. */
    private @Nullable IOException error;

    /** The next call would block, as the system has no room just now. */
    private boolean full;

    /** Unix sockets that wait for room here. */
    private final Set<SimulatedDatagram> waiting = new LinkedHashSet<>();

    private record Datagram(SocketAddress from, byte[] bytes) {}

    SimulatedDatagram(SimulatedPort port, SocketAddress local) {
        super(port);
        this.local = local;
    }

    private boolean isUnix() {
        return local instanceof UnixDomainSocketAddress;
    }

    /** What a receiver at an address sees as the sender. */
    SocketAddress addressFor(InetSocketAddress target) {
        InetSocketAddress own = (InetSocketAddress) local;
        if (!own.getAddress().isAnyLocalAddress()) {
            return own;
        }
        boolean here = target.getAddress().isLoopbackAddress();
        return new InetSocketAddress(here ? target.getAddress() : host(), own.getPort());
    }

    /** One has come. */
    void arrives(SocketAddress from, byte[] bytes) {
        boolean wanted = peer == null || peer.equals(from);
        if (!wanted || isClosed() || !hasRoom(bytes.length)) {
            network().counts().datagramsLost++;
            return;
        }
        inbox.add(new Datagram(from, bytes));
        inboxBytes += bytes.length;
        signal();
    }

    private boolean hasRoom(int bytes) {
        return inbox.isEmpty()
                || inboxBytes + bytes <= network().fate().conditions().bufferBytes();
    }

    /** Nobody receives where a datagram went; only who is connected there is told. */
    void unreachable(SocketAddress target) {
        if (!isClosed() && target.equals(peer)) {
            error = Failures.unreachable(new ConnectException("Connection refused"));
            signal();
        }
    }

    int unread() {
        return inbox.size();
    }

    @Override
    int level() {
        return (inbox.isEmpty() ? 0 : SimulatedAttachment.IN)
                | (full ? 0 : SimulatedAttachment.OUT)
                | (error == null ? 0 : SimulatedAttachment.ERR);
    }

    @Override
    public void connect(SocketAddress newPeer) throws IOException {
        synchronized (network()) {
            begin();
            if (isUnix() && network().datagramAt(port, newPeer) == null) {
                throw Failures.connect(newPeer, new ConnectException("No such file or directory"));
            }
            peer = newPeer;
        }
    }

    private void begin() throws IOException {
        network().pass();
        if (isClosed()) {
            throw new ClosedChannelException();
        }
    }

    private void throwError() throws IOException {
        IOException pending = error;
        if (pending != null) {
            error = null;
            throw pending;
        }
    }

    @Override
    public boolean send(ByteBuffer source) throws IOException {
        synchronized (network()) {
            SocketAddress target = peer;
            if (target == null) {
                throw new IllegalStateException(this + " has no peer");
            }
            return send(source, target);
        }
    }

    @Override
    public boolean send(ByteBuffer source, SocketAddress target) throws IOException {
        synchronized (network()) {
            begin();
            throwError();
            if (source.remaining() > LONGEST) {
                throw Failures.datagram(new IOException("Message too long"));
            }
            if (full || network().fate().happens(NetworkFault.SHORT_TRANSFER)) {
                if (!full) {
                    full = true;
                    network().agenda().after(network().fate().latency(), this::hasRoomAgain);
                }
                return false;
            }
            if (!isUnix()) {
                send((InetSocketAddress) target, bytes(source));
                return true;
            }
            SimulatedDatagram receiver = network().datagramAt(port, target);
            if (receiver == null) {
                throw Failures.datagram(new ConnectException("Connection refused"));
            }
            if (!receiver.hasRoom(source.remaining())) {
                full = true;
                receiver.waiting.add(this);
                return false;
            }
            network().counts().datagramsSent++;
            receiver.arrives(local, bytes(source));
            return true;
        }
    }

    private static byte[] bytes(ByteBuffer source) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        return bytes;
    }

    private void hasRoomAgain() {
        full = false;
        signal();
    }

    private void send(InetSocketAddress target, byte[] bytes) {
        SimulatedPort there = port.reached(target);
        if (there == null) {
            network().counts().datagramsSent++;
            network().counts().datagramsLost++;
        } else {
            network().send(this, there, target, bytes);
        }
    }

    @Override
    public boolean receive(ByteBuffer target) throws IOException {
        return receiveFrom(target) != null;
    }

    @Override
    public @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException {
        synchronized (network()) {
            begin();
            throwError();
            Datagram next = inbox.poll();
            if (next == null) {
                return null;
            }
            inboxBytes -= next.bytes.length;
            network().counts().datagramsReceived++;
            target.put(next.bytes, 0, Math.min(target.remaining(), next.bytes.length));
            waiting.forEach(SimulatedDatagram::hasRoomAgain);
            waiting.clear();
            return next.from;
        }
    }

    @Override
    public @Nullable IOException takeError() throws IOException {
        synchronized (network()) {
            begin();
            IOException taken = error;
            error = null;
            return taken;
        }
    }

    @Override
    void closeOnce() {
        network().bindsNoMore(this);
        network().counts().datagramsLost += inbox.size();
        inbox.clear();
        waiting.forEach(SimulatedDatagram::hasRoomAgain);
        waiting.clear();
    }

    @Override
    Set<SocketOption<?>> known() {
        return isUnix() ? UNIX : UDP;
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public String toString() {
        return "SimulatedDatagram[" + Addresses.text(local) + ", " + inbox.size() + " unread]";
    }
}
