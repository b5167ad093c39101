package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Waker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private final Rig rig = Rig.one();
    private final Waiters waiters = new Waiters();
    private final List<Integer> woken = new ArrayList<>();

    private Waker waker(int number) {
        return () -> woken.add(number);
    }

    private void wakeAll() {
        waiters.wakeAll(rig.reactor().failures, "waking");
    }

    @Test
    void wakeAll_wakesInOrderAndForgets() {
        for (int i = 0; i < 100; i++) {
            waiters.add(waker(i));
        }
        wakeAll();
        wakeAll();
        assertEquals(100, woken.size());
        for (int i = 0; i < 100; i++) {
            assertEquals(i, woken.get(i));
        }
        assertEquals(0, waiters.size());
    }

    @Test
    void waiterThatComesAgain_takesNoMoreRoomInTheEnd() {
        Waker[] wakers = {waker(0), waker(1), waker(2)};
        for (int i = 0; i < 10_000; i++) {
            waiters.add(wakers[i % 3]);
            assertTrue(waiters.size() <= 8);
        }
        wakeAll();
        assertTrue(woken.containsAll(List.of(0, 1, 2)));
    }

    @Test
    void waiterThatIsAddedWhileOthersAreWoken_waitsForTheNextTime() {
        Waker late = waker(2);
        waiters.add(waker(1));
        waiters.add(() -> waiters.add(late));
        for (int i = 3; i < 20; i++) {
            waiters.add(waker(i));
        }
        wakeAll();
        assertEquals(18, woken.size());
        assertEquals(1, waiters.size());
        wakeAll();
        assertEquals(2, woken.get(18));
    }

    @Test
    void wakerThatThrows_isToldAndStopsNobodyElse() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        waiters.add(waker(1));
        waiters.add(() -> {
            throw failure;
        });
        waiters.add(waker(3));
        wakeAll();
        assertEquals(List.of(1, 3), woken);
        assertEquals(failure, rig.heard.only("waking"));
    }
}
