package dev.enso.examples.echo;

import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.examples.Latencies;
import dev.enso.examples.NodeOptions;
import dev.enso.examples.Running;
import dev.enso.net.Connection;
import dev.enso.net.ConnectionOptions;
import dev.enso.net.Server;
import dev.enso.reactor.Task;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Both ends of an echo. */
@Command(
        name = "echo",
        mixinStandardHelpOptions = true,
        description = "An echo server; with --client, connections to one that measure round trips.")
public final class EchoCommand implements Callable<Integer> {
    private static final int DEFAULT_CLIENT_SECONDS = 10;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7007",
            converter = NodeOptions.Port.class,
            description = "port (default: ${DEFAULT-VALUE}; 0 lets the server choose)")
    private int port;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            converter = NodeOptions.AtLeastOne.class,
            description = "how long to run (default: the server until it is ended, the client 10)")
    private int seconds;

    @Option(names = "--client", description = "be the client")
    private boolean client;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "1",
            converter = NodeOptions.AtLeastOne.class,
            description = "client: connections side by side (default: ${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "64",
            converter = NodeOptions.AtLeastOne.class,
            description = "client: bytes of a message (default: ${DEFAULT-VALUE})")
    private int size;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        return client ? measure(out) : serve(out);
    }

    private int serve(PrintWriter out) throws Exception {
        try (Enso enso = node.start("echo")) {
            Server server = enso.serve(node.address(port), connection -> connection.writeAll(connection.input()));
            out.println("echo listens on " + server.address() + ", " + Running.on(enso));
            out.flush();
            return Running.untilEnd(enso, seconds, out);
        }
    }

    private int measure(PrintWriter out) throws Exception {
        InetSocketAddress address = node.address(port);
        int run = seconds > 0 ? seconds : DEFAULT_CLIENT_SECONDS;
        try (Enso enso = node.startClient("echo-client")) {
            List<Task<Histogram>> tasks = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                tasks.add(enso.spawn("client-" + i, client(address, run)));
            }
            Histogram all = Latencies.histogram();
            for (Task<Histogram> task : tasks) {
                all.add(outcome(task));
            }
            out.println(connections + " connections, " + size + " bytes: " + Latencies.summary(all, run));
            out.flush();
            return 0;
        }
    }

    private Future<Histogram> client(InetSocketAddress address, int run) {
        return Connection.connect(
                address,
                ConnectionOptions.defaults(),
                connection -> new RoundTrips(connection, size, Duration.ofSeconds(run)));
    }

    /** The cause says what happened; that it happened in a task does not matter to a user. */
    private static Histogram outcome(Task<Histogram> task) throws Exception {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
