package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.reactor.Actor;
import dev.enso.reactor.Address;
import dev.enso.reactor.PlainTimers;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Restart;
import dev.enso.reactor.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Actors and scopes under all schedules. */
class ActorSimulationTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 10_000 : 1_000;
    private static final int KILLS = 10;

    @Test
    void mailboxes_loseNothingWhateverTheSchedule() {
        Simulation.seeds(SEEDS).check(new Mailboxes());
    }

    @Test
    void scopes_keepTheirPromisesWhateverTheSchedule() {
        Simulation.seeds(SEEDS).check(new Scopes());
    }

    /** Ten thousand times in all. */
    @Test
    void service_thatIsKilledLosesNoAcknowledgedMessage() {
        int[] killed = {0};
        Simulation.seeds(SEEDS)
                .configure(builder ->
                        builder.timers(core -> new PlainTimers()).failures((reactor, what, failure) -> killed[0]++))
                .check(ActorSimulationTest::killings);
        assertEquals(SEEDS * KILLS, killed[0]);
    }

    private static void killings(World world) {
        Reactors group = world.reactors();
        Address<Integer, List<Integer>> service = Actor.<Integer, List<Integer>>of(List.of(), (log, number) -> {
                    if (number < 0) {
                        throw new IllegalStateException("killed by " + number);
                    }
                    List<Integer> longer = new ArrayList<>(log);
                    longer.add(number);
                    return longer;
                })
                .mailbox(3)
                .restart(Restart.always().backOff(Duration.ofMillis(1), Duration.ofMillis(5)))
                .spawnOn(group.get(0));
        List<Task<Sent>> sending = new ArrayList<>();
        List<Task<List<Integer>>> asking = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            int number = i;
            sending.add(group.get(i % 2).spawn(service.send(-1 - number)));
            sending.add(group.get(i % 2).spawn(service.send(100 + number)));
            world.later(
                    Duration.ofMillis(i),
                    () -> asking.add(group.get(number % 2).spawn(service.ask(number, Duration.ofHours(1)))));
        }
        Task<?>[] last = new Task<?>[1];
        world.later(Duration.ofSeconds(1), () -> last[0] = group.get(1).spawn(service.snapshot()));
        world.atEnd(() -> {
            List<?> log = (List<?>) last[0].get(Duration.ZERO);
            for (Task<Sent> task : sending) {
                assertEquals(Sent.ACCEPTED, task.get(Duration.ZERO));
            }
            for (int i = 0; i < KILLS; i++) {
                assertEquals(1, Collections.frequency(log, 100 + i), log::toString);
                List<Integer> answer = asking.get(i).get(Duration.ZERO);
                assertEquals(i, answer.get(answer.size() - 1));
                assertEquals(answer, log.subList(0, answer.size()), "what was acknowledged stays");
            }
            assertTrue(log.size() == 2 * KILLS, log::toString);
        });
    }
}
