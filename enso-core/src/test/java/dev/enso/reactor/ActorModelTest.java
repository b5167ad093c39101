package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Process;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Random lives of an actor against a model of it: told, sent to, asked, withdrawn, killed, restored, stopped, cancelled, in
 * any order and from several reactors. Every message that was accepted is processed once or counted as dropped, those of one
 * sender in their order; every answer is right; nobody waits for ever.
 */
class ActorModelTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 50_000 : 1_000;
    private static final int STEPS = 150;
    private static final Duration LIMIT = Duration.ofMillis(10);

    @Test
    void lives_ofActorsFollowTheModel() {
        long processed = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                processed += new Run(seed).run();
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
        assertTrue(processed > SEEDS * 20L, processed + " messages");
    }

    /** Whose message it is, and its number among this sender's. */
    private record Message(int sender, int number, boolean kills) {}

    private record Asked(Message message, Task<List<Message>> task) {}

    private record Sending(Message message, Task<Sent> task) {}

    private static final class Run {
        private final SplittableRandom random;
        private final Rig rig;
        private final Address<Message, List<Message>> actor;
        private final boolean naps;
        private final List<Message> accepted = new ArrayList<>();
        private final List<Asked> asked = new ArrayList<>();
        private final List<Sending> sendings = new ArrayList<>();
        private final Map<Integer, Integer> numbers = new HashMap<>();
        private final List<Message> processed = new ArrayList<>();
        private final List<Message> fatal = new ArrayList<>();

        Run(long seed) {
            random = new SplittableRandom(seed);
            rig = Rig.of(
                    3,
                    builder -> builder.seed(seed)
                            .timers(core -> new PlainTimers())
                            .scheduling(Rig.DISCIPLINES.get((int) (seed & 3))));
            boolean restarts = random.nextBoolean();
            naps = restarts && random.nextBoolean();
            Actor<Message, List<Message>> recipe =
                    Actor.<Message, List<Message>>from(List.of(), Log::new).mailbox(1 + random.nextInt(8));
            if (restarts) {
                Restart restart = Restart.always();
                recipe = recipe.restart(naps ? restart.backOff(LIMIT, LIMIT) : restart.atOnce());
            }
            actor = recipe.spawnOn(rig.reactor(0));
        }

        /** Remembers what it was sent, in a state that is never written to. */
        private final class Log implements Process<Message, List<Message>> {
            private List<Message> log;

            Log(List<Message> log) {
                this.log = log;
            }

            @Override
            public List<Message> state() {
                return log;
            }

            @Override
            public List<Message> send(Message message) throws Exception {
                if (message.kills()) {
                    fatal.add(message);
                    throw new Exception("killed by " + message);
                }
                processed.add(message);
                ArrayList<Message> longer = new ArrayList<>(log);
                longer.add(message);
                log = longer;
                return log;
            }
        }

        int run() {
            // A close does not move the clock, so a back-off would outlast it.
            int end = random.nextInt(naps ? 2 : 4);
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            if (end == 0) {
                actor.stop();
            } else if (end == 1) {
                actor.task().cancel();
            }
            if (end == 2) {
                assertTrue(rig.group.close(Duration.ofSeconds(100)).isClean());
            } else {
                for (int i = 0; i < 200; i++) {
                    rig.settle();
                    rig.clock.advance(LIMIT.toNanos());
                }
                rig.settle();
            }
            check(end);
            return processed.size();
        }

        private Message next(int sender) {
            return new Message(sender, numbers.merge(sender, 1, Integer::sum), random.nextInt(8) == 0);
        }

        private void step() {
            int what = random.nextInt(100);
            if (what < 25) {
                // The test plays a thread outside.
                Message message = next(0);
                if (actor.tell(message) == Sent.ACCEPTED) {
                    accepted.add(message);
                }
            } else if (what < 40) {
                int sender = random.nextInt(3);
                rig.reactor(sender).send(at -> {
                    Message message = next(1 + sender);
                    if (actor.tell(message) == Sent.ACCEPTED) {
                        accepted.add(message);
                    }
                });
            } else if (what < 50) {
                Message message = next(10 + sendings.size());
                sendings.add(new Sending(message, rig.reactor(random.nextInt(3)).spawn(actor.send(message))));
            } else if (what < 62) {
                Message message = next(1_000 + asked.size());
                asked.add(new Asked(message, rig.reactor(random.nextInt(3)).spawn(actor.ask(message, LIMIT))));
            } else if (what < 65 && !asked.isEmpty()) {
                asked.get(random.nextInt(asked.size())).task().cancel();
            } else if (what < 68 && !sendings.isEmpty()) {
                sendings.get(random.nextInt(sendings.size())).task().cancel();
            } else if (what < 72) {
                rig.clock.advance(LIMIT.toNanos() / 4);
            } else {
                rig.reactor(random.nextInt(3)).turn();
            }
        }

        private void check(int end) {
            HashMap<Message, Integer> times = new HashMap<>();
            processed.forEach(message -> times.merge(message, 1, Integer::sum));
            fatal.forEach(message -> times.merge(message, 1, Integer::sum));
            times.forEach((message, many) -> assertEquals(1, many, message::toString));
            for (Sending sending : sendings) {
                assertTrue(sending.task().isDone(), () -> "still waits for room: " + sending);
                if (sending.task().outcome().value() == Sent.ACCEPTED) {
                    accepted.add(sending.message());
                }
            }
            long lost = accepted.stream()
                    .filter(message -> !times.containsKey(message))
                    .count();
            assertEquals(lost, actor.dropped());
            if (end != 1) {
                assertEquals(0, lost);
            }
            for (Asked ask : asked) {
                assertTrue(ask.task().isDone(), () -> "still waits for an answer: " + ask);
                check(ask, times.containsKey(ask.message()));
            }
            HashMap<Integer, Integer> latest = new HashMap<>();
            for (Message message : processed) {
                Integer before = latest.put(message.sender(), message.number());
                assertTrue(before == null || before < message.number(), () -> "out of order: " + processed);
            }
            assertEquals(end != 3, actor.task().isDone());
        }

        private void check(Asked ask, boolean came) {
            Outcome outcome = ask.task().outcome();
            if (outcome.failure() == null) {
                List<?> log = (List<?>) outcome.value();
                assertEquals(ask.message(), log.get(log.size() - 1));
                assertEquals(processed.subList(0, log.size()), log, "an answer is the state at its time");
            } else if (outcome.failure() instanceof TimeoutException
                    || ask.task().isCancelled()) {
                // It came, or was withdrawn; the asker can't know.
                return;
            } else if (outcome.failure() instanceof RejectedExecutionException) {
                assertTrue(!came, () -> "refused and processed: " + ask);
            } else {
                assertInstanceOf(Exception.class, outcome.failure());
                assertTrue(ask.message().kills() && came, ask::toString);
            }
        }
    }
}
