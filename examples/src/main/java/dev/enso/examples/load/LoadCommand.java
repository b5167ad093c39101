package dev.enso.examples.load;

import dev.enso.Enso;
import dev.enso.examples.Latencies;
import dev.enso.examples.NodeOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Load at a constant rate. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description =
                "Asks a server at a constant rate and measures each answer from the time its request was meant for.")
public final class LoadCommand implements Callable<Integer> {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final int KEYS = 100_000;

    /** What is spoken. */
    enum Protocol {
        echo,
        resp
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            required = true,
            converter = NodeOptions.Port.class,
            description = "port of the server")
    private int port;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "resp",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}): resp sends SET and GET in turn")
    private Protocol protocol = Protocol.resp;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "10000",
            converter = NodeOptions.AtLeastOne.class,
            description = "requests a second, of all connections together (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "50",
            converter = NodeOptions.AtLeastOne.class,
            description = "connections that share the rate (default: ${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            converter = NodeOptions.AtLeastOne.class,
            description = "how long to measure (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            defaultValue = "2",
            converter = NodeOptions.AtLeastOne.class,
            description = "seconds before, which do not count (default: ${DEFAULT-VALUE})")
    private int warmup;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "64",
            converter = NodeOptions.AtLeastOne.class,
            description = "bytes of a message or value (default: ${DEFAULT-VALUE})")
    private int size;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s at %,d requests/s over %d connections, %d bytes, %d s after %d s of warm-up%n",
                protocol,
                rate,
                connections,
                size,
                seconds,
                warmup);
        out.flush();
        try (Enso clients = node.startClient("load")) {
            LoadRun run = LoadRun.paced(clients, node.address(port), connections, rate, this::dialogue);
            run.measure(Duration.ofSeconds(warmup));
            Histogram measured = run.measure(Duration.ofSeconds(seconds));
            run.finish();
            print(measured, out);
            return 0;
        } catch (ExecutionException e) {
            // The cause says what happened; that it happened in a task does not matter to a user.
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private Dialogue dialogue(int client) {
        return protocol == Protocol.echo ? new EchoDialogue(size) : new RespDialogue(client, KEYS, size);
    }

    private void print(Histogram measured, PrintWriter out) {
        double answered = measured.getTotalCount() / (double) seconds;
        out.printf(Locale.ROOT, "answered %,.0f requests/s, %.1f %% of the rate%n", answered, 100 * answered / rate);
        for (double percentile : PERCENTILES) {
            out.printf(
                    Locale.ROOT, "  p%-6s %,12.1f µs%n", trimmed(percentile), Latencies.micros(measured, percentile));
        }
        out.printf(Locale.ROOT, "  max     %,12.1f µs%n", measured.getMaxValue() / 1_000.0);
        out.flush();
    }

    private static String trimmed(double percentile) {
        return percentile == Math.rint(percentile) ? Long.toString((long) percentile) : Double.toString(percentile);
    }
}
