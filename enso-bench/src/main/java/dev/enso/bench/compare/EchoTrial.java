package dev.enso.bench.compare;

import dev.enso.bench.EchoKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * An echo server on one CPU under the load of a client on another: the CPU time that a message costs the server, and the
 * bytes that it allocates.
 *
 * @param kind the server
 * @param connections of the client
 * @param depth messages under way on each of them
 */
record EchoTrial(EchoKind kind, int connections, int depth) implements Trial {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public Layout layout() {
        return Layout.SERVER_AND_CLIENT;
    }

    private List<String> server() {
        return List.of(
                "-Xms256m",
                "-Xmx256m",
                "-cp",
                Lab.BENCH_JAR,
                EchoServer.class.getName(),
                kind.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public String command() {
        return "java -XX:+UseG1GC " + String.join(" ", server());
    }

    @Override
    public Figures run(Lab lab) throws IOException, InterruptedException {
        Effort effort = lab.effort();
        try (Child server = lab.java(lab.serverCpus(), "the echo server " + kind, server())) {
            String port = server.awaitLine(1, PATIENCE);
            try (Child client = lab.java(lab.clientCpus(), "the echo client", client(port, effort, server.pid()))) {
                Duration window = PATIENCE.plusMillis(2L * effort.windowMillis());
                client.awaitLine(1, window);
                server.tell("allocated?");
                long before = Long.parseLong(server.awaitLine(2, PATIENCE));
                client.await(window.plusMillis((long) effort.windows() * effort.windowMillis()));
                server.tell("allocated?");
                long allocated = Long.parseLong(server.awaitLine(3, PATIENCE)) - before;
                return figures(client.lines(), allocated);
            }
        }
    }

    private List<String> client(String port, Effort effort, long server) {
        return List.of(
                "-Xms256m",
                "-Xmx256m",
                "-cp",
                Lab.BENCH_JAR,
                EchoLoad.class.getName(),
                port,
                Integer.toString(connections),
                Integer.toString(depth),
                Integer.toString(effort.windowMillis()),
                Integer.toString(effort.windows()),
                Long.toString(server));
    }

    /** Reads the client's lines, the first of which only says that it is warm. */
    static Figures figures(List<String> lines, long allocated) throws IOException {
        int windows = lines.size() - 1;
        double[] cpu = new double[Math.max(0, windows)];
        double[] rate = new double[cpu.length];
        long all = 0;
        for (int i = 0; i < windows; i++) {
            String[] fields = lines.get(i + 1).split(" ");
            double messages = Double.parseDouble(fields[0]);
            if (messages == 0) {
                throw new IOException("the echo server has answered nothing within a window of the measurement");
            }
            cpu[i] = Double.parseDouble(fields[1]) / messages;
            rate[i] = messages * 1e9 / Double.parseDouble(fields[2]);
            all += (long) messages;
        }
        if (windows < 1) {
            throw new IOException("the echo client has measured nothing");
        }
        return new Figures().with("cpu", cpu).with("rate", rate).with("allocated", (double) allocated / all);
    }
}
