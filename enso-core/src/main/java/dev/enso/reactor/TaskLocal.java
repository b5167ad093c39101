package dev.enso.reactor;

import dev.enso.core.Context;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that each task has for itself: a slot of the task, found by number and without a map. Made by {@link
 * Reactors#local}; used within polls of that group's tasks. The values go when the task does.
 *
 * @param <V> the value; null stands for one that was not set
 */
public final class TaskLocal<V> {
    private final int number;
    private final String name;
    private final Supplier<? extends V> initial;

    TaskLocal(int number, String name, Supplier<? extends V> initial) {
        this.number = number;
        this.name = Objects.requireNonNull(name, "name");
        this.initial = Objects.requireNonNull(initial, "initial");
    }

    /**
     * The value of the task that is being polled.
     *
     * @throws IllegalStateException outside its poll, or when the context is not a reactor's
     */
    @SuppressWarnings("unchecked")
    public V get(Context cx) {
        @Nullable Object[] values = values(cx);
        V value = (V) values[number];
        if (value == null) {
            value = initial.get();
            values[number] = value;
        }
        return value;
    }

    /**
     * Sets the value of the task that is being polled; null makes it unset.
     *
     * @throws IllegalStateException outside its poll, or when the context is not a reactor's
     */
    public void set(Context cx, @Nullable V value) {
        values(cx)[number] = value;
    }

    private @Nullable Object[] values(Context cx) {
        if (cx instanceof TaskContext lent) {
            return lent.locals(number + 1);
        }
        throw new IllegalStateException(
                "the local " + name + " belongs to tasks of reactors, and " + cx + " is none's");
    }

    @Override
    public String toString() {
        return "TaskLocal[" + name + "]";
    }
}
