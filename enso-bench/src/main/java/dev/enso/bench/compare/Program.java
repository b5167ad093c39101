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
import java.util.List;

/**
 * A server that runs as a program of its own and speaks the Redis protocol.
 *
 * @param name who it is
 * @param needs a file of the project that has to be there, or empty
 * @param remedy how to get what it needs
 * @param command how it is started; {@code {java}} stands for this JDK's, {@code {port}} for a free port, {@code {scratch}}
 *     for a directory that is thrown away
 */
record Program(String name, String needs, String remedy, List<String> command) {
    static final Program ENSO_KV = new Program(
            "Ensō kv",
            "examples/target/enso-examples.jar",
            "mvn package -DskipTests -pl examples -am",
            List.of(
                    "{java}",
                    "-XX:+UseG1GC",
                    "-jar",
                    "examples/target/enso-examples.jar",
                    "kv",
                    "--reactors",
                    "1",
                    "--port",
                    "{port}"));

    static final Program REDIS = new Program(
            "redis-server",
            "",
            "install it, for example with apt-get install redis-server",
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

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);

    /** A running one. */
    record Running(Child child, int port) implements AutoCloseable {
        @Override
        public void close() {
            child.close();
        }
    }

    /** As one would type it. */
    String line() {
        return String.join(" ", command)
                .replace("{java}", "java")
                .replace("{port}", "PORT")
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
        if (!filled.get(0).contains("/") && !Processes.isOnPath(filled.get(0))) {
            throw new IOException(filled.get(0) + " is not there: " + remedy);
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
                throw running.child().failed("has not answered PING for " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(20);
        }
    }

    /** No answer yet is the same as none: the caller asks again, and in the end says so. */
    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(1000);
            OutputStream output = socket.getOutputStream();
            output.write(PING);
            InputStream input = socket.getInputStream();
            return input.read() == '+';
        } catch (IOException notYet) {
            return false;
        }
    }
}
