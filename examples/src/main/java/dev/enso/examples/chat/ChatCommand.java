package dev.enso.examples.chat;

import dev.enso.Enso;
import dev.enso.examples.NodeOptions;
import dev.enso.examples.Running;
import dev.enso.examples.SocketPath;
import dev.enso.net.Server;
import dev.enso.net.ServerOptions;
import java.io.PrintWriter;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A room for all who connect, with telnet or nc. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        description =
                "A chat room: each line goes to all others; who reads too slowly misses lines and is told how many.")
public final class ChatCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7009",
            converter = NodeOptions.Port.class,
            description = "port (default: ${DEFAULT-VALUE}; 0 lets the server choose)")
    private int port;

    @Option(
            names = "--unix",
            paramLabel = "PATH",
            converter = SocketPath.class,
            description = "listen on a Unix socket instead")
    private @Nullable UnixDomainSocketAddress path;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            converter = NodeOptions.AtLeastOne.class,
            description = "how long to run (default: until it is ended)")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Room room = new Room();
        try (Enso enso = node.start("chat")) {
            // One room is one reactor's.
            Server server = enso.serve(
                    path != null ? path : node.address(port),
                    ServerOptions.defaults().onReactor(0),
                    room::serve);
            out.println("chat listens on " + server.address() + ", " + Running.on(enso));
            out.flush();
            return Running.untilEnd(enso, seconds, out);
        }
    }
}
