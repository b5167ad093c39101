package dev.enso.net;

import dev.enso.net.NetworkAccount.Counts;
import dev.enso.reactor.Clock;
import dev.enso.simulation.World;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A network of TCP, UDP and Unix sockets in memory. Hosts connect to each other as over a wire, by the {@link Transport}s that it gives them, and what
 * is free on a wire is decided by an oracle: how long things take, how many bytes move at a time, what breaks. Its time is a
 * clock that somebody else moves.
 *
 * <p>Its edges are those of epoll, and its failures those of Linux. It has no urgent data, and gives up no
 * connection by itself, however long a partition lasts.
 */
public final class SimulatedNetwork {
    /** How long Linux asks for a connection. */
    private static final long CONNECT = 127_000_000_000L;

    private static final long FIRST_RETRY = 1_000_000_000L;

    private final Agenda agenda;
    private final Fate fate;
    private final Supplier<? extends Rest> rests;
    private final Counts counts = new Counts();
    private final Map<InetAddress, SimulatedPort> hosts = new LinkedHashMap<>();

    private final Map<String, List<InetAddress>> names = new LinkedHashMap<>();

    /** In the order in which they began to listen. */
    private final List<SimulatedListener> listeners = new ArrayList<>();

    /** In the order in which they were bound. */
    private final List<SimulatedDatagram> datagrams = new ArrayList<>();

    /** Ends that are not closed, and those whose peer is not. */
    private final Set<SimulatedStream> ends = new LinkedHashSet<>();

    private final Set<Cut> cuts = new LinkedHashSet<>();
    private final ArrayDeque<Held> held = new ArrayDeque<>();

    /** Two hosts that don't reach each other. */
    private record Cut(InetAddress one, InetAddress other) {
        boolean separates(InetAddress from, InetAddress to) {
            return (one.equals(from) && other.equals(to)) || (one.equals(to) && other.equals(from));
        }
    }

    /** Something that can't arrive before a cut heals. */
    private record Held(InetAddress from, InetAddress to, Runnable arrival) {}

    /**
     * A network in the world of a simulation, by its time and its oracle.
     *
     * @param conditions how it behaves; see {@link #conditions(NetworkConditions)}
     */
    public static SimulatedNetwork in(World world, NetworkConditions conditions) {
        return new InWorld(world, conditions).network;
    }

    private static final class InWorld {
        final World world;
        final SimulatedNetwork network;

        InWorld(World world, NetworkConditions conditions) {
            this.world = world;
            this.network = new SimulatedNetwork(
                    world::now, world.oracle()::choose, conditions, this::alarm, () -> new WorldRest(world));
        }

        void alarm(long time) {
            world.later(Duration.ofNanos(time - world.now()), () -> network.alarmed());
        }
    }

    /**
     * @param alarms told of times at which {@link #alarmed} must be called
     * @param rests makes what sleeping is, for each selector
     */
    SimulatedNetwork(
            Clock clock,
            Fate.Choices choices,
            NetworkConditions conditions,
            LongConsumer alarms,
            Supplier<? extends Rest> rests) {
        this.agenda = new Agenda(clock, alarms);
        this.fate = new Fate(choices, conditions);
        this.rests = rests;
    }

    Agenda agenda() {
        return agenda;
    }

    Fate fate() {
        return fate;
    }

    Rest newRest() {
        return rests.get();
    }

    Counts counts() {
        return counts;
    }

    // For whoever makes it

    /** The transport of the host 127.0.0.1. */
    public Transport transport() {
        return transport(InetAddress.getLoopbackAddress());
    }

    /** The transport of a host, which is added to the network if it is new. Loopback addresses are every host's own. */
    public synchronized Transport transport(InetAddress host) {
        SimulatedPort port =
                hosts.computeIfAbsent(Objects.requireNonNull(host, "host"), h -> new SimulatedPort(this, h));
        return new Transport("simulated", port);
    }

    /** Gives addresses a name, the preferred first, for whoever looks names up in this network. */
    public synchronized void name(String name, InetAddress... addresses) {
        names.put(name, List.of(addresses));
    }

    /** The addresses of a name; empty when it is not known. */
    public synchronized List<InetAddress> addressesOf(String name) {
        return names.getOrDefault(name, List.of());
    }

    /** How it behaves from now on; what is on its way stays as it is. */
    public synchronized void conditions(NetworkConditions conditions) {
        fate.conditions(Objects.requireNonNull(conditions, "conditions"));
    }

    /** How it behaves. */
    public synchronized NetworkConditions conditions() {
        return fate.conditions();
    }

    /**
     * How many files a host may have open: sockets and selectors.
     *
     * @throws IllegalArgumentException when there is no such host
     */
    public synchronized void limitFiles(InetAddress host, int files) {
        SimulatedPort port = hosts.get(host);
        if (port == null) {
            throw new IllegalArgumentException("there is no host " + host + " in this network, only " + hosts.keySet());
        }
        port.limit(files);
    }

