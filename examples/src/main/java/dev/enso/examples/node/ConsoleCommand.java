package dev.enso.examples.node;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Talks to the console of a live node. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description =
                "Asks the console of a live node, once, or line after line from standard input. Exit code 0 when all "
                        + "was answered, 1 when something was refused.")
public final class ConsoleCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--unix",
            paramLabel = "PATH",
            required = true,
            converter = dev.enso.examples.SocketPath.class,
            description = "the socket of the console")
    @SuppressWarnings("NullAway.Init")
    private UnixDomainSocketAddress path;

    @Parameters(paramLabel = "WORD", description = "what to ask; 'help' tells what there is")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        try (SocketChannel channel = connect();
                BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
                Writer to = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
            if (!words.isEmpty()) {
                return ask(String.join(" ", words), in, to) ? 0 : 1;
            }
            boolean all = true;
            Reader typed = new InputStreamReader(System.in, StandardCharsets.UTF_8);
            BufferedReader lines = new BufferedReader(typed);
            for (String line; (line = lines.readLine()) != null; ) {
                all &= ask(line, in, to);
            }
            return all ? 0 : 1;
        }
    }

    private SocketChannel connect() throws IOException {
        try {
            return SocketChannel.open(path);
        } catch (ConnectException e) {
            throw new ConnectException("no node listens at " + path + ": " + e.getMessage());
        } catch (SocketException e) {
            throw new SocketException("there is no console at " + path + ": " + e.getMessage());
        }
    }

    /** True when it was answered. */
    private boolean ask(String line, BufferedReader in, Writer to) throws IOException {
        to.write(line.replace('\n', ' ') + "\n");
        to.flush();
        PrintWriter out = spec.commandLine().getOut();
        String first = read(in);
        if (!first.startsWith("ok ")) {
            spec.commandLine().getErr().println(first);
            spec.commandLine().getErr().flush();
            return false;
        }
        for (long left = Long.parseLong(first.substring(3)); left > 0; left--) {
            out.println(read(in));
        }
        out.flush();
        return true;
    }

    private static String read(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new EOFException("the node has closed the console");
        }
        return line;
    }
}
