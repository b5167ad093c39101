package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Channel;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.Reactors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of {@code docs/queues.md}, compiled and run. */
class GuideTest {
    private static final Path GUIDE = Path.of("../docs/queues.md");
    private static final Path THIS = Path.of("src/test/java/dev/enso/queues/GuideTest.java");

    private record Order(String symbol, int quantity) {}

    @Test
    void firstExample_bringsItsOrdersIntoTheBook() {
        List<Order> book = new ArrayList<>();
        try (Reactors reactors =
                Reactors.builder().count(1).affinity(Affinity.none()).build()) {
            Channel<Order> orders = Queues.mpsc(1024);
            reactors.spawn(orders.rx().forEach(order -> book.add(order)));
            reactors.spawn(orders.tx().send(new Order("ACME", 100)));
            Sent sent = orders.tx().offer(new Order("ACME", 200));
            assertEquals(Sent.ACCEPTED, sent);
            while (reactors.get(0).turn() > 0) {}
            orders.tx().close();
        }
        assertEquals(2, book.size());
    }

    @Test
    void secondExample_appendsABatch() {
        Channel<Order> orders = Queues.spsc(2);
        Sender<Order> tx = orders.tx();
        List<Order> batch = List.of(new Order("A", 1), new Order("B", 2), new Order("C", 3));
        for (Order order : batch) {
            if (tx.append(order) != Sent.ACCEPTED) {
                break; // FULL has flushed, and so does tx.poll(cx)
            }
        }
        tx.flush();
        assertEquals(2, orders.rx().size());
    }

    @Test
    void guide_showsOnlyCodeOfThisClass() throws Exception {
        String compiled = Files.readString(THIS);
        boolean inCode = false;
        int lines = 0;
        for (String line : Files.readAllLines(GUIDE)) {
            if (line.startsWith("```")) {
                inCode = line.equals("```java");
            } else if (inCode && !line.isBlank()) {
                String code = line.replaceFirst(" {2,}//.*", "").strip();
                assertTrue(compiled.contains(code), code);
                lines++;
            }
        }
        assertFalse(inCode);
        assertTrue(lines > 5);
    }
}
