package dev.enso.reactor;

import dev.enso.core.Waker;
import java.util.Arrays;
import java.util.LinkedHashSet;

/**
 * Who waits for the same thing, woken in the order they came. One that comes again before it was woken may stand in it
 * twice, for a while: doubles are removed when the room is used up, so that adding costs no search and no allocation. Owner
 * only.
 */
final class Waiters {
    private static final Waker[] NONE = {};
    private static final int FIRST = 8;

    private Waker[] waiting = NONE;
    /** Takes those who come while others are woken. */
    private Waker[] spare = NONE;

    private int count;

    void add(Waker waker) {
        if (count > 0 && waiting[count - 1] == waker) {
            return;
        }
        if (count == waiting.length) {
            makeRoom();
        }
        waiting[count++] = waker;
    }

    private void makeRoom() {
        if (waiting.length == 0) {
            waiting = new Waker[FIRST];
            return;
        }
        LinkedHashSet<Waker> distinct = new LinkedHashSet<>(Arrays.asList(waiting));
        boolean grow = distinct.size() > waiting.length / 2;
        waiting = distinct.toArray(new Waker[grow ? waiting.length * 2 : waiting.length]);
        count = distinct.size();
    }

    /** Wakes all and forgets them; what one throws is told and stops no other. */
    void wakeAll(Failures failures, String what) {
        if (count == 0) {
            return;
        }
        Waker[] woken = waiting;
        int many = count;
        waiting = spare;
        count = 0;
        for (int i = 0; i < many; i++) {
            try {
                woken[i].wake();
            } catch (Throwable failure) {
                failures.tell(what, failure);
            }
            woken[i] = null;
        }
        spare = woken;
    }

    int size() {
        return count;
    }
}
