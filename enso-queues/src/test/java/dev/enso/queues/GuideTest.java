package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
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

    private record Quote(String symbol, int price) {}

    @Test
    void thirdExample_hasALaneForEachDesk() {
        List<Order> book = new ArrayList<>();
        Lanes<Order> desks = Queues.sub(1024, 8);
        Sender<Order> desk = desks.open();
        desk.offer(new Order("ACME", 300));
        desks.rx().drain(order -> book.add(order), 64);
        assertEquals(1, book.size());
    }

    @Test
    void fourthExample_keepsTheLatestQuote() {
        Channel<Quote> quotes = Queues.conflating(Driver.MPSC, 512, Quote::symbol);
        quotes.tx().offer(new Quote("ACME", 100));
        quotes.tx().offer(new Quote("ACME", 101));
        List<Quote> read = new ArrayList<>();
        quotes.rx().drain(read::add, 9);
        assertEquals(List.of(new Quote("ACME", 101)), read);
    }

    @Test
    void fifthExample_sendsOnTheMostImportantLevel() {
        Levels<Order> urgent = Levels.create(Driver.MPSC, 3, 256, 16);
        urgent.tx(0).offer(new Order("ACME", -100));
        assertEquals(1, urgent.rx().size());
    }

    @Test
    void sixthExample_writesARecordInPlace() {
        long nanos = 7;
        int quantity = 9;
        Pipe pipe = Pipe.direct(Driver.SPSC, 1 << 16);
        PipeWriter writer = pipe.writer();
        if (writer.claim(12) == Sent.ACCEPTED) {
            writer.record().putLong(nanos).putInt(quantity);
            writer.commit();
            writer.flush();
        }
        List<Integer> lengths = new ArrayList<>();
        pipe.rx().drain(record -> lengths.add(record.remaining()), 9);
        assertEquals(List.of(12), lengths);
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
