package dev.enso.examples.kv;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.examples.kv.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The judge of the simulated store: what it lets pass, and what not. Times are milliseconds. */
class LinearizabilityTest {
    private static final long MILLI = 1_000_000;

    private final List<Operation> history = new ArrayList<>();

    private Operation begin(int client, Kind kind, String value, long lifetime, long at) {
        Operation operation = new Operation(client, kind, "k", value, lifetime * MILLI, at * MILLI);
        history.add(operation);
        return operation;
    }

    private void done(int client, Kind kind, String value, long from, long to, @Nullable String reply) {
        begin(client, kind, value, 0, from).answer(to * MILLI, reply);
    }

    private void set(int client, String value, long lifetime, long from, long to) {
        begin(client, Kind.SET, value, lifetime, from).answer(to * MILLI, "OK");
    }

    private void passes() {
        Linearizability.check(history);
    }

    private void fails() {
        AssertionError error = assertThrows(AssertionError.class, () -> Linearizability.check(history));
        assertTrue(error.getMessage().contains("the key k"), error.getMessage());
    }

    @Test
    void readsThatOverlapAWrite_mayBeOnEitherSideOfIt() {
        set(0, "a", 0, 0, 10);
        done(1, Kind.GET, "", 1, 2, null);
        done(2, Kind.GET, "", 3, 4, "a");
        passes();
    }

    @Test
    void readsThatGoBackInTime_fail() {
        set(0, "a", 0, 0, 10);
        done(1, Kind.GET, "", 1, 2, "a");
        done(2, Kind.GET, "", 3, 4, null);
        fails();
    }

    @Test
    void readOfAnOverwrittenValue_fails() {
        set(0, "a", 0, 0, 1);
        set(0, "b", 0, 2, 3);
        done(1, Kind.GET, "", 4, 5, "a");
        fails();
    }

    @Test
    void commandsOfOneClient_stayInOrderAlsoWhenTheyOverlap() {
        set(0, "a", 0, 0, 10);
        done(0, Kind.GET, "", 0, 10, null);
        fails();
    }

    @Test
    void keyThatEndsInTime_passes_andAlsoLate() {
        set(0, "a", 5, 0, 2);
        done(1, Kind.GET, "", 5, 6, null);
        passes();
        history.clear();
        set(0, "a", 5, 0, 2);
        done(1, Kind.GET, "", 50, 60, "a");
        passes();
    }

    @Test
    void keyThatEndsBeforeItsTime_fails() {
        set(0, "a", 5, 0, 2);
        done(1, Kind.GET, "", 3, 4, null);
        fails();
    }

    @Test
    void keyThatIsPersisted_doesNotEnd() {
        set(0, "a", 5, 0, 1);
        done(0, Kind.PERSIST, "", 2, 3, "1");
        done(0, Kind.GET, "", 100, 101, null);
        fails();
    }

    @Test
    void writeThatWasNotAnswered_mayHaveHappenedAtAnyTime_orNever() {
        begin(0, Kind.SET, "a", 0, 0);
        done(1, Kind.GET, "", 1, 2, null);
        done(1, Kind.GET, "", 100, 101, "a");
        passes();
        done(1, Kind.GET, "", 102, 103, null);
        fails();
    }

    @Test
    void countersThatLoseACount_fail() {
        done(0, Kind.INCR, "", 0, 10, "1");
        done(1, Kind.INCR, "", 0, 10, "2");
        passes();
        done(2, Kind.INCR, "", 0, 10, "2");
        fails();
    }
}
