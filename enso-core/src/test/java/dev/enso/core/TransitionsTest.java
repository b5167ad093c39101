package dev.enso.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Declared transitions. */
class TransitionsTest {
    private enum Phase {
        SHUT,
        OPEN,
        LOCKED
    }

    private interface Sign {}

    private record Push() implements Sign {}

    private record Pull(boolean hard) implements Sign {}

    private record Turn() implements Sign {}

    private static final Transitions<Sign, Phase, Phase> DOOR = Transitions.<Sign, Phase, Phase>of(
                    Phase.class, phase -> phase)
            .on(Phase.SHUT, Push.class, Phase.OPEN)
            .on(Phase.SHUT, Turn.class, Phase.LOCKED)
            .on(Phase.OPEN, Pull.class, Phase.SHUT, Phase.OPEN);

    /** A door that does as it is told, and locks itself when pulled hard, which is a defect. */
    private static final class Door implements Process<Sign, Phase> {
        private Phase phase = Phase.SHUT;
        private int sent;

        @Override
        public Phase state() {
            return phase;
        }

        @Override
        public Phase send(Sign sign) {
            sent++;
            if (sign instanceof Push) {
                phase = Phase.OPEN;
            } else if (sign instanceof Pull pull) {
                phase = pull.hard ? Phase.LOCKED : Phase.SHUT;
            } else {
                phase = Phase.LOCKED;
            }
            return phase;
        }
    }

    private final Door door = new Door();
    private final Process<Sign, Phase> checked = DOOR.check(door);

    @Test
    void declared_transitionsAreMade() throws Exception {
        assertEquals(Phase.SHUT, checked.state());
        assertEquals(Phase.OPEN, checked.send(new Push()));
        assertEquals(Phase.SHUT, checked.send(new Pull(false)));
        assertEquals(Phase.LOCKED, checked.send(new Turn()));
        assertEquals(Phase.LOCKED, checked.state());
    }

    @Test
    void message_thatIsNotDeclaredIsRefusedBeforeTheProcessSeesIt() throws Exception {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> checked.send(new Pull(false)));
        assertEquals(
                "the message Pull[hard=false] is not taken in state SHUT, where only these are: Push, Turn",
                refusal.getMessage());
        assertEquals(0, door.sent);
        checked.send(new Turn());
        refusal = assertThrows(IllegalStateException.class, () -> checked.send(new Push()));
        assertEquals("the message Push[] is not taken in state LOCKED, where nothing is", refusal.getMessage());
        assertEquals(Phase.LOCKED, checked.state());
    }

    @Test
    void transition_thatLeadsElsewhereIsADefect() throws Exception {
        checked.send(new Push());
        IllegalStateException defect = assertThrows(IllegalStateException.class, () -> checked.send(new Pull(true)));
        assertEquals(
                "the message Pull[hard=true] led from state OPEN to LOCKED, and only [SHUT, OPEN] is declared: the "
                        + "process is not used any more",
                defect.getMessage());
        assertEquals(Phase.OPEN, checked.state(), "the latest that was right");
        assertThrows(IllegalStateException.class, () -> checked.send(new Pull(false)));
        assertEquals(2, door.sent);
    }

    @Test
    void firstDeclaredClassThatFitsCounts() throws Exception {
        Process<Sign, Phase> any = Transitions.<Sign, Phase, Phase>of(Phase.class, phase -> phase)
                .on(Phase.SHUT, Turn.class, Phase.OPEN)
                .on(Phase.SHUT, Sign.class, Phase.OPEN)
                .check(door);
        assertEquals(Phase.OPEN, any.send(new Push()));
    }

    @Test
    void table_refusesWhatMakesNoSense() {
        assertThrows(IllegalArgumentException.class, () -> DOOR.on(Phase.LOCKED, Turn.class));
        IllegalArgumentException twice =
                assertThrows(IllegalArgumentException.class, () -> DOOR.on(Phase.SHUT, Push.class, Phase.LOCKED));
        assertEquals("what Push does in SHUT was declared before", twice.getMessage());
    }
}
