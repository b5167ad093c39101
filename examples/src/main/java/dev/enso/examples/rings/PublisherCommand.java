package dev.enso.examples.rings;

import dev.enso.Enso;
import dev.enso.channel.Account;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.examples.NodeOptions;
import dev.enso.net.Server;
import dev.enso.queues.Publishing;
import dev.enso.queues.SlotPublisher;
import dev.enso.queues.Turbine;
import dev.enso.reactor.Task;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One ring that the network writes, and links on several cores that read it in place, each through a cursor of its own. */
@Command(
        name = "publisher",
        mixinStandardHelpOptions = true,
        description =
                "Quotes come over TCP into one ring; links on several cores read them in place, each through its own "
                        + "cursor. While they flow, one cursor splits by key, one leaves and one joins.")
public final class PublisherCommand implements Callable<Integer> {
    private static final int SYMBOLS = 100;
    private static final int QUOTES_A_WRITE = 1024;

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
            description = "quotes to publish (default: ${DEFAULT-VALUE})")
    private int messages;

    @Option(
            names = "--capacity",
            paramLabel = "N",
            defaultValue = "4096",
            converter = NodeOptions.AtLeastOne.class,
            description = "slots of the ring (default: ${DEFAULT-VALUE})")
    private int capacity;

    private final List<Subscriber<Quote>> cursors = new ArrayList<>();
    private final ConcurrentLinkedQueue<Task<Link.Sum>> later = new ConcurrentLinkedQueue<>();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        SlotPublisher<Quote> ring =
                Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).slots(capacity, Quote::new);
        try (Enso enso = node.start("publisher")) {
            Subscriber<Quote> journal = join(ring, Subscription.oldest().named("journal"));
            Subscriber<Quote> book =
                    join(ring, Subscription.oldest().after(journal).named("book"));
            Subscriber<Quote> guest = join(ring, Subscription.oldest().named("guest"));
            List<Task<Link.Sum>> links = new ArrayList<>();
            links.add(start(enso, 1, new Link(journal, messages / 4, cursor -> joinLate(enso, ring))));
            links.add(start(enso, 2, new Link(book, messages / 2, cursor -> split(enso, cursor))));
            links.add(start(enso, 3, new Link(guest, messages / 3, Subscriber::close)));
            long began = System.nanoTime();
            Server server = enso.serve(node.address(0), connection -> new Intake(connection, ring));
            feed(server.address());
            for (Task<Link.Sum> link : links) {
                link.get();
            }
            for (Task<Link.Sum> link : later) {
                link.get();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            cursors.forEach(cursor -> out.println(cursor));
            synchronized (later) {
                late.forEach(cursor -> out.println(cursor));
            }
            out.println(String.format(
                    Locale.ROOT, "%,d quotes in %.2f s, %,.0f a second", messages, seconds, messages / seconds));
            out.println("ring: " + text(ring.account()));
            out.flush();
            return ring.account().resident() == 0 && ring.position() == messages ? 0 : 1;
        }
    }

    private final List<Subscriber<Quote>> late = new ArrayList<>();

    private Subscriber<Quote> join(SlotPublisher<Quote> ring, Subscription how) {
        Subscriber<Quote> cursor = ring.subscribe(how);
        cursors.add(cursor);
        return cursor;
    }

    private void joinLate(Enso enso, SlotPublisher<Quote> ring) {
        run(enso, 2, ring.subscribe(Subscription.latest().named("late")));
    }

    /** The upper half of the symbols goes to another core, from here on. */
    private void split(Enso enso, Subscriber<Quote> cursor) {
        run(enso, 3, cursor.splitByKey(quote -> quote.symbol, SYMBOLS / 2));
    }

    private void run(Enso enso, int core, Subscriber<Quote> cursor) {
        synchronized (later) {
            late.add(cursor);
        }
        later.add(start(enso, core, new Link(cursor, Long.MAX_VALUE, same -> {})));
    }

    private static Task<Link.Sum> start(Enso enso, int core, Link link) {
        return enso.reactors().get(core % enso.reactors().size()).spawn(link);
    }

    /** The peer on the other side of the network. */
    private void feed(SocketAddress address) throws IOException {
        ByteBuffer some = ByteBuffer.allocate(QUOTES_A_WRITE * Quote.BYTES);
        try (Socket socket = new Socket()) {
            socket.connect(address);
            OutputStream wire = socket.getOutputStream();
            for (int sent = 0; sent < messages; ) {
                some.clear();
                while (some.hasRemaining() && sent < messages) {
                    some.putLong(sent % SYMBOLS).putLong(sent);
                    sent++;
                }
                wire.write(some.array(), 0, some.position());
            }
        }
    }

    private static String text(Account account) {
        return "published " + account.published() + " = consumed " + account.consumed() + " + dropped "
                + account.dropped() + " + resident " + account.resident();
    }
}
