package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.reactor.Listing;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Task;
import dev.enso.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The verb timer, between reactors that one thread turns. */
class RemoteTimersTest {
    private static final Duration SOON = Duration.ofNanos(100);

    private final AtomicLong now = new AtomicLong();
    private final List<String> ran = new ArrayList<>();
    private final Reactors group = served(Reactors.builder()
            .count(2)
            .clock(now::get)
            .failures((reactor, what, failure) -> {})
            .timers(core -> Wheel.builder().capacity(4).maximum(4).build())
            .build());
    private final RemoteTimers there = RemoteTimers.at(group.interCore().at(1));

    private static Reactors served(Reactors group) {
        RemoteTimers.serve(group.interCore());
        return group;
    }

    @AfterEach
    void close() {
        group.close(Duration.ZERO);
    }

    private void settle() {
        int work;
        do {
            work = group.get(0).turn() + group.get(1).turn();
        } while (work > 0);
    }

    private <T> T answer(Future<T> future) throws Exception {
        Task<T> task = group.get(0).spawn(future);
        settle();
        return task.get(Duration.ZERO);
    }

    private int live() {
        return group.get(1).core().service(Wheel.class).live();
    }

    @Test
    void arm_firesOnTheOtherReactorAndIsListedUntilThen() throws Exception {
        SharedTimer timer =
                answer(there.arm(SOON, () -> ran.add("on 1: " + group.get(1).isOwner())));
        Listing listing = answer(group.interCore().at(1).list());
        assertEquals("TIMER", listing.objects().get(0).kind());
        assertEquals(timer.id(), listing.objects().get(0).id());
        now.set(99);
        settle();
        assertEquals(List.of(), ran);
        now.set(100);
        settle();
        assertEquals(List.of("on 1: true"), ran);
        assertTrue(timer.hasFired());
        assertFalse(answer(there.cancel(timer.id())));
        assertEquals(
                0,
                answer(group.interCore().at(1).list()).objects().stream()
                        .filter(object -> object.kind().equals("TIMER"))
                        .count());
    }

    @Test
    void cancel_thatWasAcknowledgedIsFinal() throws Exception {
        SharedTimer timer = answer(there.arm(SOON, () -> ran.add("ran")));
        assertTrue(answer(there.cancel(timer.id())));
        assertFalse(answer(there.cancel(timer.id())));
        assertEquals(0, live());
        now.set(1_000);
        settle();
        assertEquals(List.of(), ran);
        assertTrue(timer.isCancelled());
    }

    @Test
    void cancel_ofWhatIsNoTimer_isRefused() {
        ExecutionException unknown =
                assertThrows(ExecutionException.class, () -> answer(there.cancel(neverGivenOut(1))));
        assertEquals(Refused.Reason.UNKNOWN, ((Refused) unknown.getCause()).reason());
    }

    private static long neverGivenOut(int reactor) {
        return 1L << 62 | (long) reactor << 52 | 1L << 24 | 77;
    }

    @Test
    void timersThatAreFull_refuse() throws Exception {
        for (int i = 0; i < 4; i++) {
            answer(there.arm(SOON, () -> ran.add("ran")));
        }
        ExecutionException full =
                assertThrows(ExecutionException.class, () -> answer(there.arm(SOON, () -> ran.add("ran"))));
        assertEquals(Refused.Reason.FULL, ((Refused) full.getCause()).reason());
        now.set(100);
        settle();
        assertEquals(4, ran.size());
    }

    @Test
    void timerWhoseAskerHasGone_isCancelled() {
        Task<SharedTimer> asker = group.get(0).spawn(there.arm(SOON, () -> ran.add("ran")));
        group.get(0).turn();
        asker.cancel();
        settle();
        assertEquals(0, live());
        now.set(100);
        settle();
        assertEquals(List.of(), ran);
    }

    /** In all schedules: a timer runs once or was cancelled once, and never after the acknowledgement. */
    @Test
    void cancel_racesWithFiringAndOneWins() {
        int seeds = Boolean.getBoolean("enso.long") ? 10_000 : 500;
        Simulation.seeds(seeds)
                .reactors(2)
                .configure(builder -> builder.timers(core -> Wheel.create()))
                .check(world -> {
                    Reactors sim = served(world.reactors());
                    RemoteTimers timers = RemoteTimers.at(sim.interCore().at(1));
                    int count = 1 + world.oracle().choose(4, "timers");
                    for (int i = 0; i < count; i++) {
                        int[] runs = new int[1];
                        boolean[] cancelled = new boolean[1];
                        long delay = world.oracle().choose(4, "delay") * 20_000L;
                        long wait = world.oracle().choose(4, "wait") * 20_000L;
                        sim.get(0)
                                .spawn(timers.arm(Duration.ofNanos(delay), () -> {
                                            assertFalse(cancelled[0], "fired after the acknowledgement");
                                            runs[0]++;
                                        })
                                        .then(timer -> Timers.sleep(Duration.ofNanos(wait))
                                                .then(slept -> timers.cancel(timer.id())))
                                        .map(answer -> cancelled[0] = answer));
                        world.atEnd(() -> assertEquals(cancelled[0] ? 0 : 1, runs[0]));
                    }
                });
    }
}
