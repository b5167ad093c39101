package dev.enso.queues;

import dev.enso.core.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One who waits, and others who wake it. The known name is "atomic waker" (Rust's futures); this one needs no lock bits,
 * because an owner that registers anew also looks anew.
 *
 * <table>
 *   <caption>Values of state</caption>
 *   <tr><th>value</th><th>written by</th><th>meaning</th></tr>
 *   <tr><td>AWAKE</td><td>the owner when its last look found something; whoever wakes it, by compare-and-set from
 *       WAITING</td><td>the others do nothing</td></tr>
 *   <tr><td>WAITING</td><td>the owner, volatile, after the waker and before its last look</td><td>the others owe a
 *       wake-up</td></tr>
 *   <tr><td>GONE</td><td>the owner, volatile, for good</td><td>the owner will never look again</td></tr>
 * </table>
 *
 * <p>The owner writes WAITING, passes a full fence and looks; the other publishes, passes a full fence and reads the state.
 * Whichever comes second sees the other (Dekker's argument), so no wake-up is lost. The winner of the compare-and-set calls
 * the waker it finds, which may already be a later one: the owner that stored the later one looked after this publication.
 */
@SuppressWarnings("unused")
final class WakerCell extends Padding.CellFields {
    static final int AWAKE = 0;
    static final int WAITING = 1;
    static final int GONE = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Padding.CellFields.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;

    /** Owner: waits. A full fence follows, so the caller looks once more. */
    void await(Waker next) {
        if (waker != next) { // storing a reference costs a barrier of the garbage collector
            waker = next;
        }
        STATE.setVolatile(this, WAITING);
        VarHandle.fullFence();
    }

    /** Owner: the last look found something. */
    void stayAwake() {
        STATE.setRelease(this, AWAKE);
    }

    /** Owner, once: forgets the waker and says so. */
    void leave() {
        STATE.setVolatile(this, GONE);
        waker = null;
        VarHandle.fullFence();
    }

    int stateVolatile() {
        return (int) STATE.getVolatile(this);
    }

    /** Others, after publishing and a full fence. */
    void wakeIfWaiting() {
        if (stateVolatile() == WAITING) {
            wake();
        }
    }

    /** The same, for who has seen that the owner waits. */
    void wake() {
        if (STATE.compareAndSet(this, WAITING, AWAKE)) {
            Waker waiting = waker;
            if (waiting != null) { // null: the owner left in the meantime
                waiting.wake();
            }
        }
    }
}
