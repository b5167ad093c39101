package dev.enso.timers;

import java.util.Arrays;

/**
 * Puts timers that were armed with deadlines long past between those that are due already: a natural merge sort, stable,
 * whose first run is what was in order. Only needed when a poll's limit left timers behind, and therefore neither fast for
 * its own sake nor free of garbage.
 */
final class DueOrder {
    private final ChunkLists lists;
    private long[] times = new long[64];
    private int[] rows = new int[64];
    private int count;

    DueOrder(ChunkLists lists) {
        this.lists = lists;
    }

    /**
     * Merges the timers of a list into another, which is sorted; of equal deadlines those that were there come first. When
     * memory ends, both lists are as they were.
     */
    void restore(int sorted, int others) {
        collect(sorted);
        collect(others);
        sort();
        release(sorted);
        release(others);
        for (int i = 0; i < count; i++) {
            lists.append(sorted, rows[i], times[i]);
        }
    }

    private void collect(int list) {
        for (int chunk = lists.head(list); chunk != ChunkLists.NONE; chunk = lists.next(chunk)) {
            for (int place = chunk + ChunkLists.FIRST; place < chunk + ChunkLists.CHUNK; place++) {
                if (lists.rowAt(place) != 0) {
                    add(lists.rowAt(place), lists.timeAt(place));
                }
            }
        }
    }

    private void add(int row, long time) {
        if (count == rows.length) {
            rows = Arrays.copyOf(rows, count * 2);
            times = Arrays.copyOf(times, count * 2);
        }
        rows[count] = row;
        times[count++] = time;
    }

    private void release(int list) {
        if (lists.isEmpty(list)) {
            return;
        }
        for (int chunk = lists.detach(list); chunk != ChunkLists.NONE; ) {
            chunk = lists.release(chunk);
        }
    }

    private void sort() {
        long[] otherTimes = new long[count];
        int[] otherRows = new int[count];
        while (endOfRun(0) < count) {
            for (int from = 0; from < count; ) {
                int middle = endOfRun(from);
                int to = middle == count ? count : endOfRun(middle);
                merge(from, middle, to, otherTimes, otherRows);
                from = to;
            }
            long[] sortedTimes = otherTimes;
            int[] sortedRows = otherRows;
            otherTimes = times;
            otherRows = rows;
            times = sortedTimes;
            rows = sortedRows;
        }
    }

    private int endOfRun(int from) {
        int end = Math.min(from + 1, count);
        while (end < count && times[end] >= times[end - 1]) {
            end++;
        }
        return end;
    }

    private void merge(int from, int middle, int to, long[] mergedTimes, int[] mergedRows) {
        int a = from;
        int b = middle;
        for (int i = from; i < to; i++) {
            int least = b == to || (a < middle && times[a] <= times[b]) ? a++ : b++;
            mergedTimes[i] = times[least];
            mergedRows[i] = rows[least];
        }
    }
}
