package dev.enso.bench.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A store on one CPU under the load of {@code redis-benchmark} on another: requests a second and the 99th percentile of
 * their latency, for SET and for GET.
 *
 * @param store the server
 * @param pipeline requests under way on each connection
 */
record KvTrial(Program store, int pipeline) implements Trial {
    private static final int CONNECTIONS = 50;
    private static final int KEYS = 100_000;
    private static final int VALUE = 16;

    /** The pipeline that warms a server up, since it asks most in a second. */
    private static final int DEEP = 16;

    /** What a pipeline gains at most, about, so that runs with and without one take about as long. */
    private static final int GAIN = 8;

    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Override
    public Layout layout() {
        return Layout.SERVER_AND_CLIENT;
    }

    @Override
    public String command() {
        return store.line() + " & " + String.join(" ", client("PORT", "set,get", pipeline, "N"));
    }

    private static List<String> client(String port, String tests, int pipeline, String requests) {
        return List.of(
                "redis-benchmark",
                "-h",
                "127.0.0.1",
                "-p",
                port,
                "-t",
                tests,
                "-c",
                Integer.toString(CONNECTIONS),
                "-P",
                Integer.toString(pipeline),
                "-r",
                Integer.toString(KEYS),
                "-d",
                Integer.toString(VALUE),
                "-n",
                requests,
                "--csv");
    }

    @Override
    public Figures run(Lab lab) throws IOException, InterruptedException {
        int requests = lab.effort().requests();
        try (Program.Running server = store.start(lab)) {
            // Compiles what is compiled, and fills the keys for both. What is hot is compiled anew for some ten
            // seconds, other
            // things without a pipeline than with one; a slice of CPU that the compiler takes then is a hundredth's
            // latency.
            if (pipeline == DEEP) {
                load(lab, server.port(), "set,get", DEEP, 3 * requests * GAIN);
            } else {
                load(lab, server.port(), "set,get", DEEP, requests * GAIN / 4);
                load(lab, server.port(), "set,get", pipeline, requests + requests / 2);
            }
            return figures(load(lab, server.port(), "set,get", pipeline, requests * Math.min(pipeline, GAIN)));
        }
    }

    private static List<String> load(Lab lab, int port, String tests, int pipeline, int requests)
            throws IOException, InterruptedException {
        List<String> command = client(Integer.toString(port), tests, pipeline, Integer.toString(requests));
        try (Child client =
                lab.processes().start("redis-benchmark", lab.clientCpus(), lab.root(), lab.scratch(), command)) {
            client.await(LIMIT);
            return client.lines();
        }
    }

    /** Reads the table that {@code redis-benchmark --csv} prints since version 7. */
    static Figures figures(List<String> csv) throws IOException {
        Map<String, Map<String, String>> rows = CsvTable.parse(csv, "test");
        Figures figures = new Figures();
        for (String test : List.of("SET", "GET")) {
            Map<String, String> row = rows.get(test);
            if (row == null || !row.containsKey("rps") || !row.containsKey("p99_latency_ms")) {
                throw new IOException("redis-benchmark reports no " + test
                        + " with rps and p99_latency_ms (its version 7" + " does): " + csv);
            }
            String key = test.equals("SET") ? "set" : "get";
            figures.with(key + "-rate", Double.parseDouble(row.get("rps")))
                    .with(key + "-p99", Double.parseDouble(row.get("p99_latency_ms")));
        }
        return figures;
    }
}
