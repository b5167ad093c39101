package dev.enso.examples.demo;

import dev.enso.Enso;
import dev.enso.examples.NodeOptions;
import dev.enso.examples.Running;
import dev.enso.examples.kv.KvServer;
import dev.enso.examples.load.LoadRun;
import dev.enso.examples.load.RespDialogue;
import dev.enso.reactor.Affinity;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The store and a client that drives it, in one process. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts kv on every core and drives it over TCP: SET and GET in turn, a line a second.")
public final class DemoCommand implements Callable<Integer> {
    private static final int KEYS = 100_000;
    private static final int VALUE_BYTES = 16;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            converter = NodeOptions.Port.class,
            description = "port of the server (default: ${DEFAULT-VALUE}, which lets it choose)")
    private int port;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            converter = NodeOptions.AtLeastOne.class,
            description = "how long to drive it (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "50",
            converter = NodeOptions.AtLeastOne.class,
            description = "connections of the client (default: ${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--pipeline",
            paramLabel = "N",
            defaultValue = "16",
            converter = NodeOptions.AtLeastOne.class,
            description = "requests that each connection keeps under way (default: ${DEFAULT-VALUE})")
    private int pipeline;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Enso enso = node.start("kv")) {
            KvServer server = KvServer.start(enso, node.address(port), new SecureRandom().nextLong());
            out.println("kv listens on " + server.address() + ", " + Running.on(enso));
            out.println(connections + " connections, " + pipeline + " requests under way on each, " + KEYS
                    + " keys, values of " + VALUE_BYTES + " bytes");
            out.flush();
            return drive(enso, server, out).getTotalCount() > 0 ? 0 : 1;
        }
    }

    private Histogram drive(Enso enso, KvServer server, PrintWriter out) throws Exception {
        try (Enso clients = clients(enso)) {
            LoadRun run = LoadRun.closed(
                    clients,
                    server.address(),
                    connections,
                    pipeline,
                    client -> new RespDialogue(client, KEYS, VALUE_BYTES));
            return new Report(out).follow(run, seconds);
        } catch (ExecutionException e) {
            // The cause says what happened; that it happened in a task does not matter to a user.
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Not pinned: the cores are the server's, and the clients take what it leaves. */
    private static Enso clients(Enso enso) {
        return Enso.builder()
                .name("client")
                .reactors(Math.max(1, enso.reactors().size() / 2))
                .transport(enso.transport())
                .affinity(Affinity.none())
                .failures((reactor, what, failure) -> {})
                .start();
    }
}