    /** Cuts two hosts off from each other. What is on its way between them waits. */
    public synchronized void partition(InetAddress one, InetAddress other) {
        cuts.add(new Cut(one, other));
    }

    /** Ends all partitions. What has waited goes on. */
    public synchronized void heal() {
        cuts.clear();
        deliverHeld();
    }

    /** Ends the partition of two hosts. */
    public synchronized void heal(InetAddress one, InetAddress other) {
        cuts.removeIf(cut -> cut.separates(one, other));
        deliverHeld();
    }

    /** Lets everything happen that is due. */
    synchronized void pass() {
        agenda.pass();
    }

    synchronized void alarmed() {
        agenda.alarmed();
    }

    /** What it has seen. */
    public synchronized NetworkAccount account() {
        long resident = 0;
        long open = 0;
        for (SimulatedStream end : ends) {
            resident += end.resident();
            open += end.isClient() ? 1 : 0;
        }
        long unread = 0;
        for (SimulatedDatagram socket : datagrams) {
            unread += socket.unread();
        }
        long waiting = 0;
        for (SimulatedListener listener : listeners) {
            waiting += listener.waiting();
        }
        long files = 0;
        for (SimulatedPort host : hosts.values()) {
            files += host.open();
        }
        return new NetworkAccount(
                counts.begun,
                counts.accepted,
                counts.over,
                open,
                waiting,
                counts.resets,
                counts.refused,
                counts.written,
                counts.read,
                counts.discarded,
                resident,
                counts.datagramsSent,
                counts.datagramsReceived,
                counts.datagramsLost,
                counts.datagramsUnderway + unread,
                files);
    }

    // Listening and connecting

    @Nullable SimulatedPort portOf(InetAddress host) {
        return hosts.get(host);
    }

    void listens(SimulatedListener listener) {
        listeners.add(listener);
    }

    void listensNoMore(SimulatedListener listener) {
        listeners.remove(listener);
    }

