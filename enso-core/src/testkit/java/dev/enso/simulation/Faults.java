package dev.enso.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The faults of one run: asks for each occasion whether it happens, and remembers what was thrown on purpose. */
final class Faults {
    private final List<Fault> ofSteps = new ArrayList<>();
    private final List<Fault> ofPlaces = new ArrayList<>();
    private final boolean[] done;
    private final List<Fault> all;
    private final Oracle oracle;
    /** Looked up only, so the order of identity does not matter. */
    private final Set<Throwable> thrown = Collections.newSetFromMap(new IdentityHashMap<>());

    Faults(List<Fault> all, Oracle oracle) {
        this.all = all;
        this.oracle = oracle;
        this.done = new boolean[all.size()];
        for (Fault fault : all) {
            (fault.kind == Fault.Kind.THROW ? ofPlaces : ofSteps).add(fault);
        }
    }

    boolean none() {
        return ofSteps.isEmpty();
    }

    /** From now on nothing more goes wrong. */
    void stop() {
        ofSteps.clear();
        ofPlaces.clear();
    }

    /** The faults that happen at each step. */
    List<Fault> ofSteps() {
        return ofSteps;
    }

    boolean happens(Fault fault, long step) {
        if (fault.oneIn > 0) {
            return oracle.rarely(fault.oneIn, fault.name);
        }
        int index = all.indexOf(fault);
        if (done[index] || step < fault.step) {
            return false;
        }
        done[index] = true;
        return true;
    }

    /** Throws what is to be thrown at this place, once the first step has begun. */
    void reached(String place, long step) {
        if (step == 0) {
            return;
        }
        for (int i = 0; i < ofPlaces.size(); i++) {
            Fault fault = ofPlaces.get(i);
            if (fault.name.equals(place) && happens(fault, step)) {
                throw Faults.<RuntimeException>sneak(make(fault));
            }
        }
    }

    @SuppressWarnings("NullAway") // what throws has a supplier
    private Throwable make(Fault fault) {
        Throwable made = fault.thrown.get();
        thrown.add(made);
        return made;
    }

    /** True when this is, or was caused by, a fault. */
    boolean caused(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 100; depth++, cause = cause.getCause()) {
            if (thrown.contains(cause)) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneak(Throwable failure) throws X {
        throw (X) failure;
    }
}
