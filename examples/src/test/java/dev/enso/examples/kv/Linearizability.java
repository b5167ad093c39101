package dev.enso.examples.kv;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for an order of the operations on a key that explains all answers: each operation takes effect at one moment between
 * its call and its answer, and those of one connection in the order of their calls. An operation that was not answered may
 * have taken effect at any time from its call on, or not at all.
 *
 * <p>The search is that of J. Wing and C. Gong (Testing and verifying concurrent objects, 1993), with the memory of states
 * that G. Lowe added (Testing for linearizability, 2017).
 */
final class Linearizability {
    private static final int MOST = 64;

    private final List<Operation> operations;
    private final Set<Seen> seen = new HashSet<>();
    private final long answered;

    private record Seen(long done, KeyModel state) {}

    private Linearizability(List<Operation> operations) {
        this.operations = operations;
        long mask = 0;
        for (int i = 0; i < operations.size(); i++) {
            mask |= operations.get(i).isAnswered() ? 1L << i : 0;
        }
        this.answered = mask;
    }

    /**
     * Checks a history.
     *
     * @throws AssertionError with the operations of a key that no order explains
     */
    static void check(List<Operation> history) {
        Map<String, List<Operation>> keys = new LinkedHashMap<>();
        for (Operation operation : history) {
            keys.computeIfAbsent(operation.key, key -> new ArrayList<>()).add(operation);
        }
        keys.forEach((key, operations) -> {
            if (operations.size() > MOST) {
                throw new IllegalArgumentException(
                        operations.size() + " operations on " + key + " are too many to check, the most is " + MOST);
            }
            if (!new Linearizability(operations).explains(0, KeyModel.ABSENT)) {
                StringBuilder text = new StringBuilder("no order explains the answers on the key " + key + ":");
                operations.forEach(operation -> text.append("\n  ").append(operation));
                throw new AssertionError(text.toString());
            }
        });
    }

    private boolean explains(long done, KeyModel state) {
        if ((answered & ~done) == 0) {
            return true;
        }
        if (!seen.add(new Seen(done, state))) {
            return false;
        }
        long firstAnswer = Operation.NEVER;
        for (int i = 0; i < operations.size(); i++) {
            if ((done & 1L << i) == 0) {
                firstAnswer = Math.min(firstAnswer, operations.get(i).answered);
            }
        }
        for (int i = 0; i < operations.size(); i++) {
            Operation next = operations.get(i);
            if ((done & 1L << i) == 0 && next.invoked <= firstAnswer && isFirstOfItsClient(i, done)) {
                for (KeyModel after : state.after(next)) {
                    if (explains(done | 1L << i, after)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean isFirstOfItsClient(int index, long done) {
        int client = operations.get(index).client;
        for (int i = 0; i < index; i++) {
            if ((done & 1L << i) == 0 && operations.get(i).client == client) {
                return false;
            }
        }
        return true;
    }
}
