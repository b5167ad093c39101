package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Future;
import dev.enso.core.Process;
import dev.enso.core.Transitions;
import dev.enso.reactor.Scope.OnFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of {@code docs/actors.md}, compiled and run. */
@Timeout(60)
class GuideTest {
    private static final Path GUIDE = Path.of("../docs/actors.md");
    private static final Path THIS = Path.of("src/test/java/dev/enso/reactor/GuideTest.java");

    private final Reactors reactors = Reactors.builder()
            .count(1)
            .affinity(Affinity.none())
            .timers(core -> new PlainTimers())
            .start();
    private final Reactor reactor = reactors.get(0);
    private final AtomicInteger ticked = new AtomicInteger();

    @AfterEach
    void close() {
        reactors.close();
    }

    private record Report(int price, int stock) {}

    private static Future<Integer> fetchPrice() {
        return Future.of(7);
    }

    private static Future<Integer> fetchStock() {
        return Future.of(3);
    }

    @Test
    void scopes_ownWhatTheySpawn() throws Exception {
        Future<Report> report = Scope.run(OnFailure.FAIL_ALL, scope -> {
            Task<Integer> price = scope.spawn("price", fetchPrice());
            Task<Integer> stock = scope.spawn("stock", fetchStock());
            return price.join().join(stock.join(), Report::new);
        });
        Task<Report> task = reactor.spawn("report", report);
        assertEquals(new Report(7, 3), task.get(Waiting.LIMIT));

        int total;
        try (Scope scope = Scope.on(reactor, OnFailure.FAIL_ALL)) {
            Task<Integer> one = scope.spawn(fetchPrice());
            Task<Integer> two = scope.spawn(fetchStock());
            scope.await(Duration.ofSeconds(10));
            total = one.get() + two.get();
        }
        assertEquals(10, total);
    }

    private Future<String> connectAndRead() {
        ticked.incrementAndGet();
        return Probe.pending();
    }

    @Test
    void restarts_keepAServiceUp() {
        Restart patient = Restart.times(10)
                .backOff(Duration.ofMillis(5), Duration.ofSeconds(1))
                .jitter(0.2);
        Task<String> service =
                reactor.spawn(TaskOptions.named("feed").service(), patient.service(() -> connectAndRead()));
        Waiting.until("its start", () -> ticked.get() == 1);
        service.cancel();
    }

    private record Deposit(int amount) {}

    private record Account(int total) {}

    private record Order(int quantity) {}

    private record Book(int orders) {
        static Book empty() {
            return new Book(0);
        }
    }

    private static final class OrderBook implements Process<Order, Book> {
        private Book book;

        OrderBook(Book book) {
            this.book = book;
        }

        @Override
        public Book state() {
            return book;
        }

        @Override
        public Book send(Order order) {
            book = new Book(book.orders + 1);
            return book;
        }
    }

    @Test
    void actors_areReachedByTheirAddress() throws Exception {
        Address<Integer, Integer> counter = Actor.<Integer, Integer>of(0, (sum, number) -> sum + number)
                .named("counter")
                .mailbox(1024)
                .spawnOn(reactor);
        Sent sent = counter.tell(1); // any thread; never waits
        Future<Sent> sending = counter.send(2); // a task: waits for room
        Future<Integer> asked = counter.ask(3, Duration.ofSeconds(1)); // the state after the message
        assertEquals(Sent.ACCEPTED, sent);
        assertEquals(Sent.ACCEPTED, reactor.spawn(sending).get(Waiting.LIMIT));
        assertEquals(6, reactor.spawn(asked).get(Waiting.LIMIT));

        Address<Deposit, Account> account = Actor.<Deposit, Account>of(
                        new Account(1), (state, deposit) -> new Account(state.total() + deposit.amount()))
                .spawnOn(reactor);
        Future<String> balance = account.ask(new Deposit(100), state -> "now " + state.total(), Duration.ofSeconds(1));
        assertEquals("now 101", reactor.spawn(balance).get(Waiting.LIMIT));

        Address<Order, Book> book = Actor.<Order, Book>from(Book.empty(), OrderBook::new)
                .restart(Restart.always())
                .spawnOn(reactor);
        List<String> heard = new ArrayList<>();
        Address<String, Integer> monitor = Actor.<String, Integer>of(0, (count, line) -> {
                    heard.add(line);
                    return count + 1;
                })
                .spawnOn(reactor);
        reactor.spawn(book.watch().then(ending -> monitor.send("book: " + ending.how())));
        book.tell(new Order(1));
        book.stop();
        Waiting.until("the end of the book", () -> book.task().isDone());
        reactors.close();
        assertEquals(List.of("book: STOPPED"), heard);
    }

