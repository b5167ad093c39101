package dev.enso.reactor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The living children of one scope, linked through themselves: taking in and letting go cost no search. Owner only. */
final class Children {
    private @Nullable Child<?> youngest;
    private int finite;
    private int services;

    void add(Child<?> child) {
        child.older = youngest;
        if (youngest != null) {
            youngest.younger = child;
        }
        youngest = child;
        count(child, 1);
    }

    void remove(Child<?> child) {
        Child<?> older = child.older;
        Child<?> younger = child.younger;
        if (older != null) {
            older.younger = younger;
        }
        if (younger != null) {
            younger.older = older;
        } else {
            youngest = older;
        }
        child.older = null;
        child.younger = null;
        count(child, -1);
    }

    private void count(Child<?> child, int by) {
        if (child.service) {
            services += by;
        } else {
            finite += by;
        }
    }

    /** Those that are not services. */
    int finite() {
        return finite;
    }

    boolean isEmpty() {
        return youngest == null;
    }

    /** A copy, the youngest first. */
    List<Task<?>> tasks() {
        ArrayList<Task<?>> tasks = new ArrayList<>(finite + services);
        for (Child<?> child = youngest; child != null; child = child.older) {
            tasks.add(child.task());
        }
        return tasks;
    }
}
