package dev.enso.bench.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A proxy on one CPU between clients that send as fast as it takes and a target that drops what comes, both on another: the
 * CPU time that a gigabyte costs it.
 *
 * @param proxy the program
 */
record ProxyTrial(Program proxy) implements Trial {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 8;

    @Override
    public Layout layout() {
        return Layout.SERVER_AND_CLIENT;
    }

    @Override
    public String command() {
        return proxy.line() + " & java -cp " + Lab.BENCH_JAR + " " + ProxyLoad.class.getName();
    }

    @Override
    public Figures run(Lab lab) throws IOException, InterruptedException {
        Effort effort = lab.effort();
        List<String> load = List.of(
                "-Xms256m",
                "-Xmx256m",
                "-cp",
                Lab.BENCH_JAR,
                ProxyLoad.class.getName(),
                Integer.toString(CONNECTIONS),
                Integer.toString(effort.windowMillis()),
                Integer.toString(effort.windows()));
        try (Child client = lab.java(lab.clientCpus(), "the load of " + proxy.name(), load)) {
            int target = Integer.parseInt(client.awaitLine(1, PATIENCE));
            try (Program.Running server = proxy.to(target).start(lab)) {
                client.tell(server.port() + " " + server.child().pid());
                client.await(PATIENCE.plusMillis((2L + effort.windows()) * effort.windowMillis()));
                return figures(client.lines());
            }
        }
    }

    /** Reads the client's lines, the first of which is the port of the target. */
    static Figures figures(List<String> lines) throws IOException {
        double[] cpu = new double[Math.max(0, lines.size() - 1)];
        double[] rate = new double[cpu.length];
        for (int i = 0; i < cpu.length; i++) {
            String[] fields = lines.get(i + 1).split(" ");
            double bytes = Double.parseDouble(fields[0]);
            if (bytes == 0) {
                throw new IOException("the proxy has passed nothing on within a window of the measurement");
            }
            cpu[i] = Double.parseDouble(fields[1]) / bytes;
            rate[i] = bytes * 1e9 / Double.parseDouble(fields[2]);
        }
        if (cpu.length == 0) {
            throw new IOException("the load of the proxy has measured nothing");
        }
        return new Figures().with("gigabyte", cpu).with("rate", rate);
    }
}
