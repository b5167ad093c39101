package dev.enso.reactor;

/**
 * How often a reactor whose latest work came over the bus looks there again before it looks at its timers and sockets. An answer
 * from another core takes less time than a look at the sockets, on some machines several times as many looks at the bus as on
 * others. So the reactor learns: after it has looked in vain, it matters whether the bus or the sockets have the next work.
 * Adaptive spinning, as locks do it. Owner only.
 */
final class BusSpin {
    private static final int LEAST = 16;
    /** As long as a look at the sockets takes. */
    private static final int FIRST = 64;

    private final int most;
    private int looks;
    /** The latest work came over the bus. */
    private boolean busied;

    private boolean inVain;

    /** @param most so many looks at most; at least 1 */
    BusSpin(int most) {
        this.most = most;
        this.looks = Math.min(FIRST, most);
    }

    /** How many looks are worth their time now: none when the latest work came from elsewhere. */
    int looks() {
        return busied ? looks : 0;
    }

    /** How many looks come between two full turns of a reactor that has nothing to do and spins. */
    int between() {
        return Math.min(FIRST, most);
    }

    /** So many found nothing. */
    void wasInVain() {
        inVain = true;
    }

    /** There is work, and it came over the bus: a longer look would have found it. */
    void busHadWork() {
        busied = true;
        if (inVain) {
            inVain = false;
            looks = Math.min(2 * looks, most);
        }
    }

    /** There is work, and it came from timers or sockets, which the looks have only delayed. */
    void pollersHadWork() {
        busied = false;
        if (inVain) {
            inVain = false;
            looks = Math.max(looks / 2, Math.min(LEAST, most));
        }
    }

    /** The reactor has slept: there was nothing to be waited for. */
    void slept() {
        inVain = false;
    }

    @Override
    public String toString() {
        return "BusSpin[" + looks + " of " + most + " looks]";
    }
}
