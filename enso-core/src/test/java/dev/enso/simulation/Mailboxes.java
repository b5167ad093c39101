package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.reactor.Actor;
import dev.enso.reactor.Address;
import dev.enso.reactor.PlainTimers;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Senders of all kinds before a mailbox that is nearly always full: those that wait, those that give up waiting, those that
 * ask, and a thread outside that takes no for an answer. What was accepted is processed once, and nobody waits for ever.
 */
public final class Mailboxes implements App {
    private static final Duration LONG = Duration.ofHours(1);

    @Override
    public void start(World world) {
        Reactors group = world.start(Reactors.builder().count(2).name("sim").timers(core -> new PlainTimers()));
        List<Integer> processed = new ArrayList<>();
        Address<Integer, Integer> actor = Actor.<Integer, Integer>of(0, (count, number) -> {
                    if (number < 0) {
                        throw new IllegalArgumentException("refused: " + number);
                    }
                    processed.add(number);
                    return count + 1;
                })
                .named("actor")
                .mailbox(2)
                .spawnOn(group.get(0));
        for (int i = 0; i < 16; i++) {
            int number = i;
            Reactor home = group.get(world.oracle().choose(2, "is home to a sender"));
            switch (i % 4) {
                case 0 -> {
                    Task<Sent> sender = home.spawn("sender-" + i, actor.send(number));
                    world.atEnd(() -> {
                        assertEquals(Sent.ACCEPTED, sender.get(Duration.ZERO));
                        assertEquals(1, Collections.frequency(processed, number));
                    });
                }
                case 1 -> {
                    Task<Sent> sender = home.spawn("fickle-" + i, actor.send(number));
                    world.later(sender::cancel);
                    world.atEnd(() -> {
                        assertTrue(sender.isDone());
                        assertTrue(Collections.frequency(processed, number) <= 1);
                    });
                }
                case 2 -> {
                    Task<Integer> asker = home.spawn("asker-" + i, actor.ask(number, LONG));
                    Task<Integer> refused =
                            home.spawn("refused-" + i, actor.ask(-number, LONG).recover(refusal -> -1));
                    world.atEnd(() -> {
                        int count = asker.get(Duration.ZERO);
                        assertEquals(number, processed.get(count - 1), "an answer is the state at its time");
                        assertEquals(-1, refused.get(Duration.ZERO));
                    });
                }
                default ->
                    world.later(() -> {
                        boolean accepted = actor.tell(number) == Sent.ACCEPTED;
                        world.atEnd(() -> assertEquals(accepted ? 1 : 0, Collections.frequency(processed, number)));
                    });
            }
        }
        world.atEnd(() -> assertEquals(0, actor.dropped()));
    }
}
