package dev.enso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Publisher;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscription;
import dev.enso.core.Future;
import dev.enso.queues.Publishing;
import dev.enso.queues.RemoteCursor;
import dev.enso.queues.RemoteRing;
import dev.enso.queues.RemoteRings;
import dev.enso.queues.Turbine;
import dev.enso.reactor.Reactor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that make and move things, typed. */
@Timeout(60)
class ConsoleVerbsTest {
    private final List<String> failures = new ArrayList<>();
    private Enso enso;
    private Console console;

    @BeforeEach
    void start() {
        enso = Enso.builder()
                .reactors(2)
                .failures((reactor, what, failure) -> {
                    synchronized (failures) {
                        failures.add(what + ": " + failure);
                    }
                })
                .start();
        console = Console.of(enso);
    }

    @AfterEach
    void close() {
        enso.close(Duration.ofSeconds(5));
        assertEquals(List.of(), failures);
    }

    /** Polled on the first reactor, whoever else has stopped. */
    private List<String> ask(String line) throws Exception {
        return enso.reactors()
                .get(0)
                .spawn(console.answer(line))
                .get(Duration.ofSeconds(30))
                .lines()
                .toList();
    }

    private String one(String line) throws Exception {
        List<String> answer = ask(line);
        assertEquals(2, answer.size(), line + ": " + answer);
        return answer.get(1);
    }

    private static String id(String answer) {
        return answer.split(" ")[0];
    }

    private void assertRefused(String line, String why) throws Exception {
        List<String> answer = ask(line);
        assertEquals(1, answer.size(), line + ": " + answer);
        assertTrue(answer.get(0).startsWith("error ") && answer.get(0).contains(why), line + ": " + answer);
    }

    private static List<String> messages(List<String> taken) {
        return taken.stream()
                .skip(1)
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    @Test
    void ring_carriesWhatIsTypedToCursorsOnAnyReactor() throws Exception {
        String ring = one("ring news 64 1");
        assertTrue(one("list 1 RING").contains("'news', RW over all"), ring);
        String early = id(one("cursor " + ring + " oldest 0"));
        for (int i = 0; i < 5; i++) {
            assertEquals("accepted", one("send " + ring + " line " + i));
        }
        String late = id(one("cursor " + ring + " 3 1"));
        assertEquals(List.of("ok 5", "0 line 0", "1 line 1", "2 line 2", "3 line 3", "4 line 4"), ask("take " + early));
        assertEquals(List.of("ok 2", "3 line 3", "4 line 4"), ask("take " + late + " 100"));
        assertEquals(List.of("ok 0"), ask("take " + late));
        assertTrue(one("list 0 CURSOR").startsWith(early));
        one("register board " + ring + " RW");
        assertEquals("accepted", one("send board by its name"));
        assertEquals(List.of("ok 1", "5 by its name"), ask("take " + early + " 1"));
        String latest = id(one("cursor board latest"));
        assertEquals(List.of("ok 0"), ask("take " + latest));
        assertEquals("closed", one("close " + latest));
        assertEquals("closed", one("close " + ring));
        assertEquals("it had gone before", one("close " + ring));
        assertRefused("send " + ring + " more", "has gone");
        assertRefused("cursor " + ring, "has gone");
    }

    /** Whatever is split, merged and moved: each message is seen once. */
    @Test
    void cursor_isSplitMergedAndMoved() throws Exception {
        String ring = one("ring work 64 0");
        String whole = id(one("cursor " + ring));
        String part = id(one("split " + whole + " share 1"));
        for (int i = 0; i < 6; i++) {
            one("send " + ring + " m" + i);
        }
        List<String> seen = new ArrayList<>(messages(ask("take " + part + " 2")));
        assertEquals(2, seen.size());
        assertEquals("merged", one("merge " + whole + " " + part));
        assertRefused("take " + part, "was not opened by this console");
        String moved = id(one("migrate " + whole + " 1"));
        assertTrue(one("list 1 CURSOR").startsWith(moved));
        assertEquals(List.of("ok 0"), ask("list 0 CURSOR"));
        seen.addAll(messages(ask("take " + moved)));
        assertEquals(
                List.of("m0", "m1", "m2", "m3", "m4", "m5"),
                seen.stream().sorted().toList());

        String twin = id(one("split " + moved + " overlap"));
        one("send " + ring + " both");
        assertEquals(List.of("both"), messages(ask("take " + twin)));
        assertEquals(List.of("both"), messages(ask("take " + moved)));
    }

    @Test
    void cursor_isSplitByTheHashOfItsMessages() throws Exception {
        String ring = one("ring keys 64 0");
        String low = id(one("cursor " + ring));
        String high = id(one("split " + low + " 98")); // "b"
        for (String key : List.of("a", "c", "b")) {
            one("send " + ring + " " + key);
        }
        assertEquals(List.of("a"), messages(ask("take " + low)));
        assertEquals(List.of("c", "b"), messages(ask("take " + high)));
        assertRefused("split " + low + " halves", "a hash, which is a number");
        assertRefused("split " + low + " 4000", "error");
    }

    /** A program's ring is written by the program, and its cursors are read by it. */
    @Test
    void ringOfTheProgram_isReadBesideItAndNotWritten() throws Exception {
        Turbine turbine = Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT);
        RemoteRings rings = RemoteRings.at(enso.interCore().at(0));
        Reactor home = enso.reactors().get(0);
        RemoteRing<Publisher<String>> ring =
                home.spawn(rings.ring("quotes", () -> turbine.<String>pub(8))).get();
        RemoteCursor<String> own =
                home.spawn(rings.cursor(ring, Subscription.oldest())).get();
        String cursor = id(one("cursor " + Long.toHexString(ring.id())));
        assertRefused("send " + Long.toHexString(ring.id()) + " x", "takes no messages");
        assertRefused("close " + Long.toHexString(ring.id()), "closed there");
        assertRefused("take " + Long.toHexString(own.id()), "has a reader of its own");
        // The console's cursor is not read, and holds nobody up.
        for (int i = 0; i < 100; i++) {
            assertEquals(Sent.ACCEPTED, ring.publisher().offer("quote " + i));
            assertEquals(
                    1,
                    home.spawn(Future.call(() -> {
                                int claimed = own.subscriber().claim(1);
                                own.subscriber().commit(claimed);
                                return claimed;
                            }))
                            .get());
        }
        List<String> taken = messages(ask("take " + cursor + " 100"));
        assertEquals("quote 99", taken.get(taken.size() - 1));
        assertTrue(taken.size() <= 8, taken.toString());
        ring.close();
    }

