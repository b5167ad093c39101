package dev.enso.examples.cases;

import dev.enso.Enso;
import dev.enso.examples.Latencies;
import dev.enso.examples.NodeOptions;
import dev.enso.net.Connection;
import dev.enso.net.Server;
import dev.enso.reactor.Priority;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import java.io.PrintWriter;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Work that comes over the network is spread over the cores by key, in a high lane and in a low one that is flooded. */
@Command(
        name = "load-balancing",
        mixinStandardHelpOptions = true,
        description =
                "NET to PUB, from there by hash to a high and a low LINK on each core, to SUB, to NET. Measures the"
                        + " high lane alone and beside a flood of the low lane. The clients are tasks on the same"
                        + " reactors.")
public final class LoadBalancingCommand implements Callable<Integer> {
    private static final Duration WARM_UP = Duration.ofSeconds(1);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "5000",
            converter = NodeOptions.AtLeastOne.class,
            description = "messages a second in the high lane (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--flood",
            paramLabel = "N",
            defaultValue = "4096",
            converter = NodeOptions.AtLeastOne.class,
            description = "messages that are always under way in the low lane (default: ${DEFAULT-VALUE})")
    private int flood;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            converter = NodeOptions.AtLeastOne.class,
            description = "how long to measure, alone and beside the flood each (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Duration length = Duration.ofSeconds(seconds);
        try (Enso enso = node.start("balancing")) {
            Balancer high = new Balancer(enso.reactors(), Priority.HIGH);
            Balancer low = new Balancer(enso.reactors(), Priority.LOW);
            Server highPort = high.serve(node.address(0));
            Server lowPort = low.serve(node.address(0));
            Function<Duration, Task<Client.Outcome>> paced = time ->
                    client(enso, Priority.HIGH, highPort.address(), connection -> Client.paced(connection, rate, time));
            Function<Duration, Task<Client.Outcome>> flooding = time -> client(
                    enso, Priority.LOW, lowPort.address(), connection -> Client.flooding(connection, flood, time));
            Task<Client.Outcome> warm = flooding.apply(WARM_UP);
            paced.apply(WARM_UP).get();
            warm.get();

            Client.Outcome alone = paced.apply(length).get();
            Task<Client.Outcome> flooded = flooding.apply(length);
            Client.Outcome beside = paced.apply(length).get();
            out.println("high lane, alone:            " + alone);
            out.println("high lane, beside the flood: " + beside);
            out.println("low lane, the flood:         " + flooded.get());
            out.println(String.format(
                    Locale.ROOT,
                    "beside the flood the high lane's p99.9 is %.2f times that alone, its throughput %.3f times",
                    Latencies.micros(beside.latencies(), 99.9) / Latencies.micros(alone.latencies(), 99.9),
                    beside.rate() / alone.rate()));
            out.println(high);
            out.println(low);
            out.flush();
            return 0;
        }
    }

    /** On the last reactor: on two, the network of the node and its clients do not share one. */
    private static Task<Client.Outcome> client(
            Enso enso, Priority priority, SocketAddress address, Function<Connection, Client> client) {
        Reactor last = enso.reactors().get(enso.reactors().size() - 1);
        TaskOptions options = TaskOptions.named(priority + " client").priority(priority);
        return last.spawn(options, enso.connect(address, client));
    }
}
