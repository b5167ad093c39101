package dev.enso.reactor;

/**
 * Some ids that one reactor has handed out together. They belong to whoever asked, in any order, and need not be used.
 *
 * @param first the least
 * @param count how many
 */
public record IdBlock(long first, int count) {
    /**
     * One of them; greater with the index.
     *
     * @throws IndexOutOfBoundsException outside 0 to {@code count} - 1
     */
    public long id(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("a block of " + count + " ids has none of index " + index);
        }
        return first + ((long) index << Ids.REACTOR_BITS);
    }

    /** The greatest. */
    public long last() {
        return id(count - 1);
    }
}
