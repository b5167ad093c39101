package dev.enso.bench.compare;

import com.sun.management.ThreadMXBean;
import dev.enso.bench.EchoKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An echo server in a process of its own. It prints its port; for each line of its input, the bytes that its threads have
 * allocated so far; and it ends with its input, so that it does not outlive who started it.
 */
final class EchoServer {
    private EchoServer() {}

    /**
     * @param arguments the name of an {@link EchoKind}
     */
    public static void main(String[] arguments) throws IOException {
        EchoKind kind = EchoKind.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        EchoKind.Running server = kind.start();
        System.out.println(server.port());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            System.out.println(allocated());
        }
        server.close().run();
        System.exit(0);
    }

    /** Of all threads but this one, whose conversation is not part of the service. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long sum = 0;
        for (long id : threads.getAllThreadIds()) {
            if (id != self) {
                sum += Math.max(0, threads.getThreadAllocatedBytes(id));
            }
        }
        return sum;
    }
}
