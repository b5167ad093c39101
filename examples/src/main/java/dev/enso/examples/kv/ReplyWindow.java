package dev.enso.examples.kv;

/**
 * How many commands of one connection may be in flight: as many as keep the replies that wait for the client within the
 * budget. How large the replies to come will be is not known, so the size of the largest recent one stands for it: the
 * window opens while replies are small, and closes to one when they are large.
 */
final class ReplyWindow {
    private static final int CAUTION = 16;

    private final int budget;
    private final int most;
    private long held;
    private int expected;

    ReplyWindow(Limits limits) {
        budget = limits.replyBudget();
        most = limits.window();
        expected = Math.max(1, budget / CAUTION);
    }

    /**
     * May another command start?
     *
     * @param inFlight commands whose replies are not handed out yet
     * @param unwritten bytes handed out, but not written to the client
     */
    boolean isOpen(int inFlight, int unwritten) {
        return inFlight < most && held + unwritten < budget && (inFlight == 0 || (long) inFlight * expected < budget);
    }

    /** A reply is there, but has to wait for those before it. */
    void held(int size) {
        held += size;
        expected = Math.max(Math.max(1, size), expected - (expected >> 4));
    }

    /** A reply of this size waits no longer. */
    void released(int size) {
        held -= size;
    }
}
