package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids are different, ordered by time, and what becomes of them when the clock goes back. */
class IdsTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private Instant calendar = START;

    private Rig rig(Ids ids) {
        return Rig.of(3, builder -> builder.ids(ids.clock(() -> calendar)).timers(core -> new PlainTimers()));
    }

    private static Task<IdBlock> ask(Rig rig, int from, int at, int count) {
        Task<IdBlock> task =
                rig.reactor(from).spawn(rig.group.interCore().at(at).seq(count));
        rig.settle();
        return task;
    }

    private static IdBlock take(Rig rig, int at, int count) {
        Task<IdBlock> task = ask(rig, 0, at, count);
        assertTrue(task.isDone(), "no ids came");
        return (IdBlock) task.outcome().value();
    }

    @Test
    void ids_tellTheirTimeAndTheirReactor() {
        IdBlock block = take(rig(Ids.defaults()), 2, 10);
        assertEquals(10, block.count());
        for (int i = 0; i < 10; i++) {
            assertEquals(START, Ids.time(block.id(i)));
            assertEquals(2, Ids.reactor(block.id(i)));
        }
        assertEquals(block.id(9), block.last());
        assertThrows(IndexOutOfBoundsException.class, () -> block.id(10));
        assertThrows(IndexOutOfBoundsException.class, () -> block.id(-1));
    }

    @Test
    void ids_areDifferentAndRiseOnEachReactorWhateverIsAsked() {
        Rig rig = rig(Ids.defaults().whenAhead(Ids.WhenAhead.CONTINUE));
        SplittableRandom random = new SplittableRandom(Long.getLong("enso.seed", 3));
        Set<Long> seen = new HashSet<>();
        long[] last = new long[3];
        for (int i = 0; i < 300; i++) {
            calendar = calendar.plusMillis(random.nextInt(-3_000, 4_000));
            int at = random.nextInt(3);
            IdBlock block = take(rig, at, 1 + random.nextInt(100));
            for (int j = 0; j < block.count(); j++) {
                assertTrue(block.id(j) > last[at], "round " + i);
                last[at] = block.id(j);
                assertTrue(seen.add(block.id(j)));
            }
        }
    }

    @Test
    void idsOfLaterMilliseconds_areGreaterAcrossReactors() {
        Rig rig = rig(Ids.defaults());
        long earlier = take(rig, 2, 4096).last();
        calendar = calendar.plusMillis(1);
        assertTrue(take(rig, 0, 1).first() > earlier);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Ids.MOST + 1, Integer.MIN_VALUE})
    void count_outsideItsBounds_isRefused(int count) {
        Rig rig = rig(Ids.defaults());
        assertThrows(
                IllegalArgumentException.class,
                () -> rig.group.interCore().at(0).seq(count));
    }

    @Test
    void clockThatGoesBackALittle_isBridged() {
        Rig rig = rig(Ids.defaults().whenAhead(Ids.WhenAhead.REFUSE));
        long before = take(rig, 1, 5).last();
        calendar = calendar.minusMillis(900);
        assertTrue(take(rig, 1, 5).first() > before);
    }

    @Test
    void clockThatGoesBackFar_refusesWhenToldTo() {
        Rig rig = rig(Ids.defaults().whenAhead(Ids.WhenAhead.REFUSE));
        take(rig, 1, 5);
        calendar = calendar.minusSeconds(10);
        Refused refused = (Refused) ask(rig, 0, 1, 5).outcome().failure();
        assertEquals(Refused.Reason.CLOCK, refused.reason());
        assertTrue(refused.getMessage().contains("10000 ms ahead"), refused.getMessage());
        calendar = calendar.plusSeconds(10);
        take(rig, 1, 5);
    }

    @Test
    void clockThatGoesBackFar_goesOnFromTheLastWhenToldTo() {
        Rig rig = rig(Ids.defaults().whenAhead(Ids.WhenAhead.CONTINUE));
        IdBlock before = take(rig, 1, 5);
        calendar = calendar.minusSeconds(10);
        IdBlock after = take(rig, 1, 5);
        assertTrue(after.first() > before.last());
        assertEquals(START, Ids.time(after.first()));
    }

    @Test
    void clockThatGoesBackFar_isWaitedFor() {
        Rig rig = rig(Ids.defaults());
        long before = take(rig, 1, 5).last();
        calendar = calendar.minusSeconds(10);
        Task<IdBlock> waiting = ask(rig, 0, 1, 5);
        for (int second = 0; second < 9; second++) {
            assertFalse(waiting.isDone(), "after " + second + " s");
            calendar = calendar.plusSeconds(1);
            rig.clock.advance(1_000_000_000L);
            rig.settle();
        }
        assertTrue(waiting.isDone());
        assertTrue(((IdBlock) waiting.outcome().value()).first() > before);
    }

    @Test
    void moreIdsThanTheClockHasNumbersFor_areBorrowedForASecond() {
        Rig rig = rig(Ids.defaults().whenAhead(Ids.WhenAhead.REFUSE));
        long last = 0;
        for (int i = 0; i < 3; i++) {
            IdBlock block = take(rig, 1, Ids.MOST);
            assertTrue(block.first() > last);
            last = block.last();
        }
        take(rig, 1, Ids.MOST - 4096 * 24);
        assertEquals(
                Refused.Reason.CLOCK,
                ((Refused) ask(rig, 0, 1, Ids.MOST).outcome().failure()).reason());
    }

    @Test
    void after_goesOnFromAnEarlierRun() {
        long last = take(rig(Ids.defaults()), 1, 500).last();
        calendar = calendar.minusMillis(500);
        assertTrue(take(rig(Ids.defaults().after(last)), 0, 1).first() > last);
        assertThrows(IllegalArgumentException.class, () -> Ids.defaults().after(-1));
    }
}
