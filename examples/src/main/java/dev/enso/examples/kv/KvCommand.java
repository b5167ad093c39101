package dev.enso.examples.kv;

import dev.enso.Enso;
import dev.enso.examples.NodeOptions;
import dev.enso.examples.Running;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the store. */
@Command(
        name = "kv",
        mixinStandardHelpOptions = true,
        description = "An in-memory store that speaks the Redis protocol (RESP2), sharded over the reactors by key.",
        footer = {
            "",
            "A command on many keys is split by shard, and atomic within each shard only.",
            "Nothing is written to disk. On SIGTERM what was received is answered first."
        })
public final class KvCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "6379",
            converter = NodeOptions.Port.class,
            description = "port (default: ${DEFAULT-VALUE}; 0 lets the server choose)")
    private int port;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            converter = NodeOptions.AtLeastOne.class,
            description = "how long to run (default: until it is ended)")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Enso enso = node.start("kv")) {
            KvServer server = KvServer.start(enso, node.address(port), new SecureRandom().nextLong());
            out.println("kv listens on " + server.address() + ", " + Running.on(enso));
            out.flush();
            return Running.untilEnd(enso, seconds, out);
        }
    }
}
