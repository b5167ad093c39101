package dev.enso.examples.cases;

import dev.enso.channel.Account;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.net.Server;
import dev.enso.net.ServerOptions;
import dev.enso.queues.Publishing;
import dev.enso.queues.Selection;
import dev.enso.queues.SlotPublisher;
import dev.enso.queues.Turbine;
import dev.enso.reactor.Priority;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.TaskOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * One lane through the node. What comes over the network is written into one ring (PUB); each core has a cursor of its own,
 * split off by the hash of the key, and a LINK for its outcome; one reader (SUB) takes from all links and writes to the
 * network. All of its tasks have the lane's priority, so that each core's scheduler serves the lanes by it, and each lane
 * has a ring and links of its own, so that none stands behind another.
 *
 * <pre>
 *                 ┌─ hash ─▶ worker on core 0 ─ LINK ─┐
 *   NET ─▶ PUB ───┤                                   ├─▶ SUB ─▶ NET
 *                 └─ hash ─▶ worker on core 1 ─ LINK ─┘
 * </pre>
 */
final class Balancer {
    private static final int SLOTS = 1024;

    private final Reactors reactors;
    private final TaskOptions options;
    private final SlotPublisher<Parcel> pub = link();
    private final List<Subscriber<Parcel>> cursors;

    Balancer(Reactors reactors, Priority priority) {
        this.reactors = reactors;
        this.options = TaskOptions.defaults().priority(priority).service();
        this.cursors = split(pub, reactors.size());
        List<Subscriber<Parcel>> links = new ArrayList<>();
        for (int core = 0; core < cursors.size(); core++) {
            SlotPublisher<Parcel> link = link();
            links.add(link.subscribe(Subscription.oldest().named("link " + core)));
            reactors.get(core).spawn(named("worker"), new Worker(cursors.get(core), link));
        }
        net().spawn(named("out"), new Outgoing(Selection.of(links).fair(), parcel -> {}));
    }

    private static SlotPublisher<Parcel> link() {
        return Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).slots(SLOTS, Parcel::new);
    }

    /** A cursor for each core: the first sees everything, and each split takes the cores from there on out of the last. */
    private static List<Subscriber<Parcel>> split(SlotPublisher<Parcel> pub, int cores) {
        List<Subscriber<Parcel>> cursors = new ArrayList<>();
        Subscriber<Parcel> last = pub.subscribe(Subscription.oldest().named("core"));
        cursors.add(last);
        ToLongFunction<Parcel> key = parcel -> parcel.core(cores); // one function for all splits
        for (int core = 1; core < cores; core++) {
            last = last.splitByKey(key, core);
            cursors.add(last);
        }
        return cursors;
    }

    private TaskOptions named(String what) {
        return options.name(options.priority() + " " + what);
    }

    /** The reactor whose tasks write the ring, all on one thread, and read the links. */
    private Reactor net() {
        return reactors.get(0);
    }

    /** What comes to this address goes through the lane. */
    Server serve(SocketAddress address) throws IOException {
        return Server.serve(
                reactors,
                address,
                ServerOptions.defaults().onReactor(net().index()),
                connection ->
                        net().spawn(incoming(), new Incoming(connection, pub)).join());
    }

    private TaskOptions incoming() {
        return TaskOptions.named(options.priority() + " in").priority(options.priority());
    }

    @Override
    public String toString() {
        Account account = pub.account();
        return options.priority() + " lane: published " + account.published() + " = consumed " + account.consumed()
                + " + dropped " + account.dropped() + " + resident " + account.resident();
    }
}
