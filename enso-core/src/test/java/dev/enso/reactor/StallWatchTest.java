package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Polled;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What keeps a reactor from turning is named, and nobody else. */
@Timeout(60)
class StallWatchTest {
    private static final long LIMIT = 100_000_000;
    private static final long LOOK = LIMIT / 4;

    /** Testifies what a test says. */
    private static final class Said implements Witness {
        volatile long cpu;
        volatile long delay;
        volatile long pause;

        @Override
        public long cpuNanos(ReactorThread thread) {
            return cpu;
        }

        @Override
        public long delayNanos(ReactorThread thread) {
            return delay;
        }

        @Override
        public long pauseNanos() {
            return pause;
        }
    }

    private final Said witness = new Said();
    private final Logged logged = Logged.from("dev.enso.reactor");
    private final Reactors group = Reactors.builder()
            .count(1)
            .name("watched")
            .affinity(Affinity.none())
            .idle(empty -> Idle.Step.PARK)
            .stallAfter(Duration.ZERO)
            .start();
    private final Reactor reactor = group.get(0);
    private final StallWatch watch =
            new StallWatch(group.threads(), LIMIT, new ManualClock(), witness, Stall.logging(), "watched-by-hand");
    private long now;

    @AfterEach
    void close() {
        group.close();
        logged.close();
    }

    /** Looks as often as the watch's own thread would in this time. */
    private void lookFor(long nanos) {
        for (long end = now + nanos; now < end; now += LOOK) {
            watch.probe(now);
        }
    }

    /** A task that stands still until it is released. */
    private final class Standing {
        final CountDownLatch inside = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        void standStill() throws InterruptedException {
            inside.countDown();
            release.await();
        }

        Probe asTask() {
            return new Probe((self, cx) -> {
                standStill();
                return Polled.READY;
            });
        }
    }

    @Test
    void taskThatNeverYields_isNamedOnceWithItsStack() throws InterruptedException {
        Standing standing = new Standing();
        reactor.spawn("stuck", standing.asTask());
        standing.inside.await();
        lookFor(LIMIT);
        assertEquals(List.of(), logged.messages(), "not before the limit");
        lookFor(10 * LIMIT);
        assertEquals(1, logged.messages().size());
        String message = logged.messages().get(0);
        assertTrue(
                message.startsWith(
                        "watched-0 has not turned for 100 ms: the task stuck[NORMAL, on watched-0, live] does not yield."),
                message);
        assertTrue(message.contains("\n\tat "), message);
        assertTrue(message.contains("standStill"), message);
        standing.release.countDown();

        Standing again = new Standing();
        reactor.spawn("stuck again", again.asTask());
        again.inside.await();
        lookFor(2 * LIMIT);
        assertEquals(2, logged.messages().size(), "another turn, another report");
        again.release.countDown();
    }

    @Test
    void messageThatNeverEnds_isReportedWithItsStackToo() throws InterruptedException {
        Standing standing = new Standing();
        reactor.send(at -> standing.standStill());
        standing.inside.await();
        lookFor(2 * LIMIT);
        assertEquals(1, logged.messages().size());
        assertTrue(
                logged.messages().get(0).contains("a message, a poller or a task's close does not yield"),
                logged.messages().get(0));
        assertTrue(
                logged.messages().get(0).contains("standStill"),
                logged.messages().get(0));
        standing.release.countDown();
    }

    @Test
    void parkedReactor_isNeverAccused() {
        Waiting.until("asleep", reactor::sleeps);
        lookFor(100 * LIMIT);
        assertEquals(List.of(), logged.messages());
    }

    @Test
    void turningReactor_isNeverAccused() {
        AtomicInteger polls = new AtomicInteger();
        reactor.spawn(TaskOptions.defaults().service(), new Probe((self, cx) -> {
            polls.incrementAndGet();
            cx.waker().wake();
            return Polled.PENDING;
        }));
        for (int i = 0; i < 100; i++) {
            int seen = polls.get();
            Waiting.until("it turns", () -> polls.get() > seen + 256);
            lookFor(LOOK);
        }
        assertEquals(List.of(), logged.messages());
    }

    @Test
    void stoppedReactor_isNeverAccused() {
        group.close();
        lookFor(10 * LIMIT);
        assertEquals(List.of(), logged.messages());
    }

