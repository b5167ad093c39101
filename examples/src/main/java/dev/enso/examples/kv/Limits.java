package dev.enso.examples.kv;

/**
 * What one client may ask for. Sizes are in bytes. Nothing is allocated for a claimed size before its bytes are there.
 *
 * @param maxBulk the longest argument and the longest value
 * @param maxArguments the most arguments of one command
 * @param maxLine the longest inline command, and the longest line that announces a length
 * @param maxInput the most bytes of one command; a connection that sends more without completing it is closed
 * @param replyBudget replies that may wait for one client before its commands wait too
 * @param pushBudget published messages that may wait for one subscriber before it is cut off
 * @param window the most commands of one connection in flight at once
 */
record Limits(int maxBulk, int maxArguments, int maxLine, int maxInput, int replyBudget, int pushBudget, int window) {
    private static final int MIB = 1 << 20;

    Limits {
        requirePositive("maxBulk", maxBulk);
        requirePositive("maxArguments", maxArguments);
        requirePositive("maxLine", maxLine);
        requirePositive("maxInput", maxInput);
        requirePositive("replyBudget", replyBudget);
        requirePositive("pushBudget", pushBudget);
        requirePositive("window", window);
    }

    private static void requirePositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }

    /**
     * The reference server's limits, scaled down where a heap of this size could not honour them: no argument is longer
     * than an eighth of the heap, no command longer than a quarter.
     *
     * @param heap the most memory the JVM will use, in bytes
     */
    static Limits forHeap(long heap) {
        int bulk = (int) Math.max(MIB, Math.min(512L * MIB, heap / 8));
        int input = (int) Math.max(2L * MIB, Math.min(1024L * MIB, heap / 4));
        return new Limits(bulk, MIB, 64 << 10, input, MIB, 32 * MIB, 256);
    }
}
