package dev.enso.reactor;

/**
 * The numbers of tasks and of other objects: reactor, generation and slot in one long, and a bit that tells tasks from the
 * rest. So an id leads to the reactor that owns the object.
 *
 * <pre>
 *   63  62      61 … 52   51 … 24      23 … 0
 *   0   object  reactor   generation   slot
 * </pre>
 */
final class ObjectId {
    static final int SLOT_BITS = TaskTable.SLOT_BITS;
    static final int GENERATION_BITS = TaskTable.GENERATION_BITS;
    private static final long OBJECT = 1L << 62;
    private static final int REACTORS = (1 << 10) - 1;

    private ObjectId() {}

    static long of(int reactor, int generation, int slot) {
        return OBJECT | (long) reactor << (GENERATION_BITS + SLOT_BITS) | (long) generation << SLOT_BITS | slot;
    }

    static boolean isTask(long id) {
        return (id & OBJECT) == 0;
    }

    static int reactor(long id) {
        return (int) (id >>> (GENERATION_BITS + SLOT_BITS)) & REACTORS;
    }

    static int generation(long id) {
        return (int) (id >>> SLOT_BITS) & ((1 << GENERATION_BITS) - 1);
    }

    static int slot(long id) {
        return (int) id & ((1 << SLOT_BITS) - 1);
    }

    /** As messages and listings show it. */
    static String text(long id) {
        return (isTask(id) ? "task " : "object ") + Long.toHexString(id);
    }
}
