package dev.enso.reactor;

import java.util.function.BiConsumer;

/** Something plugged into a reactor that keeps things for it, and says of what kind and how many. */
public interface Inventory {
    /** What it keeps, in the plural: {@code timers}, {@code connections}. */
    String kept();

    /** How many; called on the reactor's thread. */
    long count();

    /** Tells both, and what else is worth a number; called on the reactor's thread. */
    default void tell(BiConsumer<String, Long> kept) {
        kept.accept(kept(), count());
    }
}
