package dev.enso.net;

import static dev.enso.net.ConnectionState.CLOSED;
import static dev.enso.net.ConnectionState.CONNECTING;
import static dev.enso.net.ConnectionState.DRAINING;
import static dev.enso.net.ConnectionState.INPUT_CLOSED;
import static dev.enso.net.ConnectionState.OPEN;
import static dev.enso.net.ConnectionState.OUTPUT_CLOSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.net.ConnectionState.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionStateTest {
    @Test
    void eachHalfEndsByItself() {
        assertEquals(INPUT_CLOSED, OPEN.after(Event.INPUT_ENDS));
        assertEquals(OUTPUT_CLOSED, OPEN.after(Event.OUTPUT_ENDS));
        assertEquals(DRAINING, INPUT_CLOSED.after(Event.OUTPUT_ENDS));
        assertEquals(DRAINING, OUTPUT_CLOSED.after(Event.INPUT_ENDS));
    }

    @Test
    void connectingIsFollowedByOpenOrTheEnd() {
        assertEquals(OPEN, CONNECTING.after(Event.CONNECTED));
        assertEquals(CLOSED, CONNECTING.after(Event.CLOSE));
        assertThrows(IllegalStateException.class, () -> CONNECTING.after(Event.INPUT_ENDS));
        assertThrows(IllegalStateException.class, () -> OPEN.after(Event.CONNECTED));
    }

    @ParameterizedTest
    @EnumSource
    void goneIsTheEndFromEverywhere(ConnectionState state) {
        assertEquals(CLOSED, state.after(Event.GONE));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONNECTED")
    void nothingFollowsTheEnd(Event event) {
        assertEquals(CLOSED, CLOSED.after(event));
    }

    /** Input never comes back once it has ended, nor does output, and draining only ends. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONNECTED")
    void nothingIsTakenBack(Event event) {
        for (ConnectionState from : new ConnectionState[] {OPEN, INPUT_CLOSED, OUTPUT_CLOSED, DRAINING, CLOSED}) {
            ConnectionState to = from.after(event);
            assertTrue(from.givesInput() || !to.givesInput(), from + " to " + to);
            assertTrue(from.acceptsOutput() || !to.acceptsOutput(), from + " to " + to);
            assertTrue(to.compareTo(DRAINING) >= 0 || from.compareTo(DRAINING) < 0, from + " to " + to);
        }
    }
}