    private enum Door {
        SHUT,
        OPEN
    }

    private interface Sign {}

    private record Push() implements Sign {}

    private record Pull() implements Sign {}

    private static final class Hinge implements Process<Sign, Door> {
        private Door door;

        Hinge(Door door) {
            this.door = door;
        }

        @Override
        public Door state() {
            return door;
        }

        @Override
        public Door send(Sign sign) {
            door = sign instanceof Push ? Door.OPEN : Door.SHUT;
            return door;
        }
    }

    @Test
    void transitions_areChecked() throws Exception {
        Transitions<Sign, Door, Door> table = Transitions.<Sign, Door, Door>of(Door.class, door -> door)
                .on(Door.SHUT, Push.class, Door.OPEN)
                .on(Door.OPEN, Pull.class, Door.SHUT);
        Address<Sign, Door> door = Actor.<Sign, Door>from(Door.SHUT, state -> table.check(new Hinge(state)))
                .spawnOn(reactor);
        Duration second = Duration.ofSeconds(1);
        assertEquals(Door.OPEN, reactor.spawn(door.ask(new Push(), second)).get(Waiting.LIMIT));
        Future<String> refused = door.ask(new Push(), second).map(Door::name).recover(Throwable::getMessage);
        assertTrue(reactor.spawn(refused).get(Waiting.LIMIT).contains("not taken in state OPEN"));
    }

    private void tick() {
        ticked.incrementAndGet();
    }

    /** An agent of somebody else's. */
    private static final class Theirs {
        final AtomicInteger worked = new AtomicInteger();

        void onStart() {}

        int doWork() {
            return worked.incrementAndGet() < 3 ? 1 : 0;
        }

        void onClose() {}
    }

    @Test
    void foreignWork_runsAsTasks() throws Exception {
        ScheduledExecutorService executor = reactor.toExecutorService();
        ScheduledFuture<?> ticks = executor.scheduleAtFixedRate(this::tick, 0, 10, TimeUnit.MILLISECONDS);
        Waiting.until("ticks", () -> ticked.get() > 2);
        ticks.cancel(false);

        Path path = GUIDE;
        Future<Integer> lines =
                reactors.blocking(() -> Files.readAllLines(path)).map(List::size);
        assertTrue(reactor.spawn(lines).get(Waiting.LIMIT) > 100);

        Theirs theirs = new Theirs();
        Duty agent = Duty.of(theirs::onStart, theirs::doWork, theirs::onClose);
        Task<Void> agentTask = reactor.spawn(TaskOptions.named("agent").service(), agent.cycle());
        Waiting.until("work", () -> theirs.worked.get() > 3);
        agentTask.cancel();
    }

    private boolean hostHasWork() {
        return ticked.get() < 10;
    }

    private void hostWork() {
        ticked.incrementAndGet();
    }

    @Test
    void reactor_isTurnedByALoopThatIsThereAlready() {
        Reactors guests = Reactors.builder().count(1).build();
        Reactor guest = guests.get(0);
        Task<String> task = guest.spawn(Probe.of("guest"));
        while (hostHasWork()) {
            hostWork();
            guest.turn();
        }
        guests.close();
        assertTrue(task.isDone());
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
        assertTrue(lines > 30);
    }
}
