package dev.enso.reactor;

import dev.enso.core.Stream;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    /** Levels that go first come, first served; null where another discipline reigns. */
    private final @Nullable SlotRing[] rings = new SlotRing[LEVELS.length];

    private final @Nullable Scheduler[] inside = new Scheduler[LEVELS.length];
    private byte[] levels = new byte[64];
    private final int[] polls = new int[LEVELS.length];
    /** Bit i is set while level i has ready tasks, or is the one that is being served. */
    private int occupied;

    /**
     * What is being served: polls in a row out of one ring, decided together so that most selections cost no more than a look
     * at one number. An interrupt cuts them short.
     */
    private @Nullable SlotRing run;

    private int runLevel = FIRST;
    private int runLeft;

    private int level = FIRST;
    private int left;
    private int irqLeft = Priority.IRQ.polls();

    WeightedPriority() {
        for (int i = 0; i < rings.length; i++) {
            rings[i] = new SlotRing();
            polls[i] = LEVELS[i].polls();
        }
        left = polls[FIRST];
        run = rings[FIRST];
    }

    /** Before the first task: another discipline inside a level. */
    void put(Priority level, Scheduler scheduler) {
        rings[level.ordinal()] = null;
        inside[level.ordinal()] = scheduler;
        run = rings[FIRST];
    }

    private Scheduler inside(int level) {
        return Objects.requireNonNull(inside[level]);
    }

    @Override
    public void admit(int slot, TaskOptions options) {
        int level = options.priority().ordinal();
        if (slot >= levels.length) {
            levels = Arrays.copyOf(levels, Math.max(slot + 1, levels.length << 1));
        }
        levels[slot] = (byte) level;
        if (inside[level] != null) {
            inside(level).admit(slot, options);
        }
    }

    @Override
    public void remove(int slot) {
        if (inside[levels[slot]] != null) {
            inside(levels[slot]).remove(slot);
        }
    }

    @Override
    public void ready(int slot, int level) {
        SlotRing ring = rings[level];
        if (ring != null) {
            ring.add(slot);
        } else {
            inside(level).ready(slot, level);
        }
        occupied |= 1 << level;
        if (level == IRQ) {
            endRun();
        }
    }

    @Override
    public int select() {
        if (runLeft == 0 && !beginRun()) {
            return NONE;
        }
        runLeft--;
        SlotRing ring = run;
        return ring != null ? ring.take() : inside(runLevel).select();
    }

    @Override
    public boolean times(int slot) {
        return run == null && inside(runLevel).times(slot);
    }

    @Override
    public void ran(int slot, long nanos) {
        Scheduler scheduler = inside[levels[slot]];
        if (scheduler != null) {
            scheduler.ran(slot, nanos);
        }
    }

    @Override
    public long deadline(int slot) {
        Scheduler scheduler = inside[levels[slot]];
        return scheduler == null ? Poller.NEVER : scheduler.deadline(slot);
    }

    /** Gives the level back what it had been promised and has not used. */
    private void endRun() {
        if (runLevel != IRQ) {
            left += runLeft;
        }
        runLeft = 0;
    }

    private boolean beginRun() {
        if (size(runLevel) == 0) {
            occupied &= ~(1 << runLevel);
        }
        int due = occupied;
        int ordinary = due & -(1 << FIRST);
        if (ordinary != 0 && (left == 0 || (ordinary & 1 << level) == 0)) {
            advance(ordinary);
        }
        if ((due & 1 << IRQ) != 0 && (ordinary == 0 || irqLeft > 0)) {
            // Alone it is bounded by nothing, and owes nothing afterwards.
            irqLeft = ordinary == 0 ? polls[IRQ] : irqLeft - 1;
            serve(IRQ, 1);
            return true;
        }
        if (ordinary == 0) {
            irqLeft = polls[IRQ];
            return false;
        }
        int share = Math.min(left, size(level));
        left -= share;
        serve(level, share);
        return true;
    }

    private void serve(int level, int polls) {
        runLevel = level;
        run = rings[level];
        runLeft = polls;
    }

    /** Goes down to the next level with work, taking along what was left and the polls of the levels passed over. */
    private void advance(int ordinary) {
        int carried = left;
        int next = level + 1;
        for (; next <= LAST; next++) {
            carried += polls[next];
            if ((ordinary & 1 << next) != 0) {
                level = next;
                left = carried;
                return;
            }
        }
        irqLeft = polls[IRQ];
        carried = 0;
        for (next = FIRST; (ordinary & 1 << next) == 0; next++) {
            carried += polls[next];
        }
        level = next;
        left = carried + polls[next];
    }

    @Override
    public int groups() {
        return LEVELS.length;
    }

    @Override
    public int group(int slot) {
        return levels[slot];
    }

    @Override
    public int polls(int level) {
        return polls[level];
    }

    @Override
    public boolean hasInterrupts() {
        return true;
    }

    @Override
    public int size(int level) {
        SlotRing ring = rings[level];
        return ring != null ? ring.size() : inside(level).size();
    }

    /** By the ordinals of {@link Priority}; a level with a discipline inside shows that one's first group. */
    @Override
    public Stream<Integer> select(long level) {
        SlotRing ring = rings[(int) level];
        return ring != null ? Stream.from(ring.snapshot()) : inside((int) level).select(0);
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public int size() {
        int size = 0;
        for (int level = 0; level < rings.length; level++) {
            size += size(level);
        }
        return size;
    }

    @Override
    public String toString() {
        return "weighted priority";
    }
}
