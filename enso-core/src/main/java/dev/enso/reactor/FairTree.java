package dev.enso.reactor;

import dev.enso.core.Stream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Time in proportion to shares, in nested groups: weighted fair queueing by virtual runtime, as in I. Stoica's work and
 * Linux's completely fair scheduler. Who runs is charged what the poll took, divided by its share; who has the least goes
 * next, to the grain. Who comes back from waiting starts where the others are, so that sleeping saves up nothing.
 *
 * <p>A poll is charged a whole number of grains of 256 ns, and at least one: a task that gives way at once pays for the turn
 * it took, so it can't have the reactor to itself. What polls take is measured where it matters: always when they are known
 * to be slow, about one in 32 when they are quick, and charged by estimate in between.
 */
final class FairTree implements Scheduler {
    private static final int GRAIN = 1 << GrainSlots.BITS;
    /** From this many nanoseconds on a poll is so long that reading the clock around each of them doesn't matter. */
    private static final int SLOW = 2048;

    private static final int SAMPLE = 32;

    /** A group and its accounts. Its children are numbers: tasks by their slots, groups by their complements. */
    private static final class Node {
        final int index;
        final @Nullable Node parent;
        final int share;
        final GrainSlots ready = new GrainSlots();
        long runtime;
        /** The virtual runtime of the child that went last: where those who come back from waiting start. */
        long reached;

        boolean queued;

        Node(int index, @Nullable Node parent, int share) {
            this.index = index;
            this.parent = parent;
            this.share = share;
        }

        void charge(long nanos) {
            runtime += virtual(nanos, share);
        }

        void enter(long key, int child) {
            ready.add(key, child);
            for (Node node = this; node.parent != null && !node.queued; node = node.parent) {
                node.runtime = Math.max(node.runtime, node.parent.reached);
                node.parent.ready.add(node.runtime, ~node.index);
                node.queued = true;
            }
        }
    }

    private final ArrayList<Node> nodes = new ArrayList<>();
    private final Map<ShareGroup, Node> byGroup = new IdentityHashMap<>();
    private final Node root = add(null, TaskOptions.DEFAULT_SHARE);

    private Node[] home = new Node[64];
    private int[] share = new int[64];
    private long[] runtime = new long[64];
    /** What a poll is taken to cost, in nanoseconds and whole grains; 0 while unknown. */
    private long[] cost = new long[64];

    private int size;
    private int untilSample;
    /** The state of a generator that is good enough to be out of step (G. Marsaglia's xorshift). */
    private int random = 1;

    FairTree() {
        settle(0);
    }

    private static long virtual(long nanos, int share) {
        // Most shares are the default one, and a division costs as much as the rest of a selection.
        return share == TaskOptions.DEFAULT_SHARE ? nanos : nanos * TaskOptions.DEFAULT_SHARE / share;
    }

    private static long roundUp(long nanos) {
        return (nanos + GRAIN - 1) & -GRAIN;
    }

    private Node add(@Nullable Node parent, int share) {
        Node node = new Node(nodes.size(), parent, share);
        nodes.add(node);
        return node;
    }

    private Node nodeOf(@Nullable ShareGroup group) {
        if (group == null) {
            return root;
        }
        Node known = byGroup.get(group);
        if (known == null) {
            known = add(nodeOf(group.parent()), group.share());
            byGroup.put(group, known);
        }
        return known;
    }

    /** Slots from this one on belong to nobody yet. */
    private void settle(int from) {
        Arrays.fill(home, from, home.length, root);
        Arrays.fill(share, from, share.length, TaskOptions.DEFAULT_SHARE);
    }

    @Override
    public void admit(int slot, TaskOptions options) {
        if (slot >= home.length) {
            int before = home.length;
            int length = Math.max(slot + 1, before << 1);
            home = Arrays.copyOf(home, length);
            share = Arrays.copyOf(share, length);
            runtime = Arrays.copyOf(runtime, length);
            cost = Arrays.copyOf(cost, length);
            settle(before);
        }
        home[slot] = nodeOf(options.group());
        share[slot] = options.share();
        runtime[slot] = 0;
        cost[slot] = 0;
    }

    @Override
    public void ready(int slot, int level) {
        Node node = home[slot];
        long key = Math.max(runtime[slot], node.reached);
        runtime[slot] = key;
        node.enter(key, slot);
        size++;
    }

    @Override
    public int select() {
        if (size == 0) {
            return NONE;
        }
        size--;
        Node node = root;
        int child;
        while ((child = node.ready.take()) < 0) {
            node.reached = node.ready.takenKey();
            node = nodes.get(~child);
            node.queued = false;
        }
        node.reached = node.ready.takenKey();
        charge(child, Math.max(GRAIN, cost[child]));
        return child;
    }

    private void charge(int slot, long nanos) {
        runtime[slot] += virtual(nanos, share[slot]);
        for (Node node = home[slot]; node.parent != null; node = node.parent) {
            node.charge(nanos);
            if (!node.queued && !node.ready.isEmpty()) {
                node.parent.ready.add(node.runtime, ~node.index);
                node.queued = true;
            }
        }
    }

    @Override
    public boolean times(int slot) {
        if (cost[slot] >= SLOW || cost[slot] == 0) {
            return true;
        }
        if (--untilSample > 0) {
            return false;
        }
        // Not in step with anything: a fixed number would meet the same tasks again and again.
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        untilSample = 1 + (random & (2 * SAMPLE - 1));
        return true;
    }

    @Override
    public void ran(int slot, long nanos) {
        long charged = Math.max(GRAIN, cost[slot]);
        long took = Math.max(GRAIN, roundUp(nanos));
        runtime[slot] += virtual(took - charged, share[slot]);
        for (Node node = home[slot]; node.parent != null; node = node.parent) {
            node.charge(took - charged);
        }
        // Believes at once that polls have become slow, and step by step that they are quick.
        // Rounded down, which is never below what it took: rounded up it would stop a grain above that for ever,
        // and tasks that are alike would not be charged alike.
        cost[slot] = took >= charged ? took : (3 * charged + took) / 4 & -GRAIN;
    }

    /** Group 0 is the outermost; the others are numbered as they came. Shows a group's tasks, not those of groups in it. */
    @Override
    public Stream<Integer> select(long group) {
        List<Integer> tasks = new ArrayList<>();
        for (int child : nodes.get((int) group).ready.snapshot()) {
            if (child >= 0) {
                tasks.add(child);
            }
        }
        return Stream.from(tasks);
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String toString() {
        return "fair tree of " + nodes.size() + (nodes.size() == 1 ? " group" : " groups");
    }
}
