package consumer;

import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.net.Server;
import dev.enso.timers.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a user does first: spawn a task, wait on a timer, serve a socket. */
final class Main {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        // A machine that is busy with something else stalls reactors too, and that warning is not the one looked for.
        try (Enso enso = Enso.builder()
                .reactors(2)
                .configure(reactors -> reactors.stallAfter(LIMIT))
                .start()) {
            expect("transport", usual(), enso.transport().name());
            expect("spawn", 42, enso.spawn(Future.call(() -> 6 * 7)).get(LIMIT));
            expect("timer", "rung", enso.spawn(Timers.sleep(Duration.ofMillis(20)).map(done -> "rung")).get(LIMIT));
            try (Server server = enso.serve(ANY_PORT, connection -> connection.writeAll(connection.input()))) {
                expect("echo", "hello", echo(server.port(), "hello"));
            }
        }
        System.out.println("spawn, timer and echo: done");
    }

    /** The native transport must load: a fallback would hide that the libraries are not found. */
    private static String usual() {
        return System.getProperty("os.name").equals("Linux") ? "epoll" : "kqueue";
    }

    private static String echo(int port, String text) throws IOException {
        try (Socket socket = new Socket(ANY_PORT.getAddress(), port)) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void expect(String what, Object expected, Object found) {
        System.out.println(what + ": " + found);
        if (!expected.equals(found)) {
            throw new IllegalStateException(what + " gave " + found + " instead of " + expected);
        }
    }
}
