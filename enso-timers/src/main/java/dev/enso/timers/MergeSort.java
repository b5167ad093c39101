package dev.enso.timers;

/**
 * Sorts a singly linked list of rows by deadline, in place and stably: bottom-up merge sort over natural runs, as in J.
 * Mergen's bin counter: bin i holds the merge of 2^i runs. An ordered list is one run and takes one pass.
 */
final class MergeSort {
    /** Ends a list: row 0 is a sentinel, never a timer. */
    static final int END = 0;

    private final int[] bins = new int[Integer.SIZE];

    /**
     * @param first the first row of a list that ends with {@link #END}
     * @return the first row of the sorted list
     */
    int sort(int first, int[] next, long[] deadline) {
        int top = 0;
        int rest = first;
        while (rest != END) {
            int run = rest;
            int last = run;
            while (next[last] != END && deadline[next[last]] >= deadline[last]) {
                last = next[last];
            }
            rest = next[last];
            next[last] = END;
            int bin = 0;
            for (; bins[bin] != END; bin++) {
                run = merge(bins[bin], run, next, deadline);
                bins[bin] = END;
            }
            bins[bin] = run;
            top = Math.max(top, bin);
        }
        int sorted = END;
        for (int bin = 0; bin <= top; bin++) {
            if (bins[bin] != END) {
                // A higher bin holds earlier rows.
                sorted = merge(bins[bin], sorted, next, deadline);
                bins[bin] = END;
            }
        }
        return sorted;
    }

    /** Merges; of two equal deadlines the earlier list's comes first. */
    private static int merge(int earlier, int later, int[] next, long[] deadline) {
        if (later == END) {
            return earlier;
        }
        int first = END;
        int last = END;
        int a = earlier;
        int b = later;
        while (a != END && b != END) {
            int least;
            if (deadline[b] < deadline[a]) {
                least = b;
                b = next[b];
            } else {
                least = a;
                a = next[a];
            }
            if (last == END) {
                first = least;
            } else {
                next[last] = least;
            }
            last = least;
        }
        next[last] = a != END ? a : b;
        return first;
    }
}
