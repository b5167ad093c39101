package dev.enso.queues;

/** Whose turn it is among the streams that may have something. Owner's thread only. */
interface Turns {
    /** The index to look at next, or -1 when none is set. */
    int choose(ReadySet ready);

    /** A message of this one is shown. */
    void served(int index);

    /** One after another, in a circle. */
    final class Fair implements Turns {
        private int next;

        @Override
        public int choose(ReadySet ready) {
            int index = ready.next(next);
            return index >= 0 ? index : ready.next(0);
        }

        @Override
        public void served(int index) {
            next = index + 1;
        }
    }

    /**
     * The lowest index first, with an ageing rule: after so many messages that overtook somebody, one is taken from the
     * index that was served the longest ago.
     */
    final class ByPriority implements Turns {
        private final int patience;
        private final long[] lastServed;
        private long served;
        private int overtaking;
        private boolean overtakes;

        ByPriority(int levels, int patience) {
            this.patience = patience;
            this.lastServed = new long[levels];
        }

        @Override
        public int choose(ReadySet ready) {
            int first = ready.next(0);
            int second = first < 0 ? -1 : ready.next(first + 1);
            overtakes = second >= 0;
            if (!overtakes || overtaking < patience) {
                return first;
            }
            int oldest = first;
            for (int index = second; index >= 0; index = ready.next(index + 1)) {
                if (oldest == first || lastServed[index] < lastServed[oldest]) {
                    oldest = index;
                }
            }
            return oldest;
        }

        @Override
        public void served(int index) {
            lastServed[index] = ++served;
            overtaking = overtakes && overtaking < patience ? overtaking + 1 : 0;
        }
    }
}