    boolean hasListener(SimulatedPort port, int number) {
        for (SimulatedListener listener : listeners) {
            if (listener.port == port && hasPort(listener.address(), number)) {
                return true;
            }
        }
        for (SimulatedDatagram socket : datagrams) {
            if (socket.port == port && hasPort(socket.localAddress(), number)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasPort(SocketAddress address, int number) {
        return address instanceof InetSocketAddress inet && inet.getPort() == number;
    }

    boolean isTaken(SimulatedPort port, SocketAddress address, boolean shares) {
        for (SimulatedListener listener : listeners) {
            if (listener.port == port && meets(listener.address(), address) && !(shares && listener.sharesPort())) {
                return true;
            }
        }
        return false;
    }

    private static boolean meets(SocketAddress first, SocketAddress second) {
        if (!(first instanceof InetSocketAddress one) || !(second instanceof InetSocketAddress other)) {
            return first.equals(second);
        }
        return one.getPort() == other.getPort()
                && (one.getAddress().isAnyLocalAddress()
                        || other.getAddress().isAnyLocalAddress()
                        || one.getAddress().equals(other.getAddress()));
    }

    /** Who gets a client of this address; one by lot when several share it. */
    @Nullable SimulatedListener listenerAt(SimulatedPort port, SocketAddress address) {
        List<SimulatedListener> found = new ArrayList<>(1);
        for (SimulatedListener listener : listeners) {
            if (listener.port == port && meets(listener.address(), address)) {
                found.add(listener);
            }
        }
        return found.isEmpty() ? null : found.get(fate.choose(found.size(), "net: which of the listeners"));
    }

    void connects(SimulatedStream client, SimulatedPort target, SocketAddress address) {
        counts.begun++;
        ends.add(client);
        client.givesUpBy(agenda.after(CONNECT, () -> client.refused(new ConnectException("Connection timed out"))));
        agenda.after(fate.latency(), () -> request(client, target, address, FIRST_RETRY));
        mayPartition(client.host(), target.host());
    }

    /** At once, as Unix sockets are. */
    void connected(SimulatedStream client, SimulatedListener listener) {
        counts.begun++;
        ends.add(client);
        SimulatedStream server = SimulatedStream.accepted(listener.port, client);
        ends.add(server);
        server.opens(agenda.now());
        client.established();
        listener.add(server);
    }

    private void request(SimulatedStream client, SimulatedPort target, SocketAddress address, long retry) {
        carry(client.host(), target.host(), () -> {
            if (!client.isConnecting()) {
                return;
            }
            SimulatedListener listener = listenerAt(target, address);
            if (listener == null || fate.happens(NetworkFault.REFUSAL)) {
                counts.refused++;
                answer(client, target, () -> client.refused(new ConnectException("Connection refused")));
            } else if (listener.isFull()) {
                agenda.after(retry, () -> request(client, target, address, 2 * retry));
            } else {
                SimulatedStream server = SimulatedStream.accepted(target, client);
                ends.add(server);
                server.opens(answer(client, target, client::established));
                listener.add(server);
            }
        });
    }

    private long answer(SimulatedStream client, SimulatedPort target, Runnable arrival) {
        long time = agenda.now() + fate.latency();
        agenda.at(time, () -> carry(target.host(), client.host(), arrival));
        return time;
    }

    /** An end and its peer are closed, or it never had one. */
    void over(SimulatedStream end) {
        if (ends.remove(end) && end.isClient()) {
            counts.over++;
        }
    }

    /** An end was closed in disorder: its peer sees a reset, perhaps before the last that was sent. */
    void resetBy(SimulatedStream end, SimulatedStream peer, long lastArrival) {
        long soon = agenda.now() + fate.latency();
        long time = soon >= lastArrival || fate.choose(2, "net: a reset overtakes") == 1 ? soon : lastArrival;
        agenda.at(time, () -> carry(end.host(), peer.host(), () -> peer.wasReset("Connection reset by peer")));
    }

    // Datagrams

    void binds(SimulatedDatagram socket) {
        datagrams.add(socket);
    }

    void bindsNoMore(SimulatedDatagram socket) {
        datagrams.remove(socket);
    }

    /** Who receives at an address of a host, or null. */
    @Nullable SimulatedDatagram datagramAt(SimulatedPort port, SocketAddress address) {
        for (SimulatedDatagram socket : datagrams) {
            if (socket.port == port && meets(socket.localAddress(), address)) {
                return socket;
            }
        }
        return null;
    }

    /** Sends a datagram on its way, which may be none, or two. */
    void send(SimulatedDatagram sender, SimulatedPort target, InetSocketAddress address, byte[] bytes) {
        counts.datagramsSent++;
        mayPartition(sender.host(), target.host());
        if (fate.happens(NetworkFault.LOSS)) {
            counts.datagramsLost++;
            return;
        }
        travel(sender, target, address, bytes);
        if (fate.happens(NetworkFault.DUPLICATE)) {
            counts.datagramsSent++;
            travel(sender, target, address, bytes);
        }
    }

    private void travel(SimulatedDatagram sender, SimulatedPort target, InetSocketAddress address, byte[] bytes) {
        long time = agenda.now() + fate.latency();
        if (fate.happens(NetworkFault.REORDERING)) {
            time += fate.detour();
        } else {
            time = Math.max(time, sender.lastArrival);
            sender.lastArrival = time;
        }
        SocketAddress from = sender.addressFor(address);
        counts.datagramsUnderway++;
        agenda.at(time, () -> {
            counts.datagramsUnderway--;
            SimulatedDatagram receiver = datagramAt(target, address);
            if (isCut(sender.host(), target.host())) {
                counts.datagramsLost++;
            } else if (receiver != null) {
                receiver.arrives(from, bytes);
            } else {
                counts.datagramsLost++;
                agenda.after(fate.latency(), () -> sender.unreachable(address));
            }
        });
    }

    // Carrying

    /** Something arrives, unless its way is cut. */
    void carry(InetAddress from, InetAddress to, Runnable arrival) {
        if (isCut(from, to)) {
            held.add(new Held(from, to, arrival));
        } else {
            arrival.run();
        }
    }

    private boolean isCut(InetAddress from, InetAddress to) {
        for (Cut cut : cuts) {
            if (cut.separates(from, to)) {
                return true;
            }
        }
        return false;
    }

    private void deliverHeld() {
        for (int left = held.size(); left > 0; left--) {
            Held next = held.remove();
            if (isCut(next.from, next.to)) {
                held.add(next);
            } else {
                agenda.after(fate.conditions().leastLatency(), () -> carry(next.from, next.to, next.arrival));
            }
        }
    }

    /** The oracle may cut two hosts off from each other now, and heals that itself. */
    void mayPartition(InetAddress from, InetAddress to) {
        if (!from.equals(to) && fate.happens(NetworkFault.PARTITION) && !isCut(from, to)) {
            partition(from, to);
            agenda.after(fate.stall(), () -> heal(from, to));
        }
    }

    /** Data for an end that is closed. */
    void answerByReset(SimulatedStream closedEnd, SimulatedStream sender) {
        agenda.after(
                fate.latency(),
                () -> carry(closedEnd.host(), sender.host(), () -> sender.wasReset("Connection reset by peer")));
    }

    @Override
    public String toString() {
        return "SimulatedNetwork[" + hosts.keySet() + ", " + ends.size() + " ends]";
    }
}