    @Test
    void timer_startsWhatIsOfferedUnlessItIsCancelled() throws Exception {
        CountDownLatch fired = new CountDownLatch(1);
        console.offer(
                "bell",
                () -> Future.call(() -> {
                    fired.countDown();
                    return 1;
                }));
        String late = one("timer 1h bell 1");
        assertTrue(one("list 1 TIMER").startsWith(late));
        assertEquals("cancelled", one("cancel " + late));
        assertEquals("it had fired, or was cancelled before", one("cancel " + late));
        assertEquals(1, fired.getCount());
        one("timer 1ms bell 1");
        assertTrue(fired.await(30, TimeUnit.SECONDS));
        assertRefused("timer 25h bell", "at most 24h");
        assertRefused("timer soon bell", "DELAY is a number and ms, s, m or h");
        assertRefused("timer 1s nothing", "offers no work 'nothing'");
    }

    @Test
    void reactor_isStoppedOnlyIfTheProgramAllowsIt() throws Exception {
        assertEquals(3, ask("reactor").size());
        assertRefused("reactor stop 1", "this console stops no reactor");
        assertRefused("reactor start 1", "has not ended");
        assertRefused("reactor explode 1", "added, started or stopped, and nothing else");
        assertEquals(
                "42", String.valueOf(enso.reactors().get(1).spawn(Future.of(42)).get()));
        console.allowStops();
        assertEquals("stopped enso-1", one("reactor stop 1 2"));
        assertTrue(ask("reactor").get(2).contains("stopped"));
        assertEquals("started enso-1", one("reactor start 1"));
        assertEquals(
                "42", String.valueOf(enso.reactors().get(1).spawn(Future.of(42)).get()));
        assertRefused("reactor stop 0", "can't wait for the end of its own reactor");
        assertEquals("added enso-2", one("reactor add"));
        assertEquals(List.of("ok 1", "  enso-2  synced"), ask("sync 2"));
    }

    @Test
    void whatIsMadeHere_isBounded() throws Exception {
        List<String> rings = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            rings.add(one("ring r" + i + " 1"));
        }
        assertRefused("ring r16 1", "at most 16 rings");
        assertEquals("closed", one("close " + rings.get(3)));
        one("ring r16 1");
        assertRefused("ring big 1000000", "CAPACITY is a number from 1 to 4096");
        String cursor = id(one("cursor " + rings.get(0)));
        for (int i = 1; i < 256; i++) {
            one("split " + cursor + " share");
        }
        assertRefused("split " + cursor + " share", "at most 256 cursors");
        assertRefused("seq 1025", "COUNT is a number from 1 to 1024");
    }

    @Test
    void workThatIsStartedHere_isBounded() throws Exception {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        console.offer("wait", () -> Future.from(gate));
        for (int i = 0; i < 999; i++) {
            one("spawn wait " + i % 2);
        }
        one("timer 1ms wait 1");
        while (ask("list 1 TASK").stream()
                        .filter(line -> line.contains("'wait'"))
                        .count()
                < 500) {
            Thread.onSpinWait(); // the timer starts the last one; the test has its limit
        }
        assertRefused("spawn wait", "no more than 1000 tasks at a time");
        assertRefused("timer 1h wait", "no more than 1000 tasks at a time");
        gate.complete(1);
        while (ask("spawn wait").get(0).startsWith("error")) {
            Thread.onSpinWait();
        }
    }

    /** What is named and ends takes its name along. */
    @Test
    void namesThatAreGivenHere_areBounded() throws Exception {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        console.offer("wait", () -> Future.from(gate));
        String task = id(one("spawn wait 1"));
        String ring = one("ring lasts 1 0");
        for (int i = 0; i < 255; i++) {
            one("register n" + i + " " + task + " R");
        }
        one("register last " + ring + " R");
        assertRefused("register more " + ring + " R", "at most 256 names");
        assertEquals("unregistered", one("unregister n3"));
        one("register more " + ring + " R");
        assertRefused("register again " + ring + " R", "at most 256 names");
        gate.complete(1);
        while (!ask("join " + task).get(0).startsWith("error")) {
            Thread.onSpinWait(); // until it has gone; the test has its limit
        }
        one("register again " + ring + " R");
        assertTrue(one("lookup more").contains(ring), ring);
    }

    @Test
    void directoryThatDoesNotExist_isNamed(@TempDir Path folder) {
        Path missing = folder.resolve("nowhere").resolve("enso.sock");
        NoSuchFileException refused = assertThrows(NoSuchFileException.class, () -> console.listen(missing));
        assertTrue(
                refused.getMessage()
                        .equals(missing + ": there is no directory " + missing.getParent()
                                + ": make it, or choose another path"),
                refused.getMessage());
        assertFalse(Files.exists(missing.getParent()));
    }
}
