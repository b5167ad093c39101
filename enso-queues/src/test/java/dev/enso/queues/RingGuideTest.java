package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of {@code docs/ring.md}, compiled and run. */
class RingGuideTest {
    private static final Path GUIDE = Path.of("../docs/ring.md");
    private static final Path THIS = Path.of("src/test/java/dev/enso/queues/RingGuideTest.java");

    private static final class Order {
        private String symbol = "";
        private int quantity;

        void set(String name, int count) {
            symbol = name;
            quantity = count;
        }

        void writeTo(List<String> log) {
            log.add(symbol + " " + quantity);
        }
    }

    @Test
    void examples_bringTheOrdersToTheJournal() {
        List<String> log = new ArrayList<>();
        SlotPublisher<Order> orders =
                Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).slots(1024, Order::new);
        Subscriber<Order> journal = orders.subscribe(Subscription.oldest().named("journal"));
        Subscriber<Order> book =
                orders.subscribe(Subscription.oldest().after(journal).named("book"));

        int claimed = orders.claim(64); // as many as there is room for
        for (int i = 0; i < claimed; i++) {
            orders.slot(i).set("ACME", 100 + i);
        }
        orders.commit(claimed);
        orders.flush();
        assertEquals(0, book.claim(64));

        int there = journal.claim(64);
        for (int i = 0; i < there; i++) {
            journal.at(i).writeTo(log);
        }
        journal.commit(there);
        assertEquals(64, log.size());
        assertEquals("ACME 163", log.get(63));
        assertEquals(64, book.claim(64));
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
        assertTrue(lines > 10);
    }
}
