package dev.enso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.net.Connection;
import dev.enso.net.Server;
import dev.enso.reactor.Role;
import dev.enso.reactor.Roles;
import dev.enso.reactor.Task;
import dev.enso.timers.Timers;
import dev.enso.timers.Wheel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RolesTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void nodeOfRoles_servesSleepsAndSpawnsWhereItSays() throws Exception {
        Roles roles = Roles.none().net(2).tasks(2).timers(1);
        try (Enso enso = Enso.builder().roles(roles).start()) {
            Set<Integer> served = java.util.concurrent.ConcurrentHashMap.newKeySet();
            Server server = enso.serve(ANY_PORT, connection -> {
                served.add(connection.reactor().index());
                return connection.writeAll(connection.input());
            });
            List<Task<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                tasks.add(enso.spawn(Timers.sleep(Duration.ofMillis(i))
                        .then(over -> enso.connect(server.address(), RolesTest::hello))));
            }
            for (Task<String> task : tasks) {
                assertTrue(enso.reactors().roles().of(task.reactor().index()).contains(Role.TASK));
                assertEquals("hello", task.get());
            }
            assertTrue(List.of(0, 1).containsAll(served), served.toString());
            assertEquals(
                    List.of("AwayTimers", "AwayTimers", "AwayTimers", "AwayTimers", "Wheel"),
                    IntStream.range(0, 5)
                            .mapToObj(i -> enso.reactors()
                                    .get(i)
                                    .core()
                                    .alarms()
                                    .getClass()
                                    .getSimpleName())
                            .collect(Collectors.toList()));
        }
    }

    private static dev.enso.core.Future<String> hello(Connection connection) {
        return connection
                .send(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)))
                .then(sent ->
                        connection.input().copy(StandardCharsets.UTF_8::decode).first())
                .map(text -> text.toString());
    }

    @Test
    void properties_describeTheNode() {
        Properties properties = new Properties();
        properties.setProperty("enso.reactors", "1");
        properties.setProperty("enso.timers", "1");
        try (Enso enso = Enso.builder().properties(properties).start()) {
            assertEquals(2, enso.reactors().size());
            assertTrue(enso.reactors().get(0).core().alarms() instanceof Wheel, "it does everything, timers too");
        }
    }

    @Test
    void countOfReactors_isSymmetric() {
        try (Enso enso =
                Enso.builder().roles(Roles.none().net(1).timers(1)).reactors(2).start()) {
            assertEquals(2, enso.reactors().with(Role.TASK).size());
            assertEquals(Wheel.class, enso.reactors().get(0).core().alarms().getClass());
        }
    }

    @Test
    void nodeWithoutNet_refusesToServe() {
        try (Enso enso = Enso.builder().roles(Roles.none().tasks(1)).start()) {
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> enso.serve(ANY_PORT, c -> c.writeAll(c.input())));
            assertTrue(refused.getMessage().contains("NET"), refused.getMessage());
        }
    }
}
