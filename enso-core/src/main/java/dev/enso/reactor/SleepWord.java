package dev.enso.reactor;

/**
 * One word between a reactor that falls asleep and the threads that have work for it.
 *
 * <table>
 *   <caption>Values</caption>
 *   <tr><th>value</th><th>written by</th><th>meaning</th></tr>
 *   <tr><td>AWAKE</td><td>the owner, after its sleep</td><td>senders do nothing: the owner looks before it sleeps</td></tr>
 *   <tr><td>ASLEEP</td><td>the owner, volatile, before its last look</td><td>a sender must wake it</td></tr>
 *   <tr><td>WOKEN</td><td>the one sender whose compare-and-set won</td><td>that sender calls the parker; others do nothing</td></tr>
 * </table>
 *
 * The owner writes ASLEEP and then looks at all its queues; a sender publishes, passes a full fence, and then reads the
 * word. Whichever comes second sees the other, so no wake-up is lost (Dekker's argument; each of the two orders needs its
 * fence).
 *
 * <p>Not final: a simulation's word is a place where others may run. Where none is loaded, the JIT compiler sees that
 * nothing overrides these methods.
 */
class SleepWord {
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;
    private static final int WOKEN = 2;

    private final PaddedInt word = new PaddedInt();

    /** Owner, before the last look. */
    void fallAsleep() {
        word.setVolatile(ASLEEP);
    }

    /** Owner, after the sleep or when the last look found something. */
    void wakeUp() {
        word.setRelease(AWAKE);
    }

    /**
     * Any thread, after publishing and a full fence.
     *
     * @return true for the one caller that now has to wake the parker
     */
    boolean claimWake() {
        return word.getVolatile() == ASLEEP && word.compareAndSet(ASLEEP, WOKEN);
    }

    /** A glance from any thread, for the stall watch and {@code toString}. */
    boolean sleeps() {
        return word.getVolatile() != AWAKE;
    }
}
