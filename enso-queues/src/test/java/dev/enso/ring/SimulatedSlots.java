package dev.enso.ring;

import dev.enso.simulation.World;
import org.jspecify.annotations.Nullable;

/** Slots in a simulated world: between any two steps of a reader or writer, others may be ahead. */
public final class SimulatedSlots<T> extends Slots<T> {
    /** What is wrong with them. */
    public enum Defect {
        /** Nothing. */
        NONE,
        /** A slot is told to be published before its value is there. */
        PUBLISHES_TOO_EARLY
    }

    private final World world;
    private final Defect defect;
    private final Slots<T> slots;
    private long unset = -1;
    private @Nullable T late;

    public SimulatedSlots(World world, int capacity, Defect defect) {
        super(capacity);
        this.world = world;
        this.defect = defect;
        this.slots = Slots.packed(capacity);
    }

    @Override
    public T get(long sequence) {
        world.between("before a slot is read");
        return slots.get(sequence);
    }

    @Override
    public void set(long sequence, @Nullable T value) {
        world.between("before a slot is filled");
        if (defect == Defect.NONE) {
            slots.set(sequence, value);
        } else {
            unset = sequence;
            late = value;
        }
    }

    @Override
    public long endAcquire(long sequence) {
        world.between("before a slot is looked at");
        return slots.endAcquire(sequence);
    }

    @Override
    public void publishRelease(long sequence, long end) {
        world.between("before a slot is published");
        slots.publishRelease(sequence, end);
        if (defect != Defect.NONE) {
            world.between("published too early");
            slots.set(unset, late);
        }
        world.between("after a slot is published");
    }

    @Override
    public boolean publishIsAFence() {
        return slots.publishIsAFence();
    }

    @Override
    public void clear() {
        slots.clear();
    }
}
