package dev.enso.examples.proxy;

import dev.enso.Enso;
import dev.enso.examples.NodeOptions;
import dev.enso.examples.Running;
import dev.enso.examples.SocketPath;
import dev.enso.net.ConnectionOptions;
import dev.enso.net.Server;
import dev.enso.net.ServerOptions;
import java.io.PrintWriter;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Connections passed on, byte for byte. */
@Command(
        name = "proxy",
        mixinStandardHelpOptions = true,
        description = "Passes connections on to another address, with back-pressure and each half's own end.")
public final class ProxyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7008",
            converter = NodeOptions.Port.class,
            description = "port to listen on (default: ${DEFAULT-VALUE}; 0 lets the proxy choose)")
    private int port;

    @Option(
            names = "--unix",
            paramLabel = "PATH",
            converter = SocketPath.class,
            description = "listen on a Unix socket instead")
    private @Nullable UnixDomainSocketAddress path;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "TARGET",
            converter = Target.class,
            description = "where to: HOST:PORT, or unix:PATH")
    @SuppressWarnings("NullAway.Init")
    private SocketAddress target;

    @Option(
            names = "--idle",
            paramLabel = "S",
            converter = NodeOptions.AtLeastOne.class,
            description = "end connections that were idle for so many seconds (default: never)")
    private @Nullable Integer idle;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            converter = NodeOptions.AtLeastOne.class,
            description = "how long to run (default: until it is ended)")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        ConnectionOptions options = ConnectionOptions.defaults();
        if (idle != null) {
            options = options.withIdleLimit(Duration.ofSeconds(idle));
        }
        Proxy proxy = new Proxy(target, options);
        try (Enso enso = node.start("proxy")) {
            Server server = enso.serve(
                    path != null ? path : node.address(port),
                    ServerOptions.defaults().withConnections(options),
                    proxy::serve);
            out.println(
                    "proxy listens on " + server.address() + ", " + Running.on(enso) + ", and connects to " + target);
            out.flush();
            int code = Running.untilEnd(enso, seconds, out);
            out.println(proxy.summary());
            out.flush();
            return code;
        }
    }
}
