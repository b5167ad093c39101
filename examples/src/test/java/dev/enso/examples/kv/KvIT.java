package dev.enso.examples.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a user starts it, and the reference's own clients as they come. */
class KvIT {
    private static final Path JAR = Path.of("target", "enso-examples.jar");
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private @Nullable Process server;
    private @Nullable BufferedReader output;
    private int port;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Files.exists(JAR), "skipped: " + JAR + " is not built; run mvn verify");
        // A machine that is busy with other things makes reactors stall, and that is no error of the server.
        Path logging = Files.writeString(
                directory.resolve("logging.properties"),
                "handlers = java.util.logging.ConsoleHandler\ndev.enso.reactor.stalls.level = OFF\n");
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.util.logging.config.file=" + logging,
                        "-jar",
                        JAR.toString(),
                        "kv",
                        "--port",
                        "0",
                        "--reactors",
                        "2")
                .redirectError(errors().toFile())
                .start();
        server = started;
        BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
        output = lines;
        String line = lines.readLine();
        Matcher matcher =
                Pattern.compile("kv listens on \\S*:(\\d+), 2 reactors, \\w+").matcher(String.valueOf(line));
        assertTrue(matcher.matches(), line + Files.readString(errors()));
        port = Integer.parseInt(matcher.group(1));
    }

    @AfterEach
    void stop() throws Exception {
        Process running = server;
        if (running == null) {
            return;
        }
        // SIGTERM; Process.destroy would close our end of its output as well.
        running.toHandle().destroy();
        assertTrue(running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "did not end");
        assertEquals("drained and closed", output == null ? "" : output.readLine());
        assertEquals("", ownLines(Files.readString(errors())), "standard error");
    }

    /** Without the JVM's own remarks on native access, which come with newer ones. */
    private static String ownLines(String errors) {
        return errors.lines()
                .filter(line -> !line.startsWith("WARNING: ") || line.contains("sun.misc.Unsafe"))
                .reduce("", (a, b) -> a + b + "\n");
    }

    private Path errors() {
        return directory.resolve("errors");
    }

    private static String run(@Nullable String input, List<String> line) throws Exception {
        assumeTrue(ReferenceServer.isInstalled(line.get(0)), "skipped: " + line.get(0) + " not installed");
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try (OutputStream stdin = process.getOutputStream()) {
            if (input != null) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
        }
        String text;
        try (InputStream stdout = process.getInputStream()) {
            text = new String(stdout.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "did not end: " + line);
        assertEquals(0, process.exitValue(), text);
        return text;
    }

    private String cli(@Nullable String input, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("redis-cli", "-p", String.valueOf(port)));
        line.addAll(List.of(arguments));
        return run(input, line);
    }

    private String benchmark(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("redis-benchmark", "-p", String.valueOf(port), "--csv"));
        line.addAll(List.of(arguments));
        return run(null, line);
    }

    @Test
    void redisBenchmark_runsItsTestsWithAndWithoutPipelining() throws Exception {
        for (String depth : List.of("1", "16")) {
            String result = benchmark(
                    "-n", "5000", "-r", "1000", "-P", depth, "-t", "ping_inline,ping_mbulk,set,get,incr,mset");
            for (String test : List.of("PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "MSET (10 keys)")) {
                assertTrue(result.contains("\"" + test + "\",\""), result);
            }
        }
        String keys = cli(null, "DBSIZE").trim();
        assertTrue(Integer.parseInt(keys) > 900, keys);
    }

    @Test
    void redisCli_holdsASession() throws Exception {
        String script = String.join(
                "\n",
                "SET greeting \"hello world\"",
                "GET greeting",
                "MSET a 1 b 2 c 3",
                "MGET a b c none",
                "INCRBY a 41",
                "SET short x EX 100",
                "TTL short",
                "EXISTS a b c none",
                "DEL a b",
                "INCR greeting",
                "nosuch",
                "");
        assertEquals(
                String.join(
                        "\n",
                        "OK",
                        "hello world",
                        "OK",
                        "1",
                        "2",
                        "3",
                        "",
                        "42",
                        "OK",
                        "100",
                        "3",
                        "2",
                        "ERR value is not an integer or out of range",
                        "",
                        "ERR unknown command 'nosuch', with args beginning with: ",
                        "",
                        ""),
                cli(script));
    }

    private String cli(String script) throws Exception {
        return cli(script, new String[0]);
    }

    @Test
    void redisCli_insertsInBulkAndScans() throws Exception {
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            input.append("SET key:").append(i).append(" v").append(i).append("\r\n");
        }
        String piped = cli(input.toString(), "--pipe");
        assertTrue(piped.contains("errors: 0, replies: 2000"), piped);
        assertEquals(2000, cli(null, "--scan").lines().distinct().count());
        assertEquals(100, cli(null, "--scan", "--pattern", "key:1??").lines().count());
        assertTrue(cli(null, "INFO", "keyspace").contains("db0:keys=2000,expires=0"));
    }

    @Test
    void redisCli_subscribes() throws Exception {
        assumeTrue(ReferenceServer.isInstalled("redis-cli"), "skipped: redis-cli not installed");
        Process subscriber = new ProcessBuilder("redis-cli", "-p", String.valueOf(port), "SUBSCRIBE", "news").start();
        try (BufferedReader lines = subscriber.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("subscribe", lines.readLine());
            assertEquals("news", lines.readLine());
            assertEquals("1", lines.readLine());
            assertEquals("1\n", cli(null, "PUBLISH", "news", "hello"));
            assertEquals("message", lines.readLine());
            assertEquals("news", lines.readLine());
            assertEquals("hello", lines.readLine());
        } finally {
            subscriber.destroy();
        }
    }
}
