package dev.enso.bench.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP server on one CPU, asked for thirteen bytes of plain text by {@code wrk} on another: requests answered in a second
 * of the server's CPU time.
 *
 * @param server the program
 */
record HttpTrial(Program server) implements Trial {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern REQUESTS = Pattern.compile("\\s*(\\d+) requests in .*");
    private static final int CONNECTIONS = 50;

    @Override
    public Layout layout() {
        return Layout.SERVER_AND_CLIENT;
    }

    @Override
    public String command() {
        return server.line() + " & " + String.join(" ", client("PORT", "S"));
    }

    private static List<String> client(String port, String seconds) {
        return List.of(
                "wrk",
                "-t",
                "1",
                "-c",
                Integer.toString(CONNECTIONS),
                "-d",
                seconds,
                "http://127.0.0.1:" + port + "/plaintext");
    }

    @Override
    public Figures run(Lab lab) throws IOException, InterruptedException {
        Effort effort = lab.effort();
        int seconds = Math.max(1, effort.windowMillis() / 1000);
        double[] efficiency = new double[effort.windows()];
        double[] rate = new double[effort.windows()];
        try (Program.Running running = server.start(lab)) {
            long pid = running.child().pid();
            load(lab, running.port(), 3 * seconds);
            for (int i = 0; i < effort.windows(); i++) {
                long cpu = ProcFiles.cpuNanos(pid);
                long since = System.nanoTime();
                double requests = requests(load(lab, running.port(), seconds));
                rate[i] = requests * 1e9 / (System.nanoTime() - since);
                efficiency[i] = requests * 1e9 / Math.max(1, ProcFiles.cpuNanos(pid) - cpu);
            }
        }
        return new Figures().with("efficiency", efficiency).with("rate", rate);
    }

    private static List<String> load(Lab lab, int port, int seconds) throws IOException, InterruptedException {
        List<String> command = client(Integer.toString(port), Integer.toString(seconds));
        try (Child client = lab.processes().start("wrk", lab.clientCpus(), lab.root(), lab.scratch(), command)) {
            client.await(PATIENCE.plusSeconds(seconds));
            return client.lines();
        }
    }

    /** Reads what {@code wrk} prints. */
    static long requests(List<String> lines) throws IOException {
        for (String line : lines) {
            if (line.contains("Non-2xx") || line.contains("Socket errors")) {
                throw new IOException("wrk was not answered well: " + line.strip());
            }
        }
        for (String line : lines) {
            Matcher matcher = REQUESTS.matcher(line);
            if (matcher.matches()) {
                return Long.parseLong(matcher.group(1));
            }
        }
        throw new IOException("wrk says no number of requests: " + lines);
    }
}
