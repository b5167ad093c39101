package dev.enso.examples.kv;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A redis-server of the tests' own, on a free port of the loopback. */
final class ReferenceServer implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Process process;
    private final int port;

    private ReferenceServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Is this program on the search path? */
    static boolean isInstalled(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    static ReferenceServer start(String... options) throws IOException {
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        List<String> line = new ArrayList<>(List.of(
                "redis-server",
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no"));
        line.addAll(List.of(options));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        ReferenceServer server = new ReferenceServer(process, port);
        server.awaitReady();
        return server;
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                connect().close();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    close();
                    throw new IOException("redis-server did not start on port " + port, e);
                }
                Thread.onSpinWait();
            }
        }
    }

    int port() {
        return port;
    }

    Connection connect() throws IOException {
        return new Connection(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** A blocking client of raw bytes, for this and any other server. */
    static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
            in = new BufferedInputStream(socket.getInputStream());
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** The bytes of one reply. */
        byte[] reply() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            reply(out);
            return out.toByteArray();
        }

        private void reply(ByteArrayOutputStream out) throws IOException {
            String line = line(out);
            if (line.charAt(0) == '$' && !line.equals("$-1")) {
                byte[] rest = in.readNBytes(Integer.parseInt(line.substring(1)) + 2);
                out.writeBytes(rest);
            } else if (line.charAt(0) == '*') {
                for (int left = Integer.parseInt(line.substring(1)); left > 0; left--) {
                    reply(out);
                }
            }
        }

        private String line(ByteArrayOutputStream out) throws IOException {
            StringBuilder line = new StringBuilder();
            int b;
            while ((b = in.read()) != '\n') {
                if (b < 0) {
                    throw new IOException("the connection ended within a reply: " + line);
                }
                out.write(b);
                line.append((char) b);
            }
            out.write(b);
            return line.substring(0, line.length() - 1);
        }

        /** Everything up to and with a marker, or up to the end of the connection. */
        String until(String marker) throws IOException {
            StringBuilder text = new StringBuilder();
            int b;
            while (text.indexOf(marker, Math.max(0, text.length() - marker.length())) < 0 && (b = in.read()) >= 0) {
                text.append((char) b);
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
