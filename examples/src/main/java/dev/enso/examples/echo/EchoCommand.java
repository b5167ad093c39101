package dev.enso.examples.echo;

import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.examples.Latencies;
import dev.enso.examples.NodeOptions;
import dev.enso.examples.Running;
import dev.enso.examples.SocketPath;
import dev.enso.net.Connection;
import dev.enso.net.ConnectionOptions;
import dev.enso.net.Server;
import dev.enso.net.UdpSocket;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            names = "--unix",
            paramLabel = "PATH",
            converter = SocketPath.class,
            description = "a Unix socket instead of a port")
    private @Nullable UnixDomainSocketAddress path;

    @Option(names = "--udp", description = "server: datagrams instead of connections")
    private boolean udp;

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
        if (udp && (client || path != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--udp is a server on a port: leave out " + (client ? "--client" : "--unix"));
        }
        return client ? measure(out) : serve(out);
    }

    private SocketAddress address() throws UnknownHostException {
        return path != null ? path : node.address(port);
    }

    private int serve(PrintWriter out) throws Exception {
        try (Enso enso = node.start("echo")) {
            SocketAddress bound =
                    udp ? serveDatagrams(enso) : serve(enso, address()).address();
            out.println("echo listens on " + bound + ", " + Running.on(enso));
            out.flush();
            return Running.untilEnd(enso, seconds, out);
        }
    }

    /** Sends back what comes on connections. */
    static Server serve(Enso enso, SocketAddress address) throws IOException {
        return enso.serve(address, connection -> connection.writeAll(connection.input()));
    }

    private SocketAddress serveDatagrams(Enso enso) throws IOException {
        UdpSocket socket = UdpSocket.bind(enso.transport(), node.address(port));
        InetSocketAddress bound = Objects.requireNonNull(socket.localAddress(), "a bound socket has an address");
        enso.reactors().get(0).spawn(TaskOptions.named("udp echo").service(), new UdpEcho(socket));
        return bound;
    }

    private int measure(PrintWriter out) throws Exception {
        SocketAddress address = address();
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

    private Future<Histogram> client(SocketAddress address, int run) {
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
