package dev.enso.reactor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ready tasks in the order of a key, the least first; equal keys in the order in which they came as long as keys don't fall.
 *
 * <p>Two parts. A key that is not less than the one before goes to the end of a sorted run, which is a ring: adding and
 * taking cost the same whatever the number. The others go into a heap with four children a node (D. B. Johnson's d-ary
 * heap), O(log n). Virtual runtimes and deadlines rise as time does, so when tasks are alike nearly all of them stay in the
 * run; the heap is for those who differ. Taking compares the two heads.
 */
final class OrderedSlots {
    private long[] runKeys = new long[16];
    private int[] run = new int[16];
    private int first;
    private int end;

    private long[] heapKeys = new long[16];
    private int[] heap = new int[16];
    private int heapSize;

    private long takenKey;

    void add(long key, int id) {
        int mask = run.length - 1;
        if (first == end || key >= runKeys[(end - 1) & mask]) {
            if (end - first == run.length) {
                growRun();
                mask = run.length - 1;
            }
            runKeys[end & mask] = key;
            run[end++ & mask] = id;
        } else {
            push(key, id);
        }
    }

    boolean isEmpty() {
        return first == end && heapSize == 0;
    }

    int size() {
        return end - first + heapSize;
    }

    /** Takes out what has the least key; only when not empty. {@link #takenKey} tells the key. */
    int take() {
        if (heapSize > 0 && (first == end || heapKeys[0] < runKeys[first & (run.length - 1)])) {
            return pop();
        }
        int at = first++ & (run.length - 1);
        takenKey = runKeys[at];
        return run[at];
    }

    /** The key of what was taken last. */
    long takenKey() {
        return takenKey;
    }

    /** The least key; only when not empty. */
    long leastKey() {
        if (first == end) {
            return heapKeys[0];
        }
        long least = runKeys[first & (run.length - 1)];
        return heapSize == 0 ? least : Math.min(least, heapKeys[0]);
    }

    /** What is in it now, in order. */
    List<Integer> snapshot() {
        OrderedSlots copy = copy();
        ArrayList<Integer> all = new ArrayList<>(size());
        while (!copy.isEmpty()) {
            all.add(copy.take());
        }
        return all;
    }

    OrderedSlots copy() {
        OrderedSlots copy = new OrderedSlots();
        copy.runKeys = runKeys.clone();
        copy.run = run.clone();
        copy.first = first;
        copy.end = end;
        copy.heapKeys = heapKeys.clone();
        copy.heap = heap.clone();
        copy.heapSize = heapSize;
        return copy;
    }

    private void growRun() {
        int old = run.length;
        int shift = first & (old - 1);
        long[] keys = new long[old << 1];
        int[] ids = new int[old << 1];
        System.arraycopy(runKeys, shift, keys, 0, old - shift);
        System.arraycopy(runKeys, 0, keys, old - shift, shift);
        System.arraycopy(run, shift, ids, 0, old - shift);
        System.arraycopy(run, 0, ids, old - shift, shift);
        runKeys = keys;
        run = ids;
        first = 0;
        end = old;
    }

    private void push(long key, int id) {
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, heapSize << 1);
            heapKeys = Arrays.copyOf(heapKeys, heapSize << 1);
        }
        int hole = heapSize++;
        while (hole > 0) {
            int parent = (hole - 1) >> 2;
            if (heapKeys[parent] <= key) {
                break;
            }
            heapKeys[hole] = heapKeys[parent];
            heap[hole] = heap[parent];
            hole = parent;
        }
        heapKeys[hole] = key;
        heap[hole] = id;
    }

    private int pop() {
        int top = heap[0];
        takenKey = heapKeys[0];
        int size = --heapSize;
        long key = heapKeys[size];
        int id = heap[size];
        int hole = 0;
        for (int child = 1; child < size; child = (hole << 2) + 1) {
            int least = child;
            int last = Math.min(child + 4, size);
            for (int other = child + 1; other < last; other++) {
                if (heapKeys[other] < heapKeys[least]) {
                    least = other;
                }
            }
            if (heapKeys[least] >= key) {
                break;
            }
            heapKeys[hole] = heapKeys[least];
            heap[hole] = heap[least];
            hole = least;
        }
        heapKeys[hole] = key;
        heap[hole] = id;
        return top;
    }
}
