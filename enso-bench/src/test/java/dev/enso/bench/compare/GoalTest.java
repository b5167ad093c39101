package dev.enso.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoalTest {
    @ParameterizedTest
    @CsvSource({
        "≤ 0.4, 0.4, true",
        "≤ 0.4, 0.41, false",
        "<= 0.4, 0.4, true",
        "< 1, 1, false",
        "< 1, 0.999, true",
        "≥ 0.95, 0.95, true",
        "≥ 0.95, 0.94, false",
        ">=1, 1, true",
        "> 1, 1, false",
        "> 1, 1.001, true",
        "≤ 1, NaN, false",
        "≥ 1, NaN, false",
        "≥ 1, Infinity, true",
    })
    void admits_followsTheSign(String goal, double value, boolean admitted) {
        assertEquals(admitted, Goal.parse(goal).admits(value));
    }

    @Test
    void parse_takesAUnitForAGoalOfOurFigureAlone() {
        Goal goal = Goal.parse("< 0.1 B/op");
        assertFalse(goal.isRelative());
        assertEquals("B/op", goal.unit());
        assertTrue(Goal.parse("≤ 2").isRelative());
    }

    @ParameterizedTest
    @ValueSource(strings = {"≤ 0.4", "≥ 1", "< 0.1 B/op", "> 20 M msgs/s"})
    void toString_isWhatParseReads(String text) {
        assertEquals(text, Goal.parse(text).toString());
        assertEquals(Goal.parse(text), Goal.parse(Goal.parse(text).toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.4", "≤", "= 1", "≤ x", "≤ -1", "≤ 1.", "at most 1"})
    void parse_namesWhatIsNoGoal(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Goal.parse(text))
                .getMessage();
        assertTrue(message.contains("\"" + text + "\""), message);
    }
}
