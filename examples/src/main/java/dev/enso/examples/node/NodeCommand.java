package dev.enso.examples.node;

import dev.enso.Console;
import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.examples.NodeOptions;
import dev.enso.examples.Running;
import dev.enso.net.Connection;
import dev.enso.net.Framing;
import dev.enso.net.Migrating;
import dev.enso.net.Server;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.Rebalancing;
import dev.enso.reactor.Roles;
import dev.enso.reactor.TaskOptions;
import dev.enso.timers.Timers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A node whose reactors have roles, and its console. */
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        description =
                "A node of NET, TASK and TIMERS reactors: an echo server, tasks that tick, and a console that shows "
                        + "all of it. Without roles each of its reactors does everything.")
public final class NodeCommand implements Callable<Integer> {
    private static final int TICKERS = 8;
    private static final Framing LINES = Framing.lines(32 << 10);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--net",
            paramLabel = "N",
            converter = NodeOptions.AtLeastOne.class,
            description = "reactors for connections alone")
    private int net;

    @Option(
            names = "--tasks",
            paramLabel = "N",
            converter = NodeOptions.AtLeastOne.class,
            description = "reactors for tasks alone")
    private int tasks;

    @Option(
            names = "--timers",
            paramLabel = "N",
            converter = NodeOptions.AtLeastOne.class,
            description = "reactors that keep the timers of those that don't")
    private int timers;

    @Option(
            names = "--properties",
            paramLabel = "FILE",
            description = "the same from a file: enso.reactors, enso.net, enso.tasks, enso.timers")
    private @Nullable Path properties;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7007",
            converter = NodeOptions.Port.class,
            description = "port of the echo server (default: ${DEFAULT-VALUE}; 0 lets the node choose)")
    private int port;

    @Option(names = "--console", paramLabel = "PATH", description = "a Unix socket for the console")
    private @Nullable Path console;

    @Option(names = "--allow-stop", description = "let the console stop reactors")
    private boolean allowStop;

    @Option(
            names = "--rebalance",
            description = "echo line by line, so that connections move when the load of the reactors stays uneven")
    private boolean rebalance;

    @Option(names = "--stdin", description = "be the console on standard input, too")
    private boolean stdin;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            converter = NodeOptions.AtLeastOne.class,
            description = "how long to run (default: until it is ended)")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Roles roles = roles();
        Enso.Builder described = node.describe("node");
        if (roles != null) {
            described.roles(roles).affinity(Affinity.none());
        }
        if (rebalance) {
            described.rebalancing(Rebalancing::among);
        }
        try (Enso enso = described.start()) {
            Console live = Console.of(enso)
                    .offer("nap", () -> Timers.sleep(Duration.ofSeconds(1)).map(over -> "had a nap"));
            if (allowStop) {
                live.allowStops();
            }
            Server echo = enso.serve(
                    node.address(port),
                    connection -> rebalance
                            ? Migrating.serve(connection, LINES, NodeCommand::echo)
                            : connection.writeAll(connection.input()));
            for (int i = 0; i < TICKERS; i++) {
                Duration interval = Duration.ofMillis(100L << i);
                enso.spawn(
                        TaskOptions.named("ticks every " + interval.toMillis() + " ms")
                                .service(),
                        Timers.interval(interval).forEach(tick -> {}));
            }
            if (console != null) {
                live.listen(console);
            }
            out.println("node listens on " + echo.address() + ", " + Running.on(enso)
                    + (console == null ? "" : ", console at " + console));
            out.print(enso.reactors().describe());
            out.flush();
            if (stdin) {
                converseBeside(live, out);
            }
            return Running.untilEnd(enso, seconds, out);
        }
    }

    private static Future<?> echo(Connection connection, ByteBuffer line) {
        return connection.send(line).then(sent -> connection.send(ByteBuffer.wrap(new byte[] {'\n'})));
    }

    private @Nullable Roles roles() {
        boolean named = net + tasks + timers > 0;
        if (properties != null) {
            if (named) {
                throw new ParameterException(
                        spec.commandLine(), "--properties tells the roles already: leave out --net, --tasks, --timers");
            }
            return read(properties);
        }
        if (!named) {
            return null;
        }
        if (net == 0) {
            throw new ParameterException(spec.commandLine(), "this node serves connections: add --net 1");
        }
        if (tasks == 0) {
            throw new ParameterException(spec.commandLine(), "this node runs tasks: add --tasks 1");
        }
        return Roles.none().net(net).tasks(tasks).timers(timers);
    }

    private Roles read(Path file) {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
            return Roles.from(read);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), file + ": " + e.getMessage());
        }
    }

    /** A thread of its own, which ends with the process: the node goes on when its input has ended. */
    private static void converseBeside(Console console, PrintWriter out) {
        Thread reading = new Thread(
                () -> {
                    try {
                        console.converse(
                                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), out);
                    } catch (IOException e) {
                        out.println("error standard input can't be read: " + e.getMessage());
                        out.flush();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "console-on-stdin");
        reading.setDaemon(true);
        reading.start();
    }
}
