package dev.enso.reactor;

/**
 * Groups are the levels of {@link Priority}. A round visits the ordinary levels from high to low and gives each its polls
 * in a row; what a level can't use goes to the next one down. The IRQ level goes before whatever is due, up to its own
 * polls in a round, and without limit while nothing else is ready: a round ends when no ordinary task is left. So a task at
 * level i with nᵢ ready tasks beside it waits at most ⌈nᵢ / wᵢ⌉ rounds, each of Σ wⱼ polls over the levels that have work,
 * plus the IRQ polls.
 */
final class WeightedPriority implements Scheduler {
    private static final Priority[] LEVELS = Priority.values();
    private static final int IRQ = Priority.IRQ.ordinal();
    private static final int FIRST = IRQ + 1;
    private static final int LAST = LEVELS.length - 1;

    private final SlotRing[] rings = new SlotRing[LEVELS.length];
    private final int[] polls = new int[LEVELS.length];
    /** Bit i is set while level i has ready tasks, so that one look finds the next level. */
    private int occupied;

    private int level = FIRST;
    private int left;
    private int irqLeft = Priority.IRQ.polls();
    private int last = FIRST;

    WeightedPriority(TaskTable tasks) {
        for (int i = 0; i < rings.length; i++) {
            rings[i] = new SlotRing(tasks);
            polls[i] = LEVELS[i].polls();
        }
        left = polls[FIRST];
    }

    @Override
    public void ready(int slot, int level) {
        rings[level].add(slot);
        occupied |= 1 << level;
    }

    @Override
    public int select() {
        refreshOccupied();
        int due = occupied;
        if (due == 0) {
            return NONE;
        }
        int ordinary = due & -(1 << FIRST);
        if (ordinary == 0) {
            irqLeft = polls[IRQ];
            last = IRQ;
            return IRQ;
        }
        if ((due & 1 << IRQ) != 0 && irqLeft > 0) {
            irqLeft--;
            last = IRQ;
            return IRQ;
        }
        int current = level;
        if (left == 0 || (ordinary & 1 << current) == 0) {
            current = advance(current, ordinary);
        }
        left--;
        last = current;
        return current;
    }

    /** The group that was served last may have become empty since; only that one can have. */
    private void refreshOccupied() {
        if (rings[last].isEmpty()) {
            occupied &= ~(1 << last);
        }
    }

    /** Goes down to the next level with work, taking along what was left and the polls of the levels passed over. */
    private int advance(int from, int ordinary) {
        int carried = left;
        for (int next = from + 1; next <= LAST; next++) {
            carried += polls[next];
            if ((ordinary & 1 << next) != 0) {
                level = next;
                left = carried;
                return next;
            }
        }
        irqLeft = polls[IRQ];
        carried = 0;
        for (int next = FIRST; ; next++) {
            carried += polls[next];
            if ((ordinary & 1 << next) != 0) {
                level = next;
                left = carried;
                return next;
            }
        }
    }

    @Override
    public SlotRing select(long group) {
        return rings[(int) group];
    }

    @Override
    public boolean isEmpty() {
        for (SlotRing ring : rings) {
            if (!ring.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int size() {
        int size = 0;
        for (SlotRing ring : rings) {
            size += ring.size();
        }
        return size;
    }
}
