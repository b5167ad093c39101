package dev.enso.net;

import dev.enso.reactor.Request;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * The classes that a first connection needs. A burst of connections can take the last file descriptors before any of them
 * was served, and a class that lies in a directory needs one to be loaded; what fails so fails for ever. So they are loaded
 * before a server accepts.
 */
final class Preload {
    private static final List<Class<?>> OF_A_CONNECTION = List.of(
            Arrival.class,
            Connection.class,
            ConnectionState.class,
            DirectMemory.class,
            Input.class,
            Lifecycle.class,
            Node.class,
            Output.class,
            Piping.class,
            Readiness.class,
            Ready.class,
            Request.class, // asked for by the first message from another reactor
            Serving.class,
            Single.class,
            StreamEndpoint.class,
            StreamIo.class,
            Timeouts.class,
            WriteAll.class);

    private Preload() {}

    static void classesOfAConnection() {
        try {
            for (Class<?> type : OF_A_CONNECTION) {
                // With those nested in them, which the compiler made for switches among them.
                for (Class<?> member : type.getNestMembers()) {
                    MethodHandles.lookup().ensureInitialized(member);
                }
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError("classes of this package are accessible in it", e);
        }
    }
}
