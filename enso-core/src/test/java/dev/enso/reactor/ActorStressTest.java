package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Process;
import dev.enso.core.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Addresses in the hands of real threads. */
@Timeout(120)
class ActorStressTest {
    private static final boolean LONG = Boolean.getBoolean("enso.long");
    private static final int MESSAGES = LONG ? 1_000_000 : 10_000;
    private static final int KILLS = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Heard heard = new Heard();

    private Reactors start(int count) {
        return Reactors.builder()
                .count(count)
                .affinity(Affinity.none())
                .timers(core -> new PlainTimers())
                .failures(heard)
                .start();
    }

    private record Numbered(int sender, int number) {}

    /** Checks that those of each sender come in order, and counts. */
    private static final class Counting implements Process<Numbered, Integer> {
        private final int[] next;
        private int count;

        Counting(int senders) {
            next = new int[senders];
        }

        @Override
        public Integer state() {
            return count;
        }

        @Override
        public Integer send(Numbered message) {
            if (message.number() != next[message.sender()]++) {
                throw new IllegalStateException("out of order: " + message);
            }
            return ++count;
        }
    }

    /** Sends so many, one after the other, each as soon as there is room. */
    private static final class SendMany implements Future<Integer> {
        private final Address<Numbered, ?> to;
        private final int sender;
        private int sent;
        private Future<Sent> sending;

        SendMany(Address<Numbered, ?> to, int sender) {
            this.to = to;
            this.sender = sender;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            while (sent < MESSAGES) {
                if (!cx.spend()) {
                    return Polled.PENDING;
                }
                if (sending == null) {
                    sending = to.send(new Numbered(sender, sent));
                }
                if (sending.poll(cx) == Polled.PENDING) {
                    return Polled.PENDING;
                }
                assertEquals(Sent.ACCEPTED, sending.head());
                sending = null;
                sent++;
            }
            return Polled.READY;
        }

        @Override
        public Integer head() {
            return sent;
        }

        @Override
        public Stream<Integer> tail() {
            return this;
        }

        @Override
        public void close() {
            if (sending != null) {
                sending.close();
            }
        }
    }

    @Test
    void flood_ofAMailboxThatIsNearlyAlwaysFullLosesNothing() throws Exception {
        for (int capacity : new int[] {1, 2, 64}) {
            try (Reactors group = start(2)) {
                Address<Numbered, Integer> actor =
                        Actor.of(new Counting(4)).mailbox(capacity).spawnOn(group.get(0));
                List<Task<Integer>> senders = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    senders.add(group.get(i % 2).spawn(new SendMany(actor, i)));
                }
                for (int i = 0; i < MESSAGES; i++) {
                    while (actor.tell(new Numbered(3, i)) == Sent.FULL) {
                        Thread.onSpinWait();
                    }
                }
                for (Task<Integer> sender : senders) {
                    assertEquals(MESSAGES, sender.get(LIMIT));
                }
                assertEquals(4 * MESSAGES, group.spawn(actor.snapshot()).get(LIMIT));
                assertEquals(0, actor.dropped());
            }
            heard.assertNothing();
        }
    }

    @Test
    void asks_fromEverywhereAreAnsweredOnce() throws Exception {
        try (Reactors group = start(2)) {
            Address<Integer, Long> sum = Actor.<Integer, Long>of(0L, (total, number) -> total + number)
                    .mailbox(4)
                    .spawnOn(group.get(0));
            List<Task<Integer>> askers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                askers.add(group.get(i % 2).spawn(askMany(sum, MESSAGES / 4)));
            }
            for (Task<Integer> asker : askers) {
                assertEquals(0, asker.get(LIMIT));
            }
            assertEquals(8L * (MESSAGES / 4), group.spawn(sum.snapshot()).get(LIMIT));
        }
        heard.assertNothing();
    }

    private static Future<Integer> askMany(Address<Integer, Long> sum, int left) {
        return left == 0 ? Future.of(0) : sum.ask(1, LIMIT).then(after -> askMany(sum, left - 1));
    }

    /** What was accepted is processed or counted as dropped, whatever moment the end picks. */
    @Test
    void end_thatRacesWithTellingBalances() throws Exception {
        try (Reactors group = start(2)) {
            for (int round = 0; round < (LONG ? 20_000 : 300); round++) {
                AtomicLong processed = new AtomicLong();
                Address<Integer, Long> actor = Actor.<Integer, Long>of(0L, (count, number) -> {
                            processed.setRelease(count + 1);
                            return count + 1;
                        })
                        .mailbox(8)
                        .spawnOn(group.get(round % 2));
                AtomicInteger accepted = new AtomicInteger();
                Thread teller = new Thread(() -> {
                    while (true) {
                        Sent sent = actor.tell(1);
                        if (sent == Sent.CLOSED) {
                            return;
                        }
                        accepted.addAndGet(sent == Sent.ACCEPTED ? 1 : 0);
                    }
                });
                teller.start();
                int before = round % 7;
                Waiting.until("some messages", () -> accepted.get() > before);
                if (round % 3 == 0) {
                    actor.stop();
                } else {
                    actor.task().cancel();
                }
                group.spawn(actor.watch()).get(LIMIT);
                teller.join();
                Waiting.until(
                        () -> accepted + " accepted, " + processed + " processed, " + actor.dropped() + " dropped",
                        () -> accepted.get() == processed.getAcquire() + actor.dropped());
            }
        }
    }

    @Test
    void service_killedTenThousandTimesLosesNoAcknowledgedMessage() throws Exception {
        try (Reactors group = start(2)) {
            int[] kills = {0};
            Address<Integer, List<Integer>> service = Actor.<Integer, List<Integer>>of(List.of(), (log, number) -> {
                        if (number < 0) {
                            kills[0]++;
                            throw new IllegalStateException("killed");
                        }
                        List<Integer> longer = new ArrayList<>(log);
                        longer.add(number);
                        return longer;
                    })
                    .named("phoenix")
                    .mailbox(16)
                    .restart(Restart.always().atOnce())
                    .spawnOn(group.get(0));
            Thread killer = new Thread(() -> {
                for (int i = 0; i < KILLS; i++) {
                    while (service.tell(-1) == Sent.FULL) {
                        Thread.onSpinWait();
                    }
                }
            });
            killer.start();
            List<Integer> acknowledged = new ArrayList<>();
            int number = 0;
            while (killer.isAlive() || number < 500) {
                int next = number++;
                if (next < 2_000) {
                    group.spawn(service.ask(next, LIMIT)).get();
                    acknowledged.add(next);
                } else {
                    killer.join();
                }
            }
            killer.join();
            List<Integer> log = group.spawn(service.snapshot()).get();
            assertEquals(KILLS, kills[0]);
            assertEquals(acknowledged, log, "all of them, once, in their order");
            assertEquals(0, service.dropped());
        }
        assertEquals(KILLS, heard.count());
        assertTrue(heard.whats().get(0).startsWith("phoenix (-1), restarted in PT0S as number "));
    }
}
