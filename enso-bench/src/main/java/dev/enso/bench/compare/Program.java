package dev.enso.bench.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that runs as a program of its own.
 *
 * @param name who it is
 * @param needs a file of the project that has to be there, or empty
 * @param remedy how to get what it needs
 * @param greeting what it is asked to see whether it is ready
 * @param command how it is started; {@code {java}} stands for this JDK's, {@code {port}} for a free port, {@code {scratch}}
 *     for a directory that is thrown away
 */
record Program(String name, String needs, String remedy, Greeting greeting, List<String> command) {
    private static final String EXAMPLES = "examples/target/enso-examples.jar";
    private static final String BUILD_EXAMPLES = "mvn package -DskipTests -pl examples -am";
    private static final String BUILD_BENCH = "mvn package -DskipTests -pl enso-bench -am";

    /** How a server shows that it is ready. */
    enum Greeting {
        /** By the answer to PING of the Redis protocol. */
        REDIS("PING\r\n", '+'),
        /** By any answer over HTTP. */
        HTTP("GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n", 'H'),
        /** By accepting a connection. */
        CONNECTION("", 0);

        private final byte[] question;
        private final int answer;

        Greeting(String question, int answer) {
            this.question = question.getBytes(StandardCharsets.US_ASCII);
            this.answer = answer;
        }
    }

    static final Program ENSO_KV = new Program("Ensō kv", EXAMPLES, BUILD_EXAMPLES, Greeting.REDIS, example("kv"));

    static final Program REDIS = new Program(
            "redis-server",
            "",
            "on Debian, apt-get install redis-server",
            Greeting.REDIS,
            List.of(
                    "redis-server",
                    "--port",
                    "{port}",
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "no",
                    "--dir",
                    "{scratch}"));

    static final Program ENSO_PROXY = new Program(
            "Ensō proxy",
            EXAMPLES,
            BUILD_EXAMPLES,
            Greeting.CONNECTION,
            example("proxy", "--to", "127.0.0.1:{target}"));

    static final Program HAPROXY = new Program(
            "haproxy",
            "enso-bench/haproxy.cfg",
            "on Debian, apt-get install haproxy",
            Greeting.CONNECTION,
            List.of("env", "PORT={port}", "TARGET={target}", "haproxy", "-db", "-f", "enso-bench/haproxy.cfg"));

    static final Program ENSO_HTTP = new Program("Ensō http", EXAMPLES, BUILD_EXAMPLES, Greeting.HTTP, example("http"));

    static final Program NETTY_HTTP = peer("Netty's HTTP", "netty");

    static final Program VERTX_HTTP = peer("Vert.x", "vertx");

    private static List<String> example(String subcommand, String... arguments) {
        ArrayList<String> command = new ArrayList<>(
                List.of("{java}", "-XX:+UseG1GC", "-jar", EXAMPLES, subcommand, "--reactors", "1", "--port", "{port}"));
        command.addAll(List.of(arguments));
        return List.copyOf(command);
    }

    private static Program peer(String name, String kind) {
        return new Program(
                name,
                Lab.BENCH_JAR,
                BUILD_BENCH,
                Greeting.HTTP,
                List.of("{java}", "-XX:+UseG1GC", "-cp", Lab.BENCH_JAR, HttpPeer.class.getName(), kind, "{port}"));
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A running one. */
    record Running(Child child, int port) implements AutoCloseable {
        @Override
        public void close() {
            child.close();
        }
    }

    /** With the port of whom it passes connections on to. */
    Program to(int target) {
        return new Program(
                name,
                needs,
                remedy,
                greeting,
                command.stream()
                        .map(part -> part.replace("{target}", Integer.toString(target)))
                        .toList());
    }

    /** What has to be on the path: the first word, or the one behind env and its settings. */
    private static String program(List<String> command) {
        for (String word : command) {
            if (!word.equals("env") && !word.contains("=")) {
                return word;
            }
        }
        throw new IllegalArgumentException("a command without a program: " + command);
    }

    /** As one would type it. */
    String line() {
        return String.join(" ", command)
                .replace("{java}", "java")
                .replace("{port}", "PORT")
                .replace("{target}", "TARGET")
                .replace("--save ", "--save ''")
                .replace(" --dir {scratch}", "");
    }

    /**
     * Starts it on the server's CPU and waits until it answers.
     *
     * @throws IOException when it is not there or does not answer; the message says what to do
     */
    Running start(Lab lab) throws IOException, InterruptedException {
        if (!needs.isEmpty() && !lab.has(needs)) {
            throw new IOException(name + " needs " + needs + ", which is not there: " + remedy);
        }
        int port = freePort();
        List<String> filled = command.stream()
                .map(part -> part.replace("{java}", Lab.javaProgram())
                        .replace("{port}", Integer.toString(port))
                        .replace("{scratch}", lab.scratch().toString()))
                .toList();
        String program = program(filled);
        if (!program.contains("/") && !Processes.isOnPath(program)) {
            throw new IOException(program + " is not there: " + remedy);
        }
        Running running =
                new Running(lab.processes().start(name, lab.serverCpus(), lab.root(), lab.scratch(), filled), port);
        try {
            awaitAnswer(running);
            return running;
        } catch (IOException | InterruptedException e) {
            running.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer(Running running) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(running.port())) {
            if (!running.child().isAlive()) {
                throw running.child().failed("ended before it answered");
            }
            if (System.nanoTime() > deadline) {
                throw running.child().failed("has not answered for " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(20);
        }
    }

    /** No answer yet is the same as none: the caller asks again, and in the end says so. */
    private boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(1000);
            if (greeting.question.length == 0) {
                return true;
            }
            OutputStream output = socket.getOutputStream();
            output.write(greeting.question);
            InputStream input = socket.getInputStream();
            return input.read() == greeting.answer;
        } catch (IOException notYet) {
            return false;
        }
    }
}