    /** Whoever was held up himself (by the collector, by the operating system) can't tell who else was. */
    @Test
    void lookThatComesLate_accusesNobody() throws InterruptedException {
        Standing standing = new Standing();
        reactor.spawn("held up like everybody", standing.asTask());
        standing.inside.await();
        watch.probe(now);
        now += 50 * LIMIT;
        watch.probe(now);
        now += LOOK;
        lookFor(LIMIT - 2 * LOOK);
        assertEquals(List.of(), logged.messages());
        lookFor(3 * LOOK);
        assertEquals(1, logged.messages().size(), "but the count begins anew");
        standing.release.countDown();
    }

    @Test
    void cpuTime_isReportedWithTheTask() throws InterruptedException {
        Standing standing = new Standing();
        reactor.spawn("computes", standing.asTask());
        standing.inside.await();
        watch.probe(now);
        witness.cpu = 90_000_000;
        lookFor(2 * LIMIT);
        assertTrue(
                logged.messages().get(0).contains("used 90 ms of CPU time"),
                logged.messages().get(0));
        standing.release.countDown();
    }

    @Test
    void collectorThatHeldItUp_isBlamedInsteadOfTheTask() throws InterruptedException {
        Standing standing = new Standing();
        reactor.spawn("innocent", standing.asTask());
        standing.inside.await();
        watch.probe(now);
        witness.pause = LIMIT * 3 / 4;
        lookFor(2 * LIMIT);
        String message = logged.messages().get(0);
        assertTrue(message.contains("the JVM's collector held it up"), message);
        assertFalse(message.contains("innocent"), message);
        standing.release.countDown();
    }

    @Test
    void systemThatRanOthers_isBlamedInsteadOfTheTask() throws InterruptedException {
        Standing standing = new Standing();
        reactor.spawn("innocent", standing.asTask());
        standing.inside.await();
        watch.probe(now);
        witness.delay = LIMIT * 3 / 4;
        lookFor(2 * LIMIT);
        String message = logged.messages().get(0);
        assertTrue(message.contains("the operating system ran others on its CPU"), message);
        assertFalse(message.contains("innocent"), message);
        standing.release.countDown();
    }

    @Test
    void stallsThatFollowAtOnce_areCountedAndNotReported() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            Standing standing = new Standing();
            reactor.spawn("stalls", standing.asTask());
            standing.inside.await();
            lookFor(i == 3 ? 12 * LIMIT : 2 * LIMIT);
            standing.release.countDown();
            Waiting.until("gone", reactor::sleeps);
            watch.probe(now);
        }
        assertEquals(1, logged.messages().size());
        assertEquals(4, reactor.metrics().stalls());
        Standing last = new Standing();
        reactor.spawn("stalls", last.asTask());
        last.inside.await();
        lookFor(2 * LIMIT);
        assertEquals(2, logged.messages().size());
        assertTrue(
                logged.messages().get(1).contains("3 more stalls since the last report"),
                logged.messages().get(1));
        last.release.countDown();
    }

    @Test
    void watch_namesATaskByItself() {
        CountDownLatch release = new CountDownLatch(1);
        try (Reactors watched = Reactors.builder()
                .count(2)
                .name("really")
                .affinity(Affinity.none())
                .stallAfter(Duration.ofMillis(20))
                .start()) {
            watched.get(1).spawn("hog", new Probe((self, cx) -> {
                release.await();
                return Polled.READY;
            }));
            Waiting.until("a warning", () -> !logged.messages().isEmpty());
            String message = logged.messages().get(0);
            assertTrue(message.startsWith("really-1 has not turned for "), message);
            assertTrue(message.contains("the task hog[NORMAL, on really-1, live] does not yield"), message);
            assertTrue(message.contains("CountDownLatch.await"), message);
            release.countDown();
        }
        assertEquals(1, logged.messages().size());
    }

    @Test
    void negativeLimit_isRefused() {
        String message = org.junit.jupiter.api.Assertions.assertThrows(
                        IllegalArgumentException.class, () -> Reactors.builder().stallAfter(Duration.ofNanos(-1)))
                .getMessage();
        assertTrue(message.contains("zero turns the watch off"), message);
    }
}
