package dev.enso.examples.rings;

import dev.enso.Enso;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.examples.NodeOptions;
import dev.enso.queues.Publishing;
import dev.enso.queues.SlotPublisher;
import dev.enso.queues.Turbine;
import dev.enso.reactor.Task;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * One ring that every core writes, cut into segments that fit the caches, and one reader that moves over them and over the
 * cores. A guest joins it, splits, and one half leaves, while all of them are at it.
 */
@Command(
        name = "subscriber",
        mixinStandardHelpOptions = true,
        description =
                "Every core writes into one ring, a segment at a time that fits its L2 cache; the ring fits the L3. One reader "
                        + "moves over the segments and from core to core, while a guest joins, splits, and half of it leaves.")
public final class SubscriberCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "1000000",
            converter = NodeOptions.AtLeastOne.class,
            description = "messages that each core writes (default: ${DEFAULT-VALUE})")
    private int messages;

    @Option(
            names = "--stay",
            paramLabel = "N",
            defaultValue = "100000",
            converter = NodeOptions.AtLeastOne.class,
            description =
                    "messages that the reader takes on one core before it moves to the next (default: ${DEFAULT-VALUE})")
    private int stay;

    @Option(
            names = "--l2",
            paramLabel = "KIB",
            defaultValue = "0",
            description = "a core's cache, in KiB (default: what the machine says)")
    private int l2;

    @Option(
            names = "--l3",
            paramLabel = "KIB",
            defaultValue = "0",
            description = "the cores' common cache, in KiB (default: what the machine says)")
    private int l3;

    /** What the guest's halves have read. */
    private final Queue<Task<Link.Sum>> guests = new ConcurrentLinkedQueue<>();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Enso enso = node.start("subscriber")) {
            int cores = enso.reactors().size();
            long all = (long) messages * cores;
            Segments segments = Segments.of(cores, (long) l2 << 10, (long) l3 << 10);
            SlotPublisher<Quote> ring =
                    Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).sharedSlots(segments.slotsInAll(), Quote::new);
            Reading reading =
                    new Reading(ring.subscribe(Subscription.oldest().named("reader")), segments.slots(), cores, stay);
            long began = System.nanoTime();
            AtomicInteger writing = new AtomicInteger(cores);
            for (int core = 0; core < cores; core++) {
                enso.reactors().get(core).spawn(new Filling(ring.another(), core, messages, segments.slots(), writing));
            }
            Subscriber<Quote> guest = null;
            int moves = 0;
            while (true) {
                Task<Reading> here = enso.reactors().get(moves++ % cores).spawn(reading);
                reading = here.get();
                if (reading.isOver()) {
                    break;
                }
                if (guest == null && ring.position() < all) {
                    guest = joins(enso, ring, all / 8);
                }
                reading = reading.migrated();
            }
            long byGuests = 0;
            for (Task<Link.Sum> task; (task = guests.poll()) != null; ) {
                byGuests += task.get().messages();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            out.println(segments);
            out.println(String.format(
                    Locale.ROOT,
                    "%,d messages in %.2f s, %,.0f a second, to a reader that was on %d reactors in turn",
                    all,
                    seconds,
                    all / seconds,
                    moves));
            out.println(reading);
            if (guest != null) {
                out.println(guest);
            }
            out.flush();
            boolean complete = reading.messages() == all && ring.account().resident() == 0;
            return complete && (guest == null || guest.account().consumed() == byGuests) ? 0 : 1;
        }
    }

    /** After so many messages its half goes to the next core, and after as many again that one leaves. */
    private Subscriber<Quote> joins(Enso enso, SlotPublisher<Quote> ring, long messages) {
        Subscriber<Quote> guest = ring.subscribe(Subscription.latest().named("guest"));
        guests.add(spawn(enso, 1, guest, messages, cursor -> {
            guests.add(spawn(enso, 2, cursor.splitByShare(), messages, Subscriber::close));
        }));
        return guest;
    }

    private static Task<Link.Sum> spawn(Enso enso, int core, Subscriber<Quote> cursor, long when, Link.Deed deed) {
        return enso.reactors().get(core % enso.reactors().size()).spawn(new Link(cursor, when, deed));
    }
}
