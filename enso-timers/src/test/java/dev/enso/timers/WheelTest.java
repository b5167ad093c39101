package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.StreamLaws;
import dev.enso.core.Subject;
import dev.enso.core.TestContext;
import dev.enso.core.Waker;
import dev.enso.reactor.Poller;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WheelTest {
    private static final int ALL = Integer.MAX_VALUE;

    private final List<Throwable> failures = new ArrayList<>();
    private final Wheel wheel = Wheel.builder().onFailure(failures::add).build();
    private final List<String> fired = new ArrayList<>();

    private long arm(long deadline, String name) {
        return wheel.arm(deadline, () -> fired.add(name));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 63, 64, 4095, 4096, 1_000_000_000, 1L << 60, Long.MAX_VALUE - 1, Long.MAX_VALUE})
    void poll_firesAtTheDeadlineAndNotOneNanosecondBefore(long deadline) {
        arm(deadline, "timer");
        if (deadline > 0) {
            assertEquals(0, wheel.poll(deadline - 1, ALL));
        }
        assertEquals(1, wheel.poll(deadline, ALL));
        assertEquals(0, wheel.poll(deadline, ALL));
        assertEquals(List.of("timer"), fired);
    }

    /** A slot of more timers than are looked at has a bound for its deadline; it once outlived them, and a loop never slept. */
    @Test
    void aCrowdThatIsCancelled_leavesNothingToWakeUpFor() {
        long second = 1_000_000_000;
        wheel.poll(second, ALL);
        arm(3600 * second, "last");
        long[] crowd = new long[200];
        for (int i = 0; i < crowd.length; i++) {
            crowd[i] = arm(31 * second + 1000L * i, "cancelled");
        }
        assertTrue(wheel.deadline() <= 31 * second);
        for (long handle : crowd) {
            assertTrue(wheel.cancel(handle));
        }
        for (long now = 2 * second; now < 3600 * second; now += second) {
            assertEquals(0, wheel.poll(now, ALL));
            assertTrue(wheel.deadline() > now, () -> "asks for a poll at " + wheel.deadline());
        }
        assertEquals(1, wheel.poll(3600 * second, ALL));
    }

    @Test
    void poll_firesByDeadlineAndThenByOrderOfArming() {
        arm(70, "c");
        arm(5, "a");
        arm(1_000_000, "e");
        arm(70, "d");
        arm(6, "b");
        assertEquals(5, wheel.poll(1_000_000, ALL));
        assertEquals(List.of("a", "b", "c", "d", "e"), fired);
    }

    @Test
    void poll_ofEqualDeadlinesFiresTheOneArmedFirst_thoughTheOtherWasArmedNearby() {
        long deadline = 10_000_000_000L;
        arm(deadline, "armed from afar");
        wheel.poll(deadline - 3, ALL);
        arm(deadline, "armed nearby");
        wheel.poll(deadline, ALL);
        assertEquals(List.of("armed from afar", "armed nearby"), fired);
    }

    @Test
    void poll_afterAStallFiresEverythingDueAtOnceInOrder() {
        for (int i = 999; i >= 0; i--) {
            arm(i * 1_000_000_007L, Integer.toString(i));
        }
        assertEquals(1_000, wheel.poll(Long.MAX_VALUE / 2, ALL));
        for (int i = 0; i < 1_000; i++) {
            assertEquals(Integer.toString(i), fired.get(i));
        }
    }

    @Test
    void poll_pastTheLimitGoesOnInOrderNextTime() {
        arm(30, "c");
        arm(10, "a");
        arm(20, "b");
        assertEquals(2, wheel.poll(100, 2));
        assertEquals(Poller.NOW, wheel.deadline());
        arm(15, "armed late, due before the rest");
        assertEquals(2, wheel.poll(100, 2));
        assertEquals(List.of("a", "b", "armed late, due before the rest", "c"), fired);
    }

    @Test
    void poll_withLimitZeroFiresNothing() {
        arm(1, "timer");
        assertEquals(0, wheel.poll(1, 0));
        assertEquals(Poller.NOW, wheel.deadline());
        assertEquals(1, wheel.poll(1, 1));
    }

    @Test
    void poll_refusesANegativeLimit() {
        assertThrows(IllegalArgumentException.class, () -> wheel.poll(0, -1));
    }

    @Test
    void poll_takesATimeThatGoesBackForTheGreatestSeen() {
        wheel.poll(1_000, ALL);
        arm(900, "past");
        arm(1_001, "future");
        assertEquals(1, wheel.poll(5, ALL));
        assertEquals(0, wheel.poll(Long.MIN_VALUE, ALL));
        assertEquals(1, wheel.poll(1_001, ALL));
    }

    @Test
    void arm_withAPastDeadlineFiresAtTheNextPollInItsPlace() {
        wheel.poll(1_000, ALL);
        arm(999, "b");
        arm(3, "a");
        arm(999, "c");
        assertEquals(Poller.NOW, wheel.deadline());
        wheel.poll(1_000, ALL);
        assertEquals(List.of("a", "b", "c"), fired);
    }

    @Test
    void arm_byAWakerForNowFiresAtTheNextPoll_soThatAPollEnds() {
        Waker again = new Waker() {
            @Override
            public void wake() {
                fired.add("again");
                wheel.arm(10, this);
            }
        };
        wheel.arm(10, again);
        assertEquals(1, wheel.poll(10, ALL));
        assertEquals(Poller.NOW, wheel.deadline());
        assertEquals(1, wheel.poll(10, ALL));
        assertEquals(List.of("again", "again"), fired);
    }

    @Test
    void arm_refusesANegativeDeadlineAndNamesTheRemedy() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> wheel.arm(-1, () -> {}));
        assertTrue(refused.getMessage().contains("-1") && refused.getMessage().contains("Wheel.after"));
        assertEquals(0, wheel.live());
    }

    @Test
    void after_saturates() {
        assertEquals(12, Wheel.after(5, 7));
        assertEquals(Long.MAX_VALUE, Wheel.after(5, Long.MAX_VALUE));
        assertEquals(Long.MAX_VALUE, Wheel.after(Long.MAX_VALUE, Long.MAX_VALUE));
        assertEquals(5, Wheel.after(5, -7));
        assertEquals(5, Wheel.after(5, Long.MIN_VALUE));
    }

    @Test
    void arm_atTheMaximumRefusesAndLosesNothing() {
        Wheel small = Wheel.builder().maximum(2).build();
        small.arm(1, () -> fired.add("a"));
        long second = small.arm(2, () -> fired.add("b"));
        RejectedExecutionException refused =
                assertThrows(RejectedExecutionException.class, () -> small.arm(3, () -> fired.add("refused")));
        assertTrue(refused.getMessage().contains("2 live timers"));
        assertEquals(2, small.live());
        assertEquals(2, small.armed());
        assertTrue(small.cancel(second));
        small.arm(4, () -> fired.add("c"));
        small.poll(10, ALL);
        assertEquals(List.of("a", "c"), fired);
    }

    @Test
    void arm_growsTheSlabAndKeepsEveryTimer() {
        Wheel growing = Wheel.builder().capacity(1).maximum(5_000).build();
        for (int i = 0; i < 5_000; i++) {
            growing.arm(i, () -> fired.add("x"));
        }
        assertThrows(RejectedExecutionException.class, () -> growing.arm(0, () -> {}));
        assertEquals(5_000, growing.poll(5_000, ALL));
        assertEquals(5_000, fired.size());
    }

    @Test
    void cancel_answersWhetherTheTimerWillNotFire() {
        long handle = arm(10, "timer");
        assertTrue(wheel.isArmed(handle));
        assertTrue(wheel.cancel(handle));
        assertFalse(wheel.isArmed(handle));
        assertFalse(wheel.cancel(handle));
        wheel.poll(100, ALL);
        assertEquals(List.of(), fired);
    }

    @Test
    void cancel_ofUnknownHandlesTouchesNobody() {
        long handle = arm(10, "timer");
        long[] unknown = {
            0, 1, -1, handle + 1, handle - 1, -handle, handle | 1L << 62, ~handle, Long.MIN_VALUE, Long.MAX_VALUE
        };
        for (long stranger : unknown) {
            assertFalse(wheel.cancel(stranger), () -> "handle " + stranger);
        }
        assertEquals(1, wheel.live());
    }

    @Test
    void cancel_withAStaleHandleDoesNotTouchTheTimerThatTookThePlace() {
        long stale = arm(10, "first");
        wheel.poll(10, ALL);
        for (int i = 0; i < 100_000; i++) {
            long handle = wheel.arm(20, () -> fired.add("second"));
            assertNotEquals(stale, handle);
            assertFalse(wheel.cancel(stale));
            assertTrue(wheel.cancel(handle));
        }
    }

    @Test
    void cancel_byAWakerOfATimerDueInTheSamePollPreventsIt() {
        long[] second = new long[1];
        wheel.arm(10, () -> fired.add("first cancels: " + wheel.cancel(second[0])));
        second[0] = arm(10, "second");
        assertEquals(1, wheel.poll(10, ALL));
        assertEquals(List.of("first cancels: true"), fired);
    }

    @Test
    void cancel_ofOneselfIsFalse() {
        long[] self = new long[1];
        self[0] = wheel.arm(10, () -> fired.add("cancelled: " + wheel.cancel(self[0])));
        wheel.poll(10, ALL);
        assertEquals(List.of("cancelled: false"), fired);
    }

    @Test
    void reset_movesTheTimerAndKeepsTheHandle() {
        long handle = arm(10, "reset");
        arm(50, "other");
        assertTrue(wheel.reset(handle, 50));
        assertEquals(0, wheel.poll(49, ALL));
        assertEquals(2, wheel.poll(50, ALL));
        assertEquals(List.of("other", "reset"), fired);
        assertFalse(wheel.reset(handle, 60));
        assertThrows(IllegalArgumentException.class, () -> wheel.reset(handle, -1));
    }

    @Test
    void deadline_isTheNextTimers() {
        assertEquals(Poller.NEVER, wheel.deadline());
        long far = arm(5_000_000, "far");
        assertEquals(5_000_000, wheel.deadline());
        long near = arm(3_000_000, "near");
        assertEquals(3_000_000, wheel.deadline());
        wheel.cancel(near);
        assertEquals(5_000_000, wheel.deadline());
        wheel.cancel(far);
        assertEquals(Poller.NEVER, wheel.deadline());
    }

    @Test
    void deadline_isRoundedUpToTheResolution_soThatNeighboursShareAWakeUp() {
        Wheel coarse = Wheel.builder().resolution(Duration.ofMillis(1)).build();
        coarse.arm(1_000_001, () -> fired.add("a"));
        coarse.arm(1_999_999, () -> fired.add("b"));
        assertEquals(1_000_001, coarse.nextDeadline());
        assertEquals(2_000_000, coarse.deadline());
        assertEquals(2, coarse.poll(coarse.deadline(), ALL));
        coarse.arm(Long.MAX_VALUE - 1, () -> {});
        assertEquals(Long.MAX_VALUE - 1, coarse.deadline());
    }

    @Test
    void deadline_withManyTimersInOneSlotIsNeverLaterThanTheTrueOne_andPollingAtItComesToIt() {
        long slot = 1L << 36;
        for (int i = 0; i < 1_000; i++) {
            arm(slot + 1_000_000_000L + i, "x");
        }
        int polls = 0;
        while (wheel.fired() == 0) {
            assertTrue(wheel.nextDeadline() <= slot + 1_000_000_000L);
            wheel.poll(wheel.deadline(), ALL);
            polls++;
        }
        assertTrue(polls <= 11, "polls: " + polls);
    }

    @Test
    void poll_whenAWakerThrowsFiresTheOthersAndTellsTheHandler() {
        RuntimeException failure = new IllegalStateException("broken waker");
        arm(10, "before");
        wheel.arm(10, () -> {
            throw failure;
        });
        arm(10, "after");
        assertEquals(3, wheel.poll(10, ALL));
        assertEquals(List.of("before", "after"), fired);
        assertEquals(List.of(failure), failures);
        assertEquals(3, wheel.fired());
    }

    @Test
    void poll_rethrowsAnErrorAndFiresTheOthersAtTheNextPoll() {
        Error error = new AssertionError("broken");
        wheel.arm(10, () -> {
            throw error;
        });
        arm(10, "other");
        assertEquals(error, assertThrows(AssertionError.class, () -> wheel.poll(10, ALL)));
        assertEquals(List.of(error), failures);
        assertEquals(Poller.NOW, wheel.deadline());
        assertEquals(1, wheel.poll(10, ALL));
        assertEquals(List.of("other"), fired);
    }

    @Test
    void poll_byAWakerOfTheSameWheelIsRefused() {
        wheel.arm(10, () -> wheel.poll(10, ALL));
        wheel.poll(10, ALL);
        assertEquals(1, failures.size());
        assertTrue(failures.get(0) instanceof IllegalStateException);
    }

    @Test
    void builder_refusesWhatIsOutOfRange() {
        Wheel.Builder builder = Wheel.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.resolution(Duration.ofNanos(999)));
        assertThrows(
                IllegalArgumentException.class,
                () -> builder.resolution(Duration.ofSeconds(1).plusNanos(1)));
        assertThrows(IllegalArgumentException.class, () -> builder.resolution(Duration.ofSeconds(Long.MIN_VALUE)));
        assertThrows(IllegalArgumentException.class, () -> builder.capacity(0));
        assertThrows(IllegalArgumentException.class, () -> builder.maximum(0));
    }

    @Test
    void counters_balance() {
        arm(10, "a");
        wheel.cancel(arm(10, "b"));
        arm(20, "c");
        wheel.poll(10, ALL);
        assertEquals(3, wheel.armed());
        assertEquals(1, wheel.fired());
        assertEquals(1, wheel.cancelled());
        assertEquals(1, wheel.live());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 63, 1_000, 1_000_000, Long.MAX_VALUE / 3, Long.MAX_VALUE - 7, Long.MAX_VALUE})
    void coalesced_isTheRoundestMomentOfTheWindow(long slack) {
        SplittableRandom random = new SplittableRandom(slack);
        for (int i = 0; i < 1_000; i++) {
            long deadline = random.nextLong() >>> random.nextInt(1, 64);
            long at = Wheel.coalesced(deadline, slack);
            assertTrue(at >= deadline && at <= Wheel.after(deadline, slack), () -> deadline + " + " + slack);
            long rounder = 2 * Long.lowestOneBit(at);
            long multiple = deadline == 0 ? 0 : (deadline - 1) / Math.max(1, rounder) * rounder + rounder;
            assertTrue(
                    rounder <= 0 || multiple <= 0 || multiple > Wheel.after(deadline, slack),
                    () -> at + " for " + deadline + " + " + slack);
        }
        assertEquals(0, Wheel.coalesced(0, slack));
    }

    @Test
    void arm_withSlackFiresNeighboursTogether() {
        int wakeUps = 0;
        for (int i = 0; i < 1_000; i++) {
            wheel.arm(1_000_000 + i * 1_000L, 500_000, () -> fired.add("x"));
        }
        while (wheel.live() > 0) {
            long deadline = wheel.deadline();
            wheel.poll(deadline, ALL);
            wakeUps++;
        }
        assertEquals(1_000, fired.size());
        assertTrue(wakeUps <= 6, "wake-ups: " + wakeUps);
    }

    @Test
    void arm_refusesNegativeSlack() {
        assertThrows(IllegalArgumentException.class, () -> wheel.arm(1, -1, () -> {}));
        assertThrows(IllegalArgumentException.class, () -> wheel.arm(-1, 1, () -> {}));
        assertEquals(0, wheel.armed());
    }

    @Test
    void arm_lateInAnyOrderWhileABacklogWaitsFiresInOrder() {
        for (int i = 0; i < 500; i++) {
            arm(10 + i * 7 % 500, "x");
        }
        wheel.poll(1_000, 100);
        List<Long> deadlines = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 1_000; i++) {
            long deadline = random.nextInt(1_000);
            wheel.arm(deadline, () -> deadlines.add(deadline));
        }
        while (wheel.live() > 0) {
            wheel.poll(1_000, 37);
        }
        assertEquals(1_000, deadlines.size());
        assertEquals(deadlines.stream().sorted().toList(), deadlines);
    }

    @Test
    void select_showsWhatIsDueInOrderAndLeavesTheWakersAlone() throws Exception {
        TestContext cx = new TestContext();
        long second = arm(20, "b");
        long first = arm(10, "a");
        arm(30, "c");
        Stream<Due> due = wheel.select(20);
        assertEquals(Polled.READY, cx.poll(due));
        assertEquals(first, due.head().handle());
        assertEquals(10, due.head().deadline());
        due.head().waker().wake();
        due.tail();
        assertEquals(Polled.READY, cx.poll(due));
        assertEquals(second, due.head().handle());
        assertTrue(wheel.isArmed(second));
        due.tail();
        assertFalse(wheel.isArmed(second));
        assertEquals(Polled.ENDED, cx.poll(due));
        due.close();
        assertEquals(List.of("a"), fired);
        assertEquals(2, wheel.fired());
        assertEquals(1, wheel.live());
        assertEquals(Polled.ENDED, cx.poll(wheel.select(29)));
    }

    @Test
    void select_doesNotTakeWhatItsReaderMoved() throws Exception {
        TestContext cx = new TestContext();
        long handle = arm(10, "a");
        Stream<Due> due = wheel.select(10);
        cx.poll(due);
        assertTrue(wheel.reset(handle, 50));
        due.tail();
        assertTrue(wheel.isArmed(handle));
        due.close();
        wheel.poll(50, ALL);
        assertEquals(List.of("a"), fired);
    }

    @TestFactory
    DynamicContainer select_keepsTheLawsOfStreams() {
        return StreamLaws.of("select", () -> {
            Wheel due = Wheel.create();
            due.arm(7, () -> {});
            due.arm(5, () -> {});
            due.arm(9, () -> {});
            return Subject.of(due.select(8), List.of(5L, 7L)).reading(Due::deadline);
        });
    }

    @Test
    void poll_forgetsTheWakersOfTimersThatAreGone() throws Exception {
        WeakReference<Object> cancelledOne = armAndCancel();
        WeakReference<Object> firedOne = armToFire(10);
        wheel.poll(20, ALL);
        long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while ((cancelledOne.get() != null || firedOne.get() != null) && System.nanoTime() < limit) {
            System.gc();
        }
        assertNull(cancelledOne.get());
        assertNull(firedOne.get());
    }

    private WeakReference<Object> armAndCancel() {
        WeakReference<Object> held = armToFire(1_000);
        assertTrue(wheel.cancel(lastHandle));
        return held;
    }

    private long lastHandle;

    private WeakReference<Object> armToFire(long deadline) {
        Object held = new Object();
        lastHandle = wheel.arm(deadline, () -> fired.add(held.toString()));
        return new WeakReference<>(held);
    }

    @Test
    void lateness_countsFromTheDeadlineToThePoll() {
        arm(10, "a");
        arm(15, "b");
        wheel.poll(17, ALL);
        assertEquals(2, wheel.lateness().count());
        assertEquals(7, wheel.lateness().max());
        assertEquals(2, wheel.lateness().percentile(50));
        assertTrue(wheel.toString().contains("2 fired"), wheel.toString());
    }

    @Test
    void manyCancelled_leaveRoomForOthersAndKeepTheirOrder() {
        // Sparse chunks are joined: what is left of many timers doesn't keep the room of all.
        SplittableRandom random = new SplittableRandom(42);
        long[] handles = new long[10_000];
        long[] keys = new long[handles.length];
        List<Long> order = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            int slot = i < handles.length ? i : random.nextInt(handles.length);
            assertEquals(i >= handles.length, wheel.cancel(handles[slot]));
            long deadline = 1_000_000_000L + random.nextInt(1_000_000);
            // Deadline, then order of arming.
            long key = deadline << 20 | i;
            keys[slot] = key;
            handles[slot] = wheel.arm(deadline, () -> order.add(key));
        }
        assertTrue(wheel.bytes() < 48L * handles.length + 60_000, "bytes: " + wheel.bytes());
        assertEquals(handles.length, wheel.poll(2_000_000_000L, ALL));
        assertEquals(Arrays.stream(keys).sorted().boxed().toList(), order);
    }
}
