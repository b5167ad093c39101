package dev.enso.examples.http;

import dev.enso.Enso;
import dev.enso.examples.NodeOptions;
import dev.enso.examples.Running;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** HTTP by Netty's codec. */
@Command(
        name = "http",
        mixinStandardHelpOptions = true,
        description = "Serves HTTP by Netty's codec on the reactors: GET /plaintext, POST /echo, and small files.")
public final class HttpCommand implements Callable<Integer> {
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
            description = "port to listen on (default: ${DEFAULT-VALUE}; 0 lets the server choose)")
    private int port;

    @Option(
            names = "--files",
            paramLabel = "FOLDER",
            description = "files of up to 1 MiB to serve by their names, read at the start (default: none)")
    private @Nullable Path folder;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            converter = NodeOptions.AtLeastOne.class,
            description = "how long to run (default: until it is ended)")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, byte[]> files = folder == null ? Map.of() : HttpServer.files(folder);
        try (Enso enso = node.start("http")) {
            HttpServer server = HttpServer.serve(enso, node.address(port), files);
            out.println("http listens on " + server.address().getAddress().getHostAddress() + ":"
                    + server.address().getPort() + ", " + Running.on(enso) + ", " + files.size() + " files");
            out.flush();
            return Running.untilEnd(enso, seconds, out, server::drain);
        }
    }
}
