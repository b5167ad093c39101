package dev.enso.examples.cases;

import dev.enso.Enso;
import dev.enso.channel.Subscription;
import dev.enso.core.Future;
import dev.enso.examples.NodeOptions;
import dev.enso.net.Connection;
import dev.enso.net.Server;
import dev.enso.queues.Publishing;
import dev.enso.queues.SlotPublisher;
import dev.enso.queues.Turbine;
import dev.enso.reactor.Task;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** From the network through a link into the network, on one thread: the reference for the other cases. */
@Command(
        name = "fast-delivery",
        mixinStandardHelpOptions = true,
        description = "NET to LINK to NET on one thread: each message is read into a slot, changed where it lies, and "
                + "written out again. A client on a second thread measures round trips.")
public final class FastDeliveryCommand implements Callable<Integer> {
    private static final int SLOTS = 1024;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "1",
            converter = NodeOptions.AtLeastOne.class,
            description = "connections side by side (default: ${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--depth",
            paramLabel = "N",
            defaultValue = "1",
            converter = NodeOptions.AtLeastOne.class,
            description = "messages under way on each connection (default: ${DEFAULT-VALUE})")
    private int depth;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "5",
            converter = NodeOptions.AtLeastOne.class,
            description = "how long to run (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Enso enso = node.oneReactor().start("delivery");
                Enso peer = node.oneReactor().startClient("delivery-client")) {
            Server server = enso.serve(node.address(0), FastDeliveryCommand::deliver);
            List<Task<Client.Outcome>> clients = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                clients.add(peer.spawn(
                        "client-" + i,
                        peer.connect(
                                server.address(),
                                connection -> Client.flooding(connection, depth, Duration.ofSeconds(seconds)))));
            }
            long parcels = 0;
            for (Task<Client.Outcome> client : clients) {
                Client.Outcome outcome = client.get();
                parcels += outcome.latencies().getTotalCount();
                out.println(outcome);
            }
            out.println(parcels + " messages came back, each changed on the way");
            out.flush();
            return 0;
        }
    }

    /** A link of its own for each connection: what comes in goes out again, on the same reactor. */
    static Future<?> deliver(Connection connection) {
        SlotPublisher<Parcel> link =
                Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).slots(SLOTS, Parcel::new);
        Task<Long> out = connection
                .reactor()
                .spawn(
                        "deliver",
                        new Outgoing(link.subscribe(Subscription.oldest().named("delivery")), Parcel::change));
        return new Incoming(connection, link).then(parcels -> {
            link.close();
            return out.join();
        });
    }
}
