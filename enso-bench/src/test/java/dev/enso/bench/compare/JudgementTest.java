package dev.enso.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementTest {
    /** Pairs whose peer always needs 1, so that ours are the ratios. */
    private static Judgement judge(String goal, double... ratios) {
        double[] peers = new double[ratios.length];
        Arrays.fill(peers, 1);
        return Judgement.judge(ratios, peers, Goal.parse(goal));
    }

    @Test
    void ratio_isThatOfTheMedians() {
        Judgement judgement = Judgement.judge(new double[] {2, 30, 4}, new double[] {10, 20, 3}, Goal.parse("≤ 0.5"));
        assertEquals(4, judgement.ours());
        assertEquals(10, judgement.peer());
        assertEquals(0.4, judgement.ratio());
        assertEquals(0.2, judgement.low());
        assertEquals(1.5, judgement.high());
        assertEquals(3, judgement.pairs());
    }

    @ParameterizedTest
    @CsvSource({
        "≤ 0.4, 0.30, 0.32, 0.35, OK",
        "≤ 0.4, 0.50, 0.52, 0.55, SHORT",
        "≤ 0.4, 0.35, 0.39, 0.45, NOISY",
        "≤ 0.4, 0.35, 0.41, 0.45, NOISY",
        "≥ 1.5, 2.0, 2.1, 2.2, OK",
        "≥ 1.5, 1.2, 1.3, 1.4, SHORT",
        "≥ 1.5, 1.2, 1.6, 1.7, NOISY",
        "≤ 1.1, 1.5, 1.6, 1.7, SHORT",
    })
    void aDifference_isJudgedByAllPairs(String goal, double one, double two, double three, Verdict verdict) {
        Judgement judgement = judge(goal, one, two, three);
        assertEquals(verdict, judgement.verdict());
        assertFalse(judgement.equal());
    }

    @ParameterizedTest
    @CsvSource({
        // Equal to the peer is what a goal of 1 asks for, on whichever side the figures happen to be.
        "≤ 1, 1.05, 1.10, 1.14, OK",
        "≤ 1, 0.90, 1.02, 1.10, OK",
        "≥ 1, 0.90, 0.95, 0.97, OK",
        "≥ 0.95, 0.90, 0.90, 0.90, OK",
        "≤ 1.1, 1.12, 1.13, 1.14, OK",
        // What asks for more is not proven by it, and disproved only where all pairs miss it.
        "≤ 0.9, 0.87, 0.88, 0.89, NOISY",
        "< 1, 0.90, 0.91, 0.92, NOISY",
        "≤ 0.8, 0.90, 0.95, 0.99, SHORT",
        "< 1, 1.01, 1.02, 1.03, SHORT",
        // Equal on the whole, but anything may come out.
        "≤ 1, 0.60, 1.00, 1.40, NOISY",
    })
    void aDifferenceBelowTheNoise_isEqual(String goal, double one, double two, double three, Verdict verdict) {
        Judgement judgement = judge(goal, one, two, three);
        assertTrue(judgement.equal());
        assertEquals(verdict, judgement.verdict());
    }

    @Test
    void differencesThatPairsHaveAmongThemselves_areNoise() {
        assertTrue(judge("≤ 2", 0.9, 1.3, 1.9).equal());
        assertFalse(judge("≤ 2", 1.2, 1.3, 1.4).equal());
    }

    @Test
    void sevenPairsWithTheSameWinner_proveASmallDifference() {
        double[] slower = {1.04, 1.05, 1.06, 1.05, 1.04, 1.05, 1.06};
        assertFalse(judge("≤ 1", slower).equal());
        assertEquals(Verdict.SHORT, judge("≤ 1", slower).verdict());
        assertEquals(Verdict.OK, judge("≤ 1.1", slower).verdict());

        double[] faster = {0.96, 0.95, 0.94, 0.95, 0.96, 0.95, 0.94};
        assertEquals(Verdict.OK, judge("< 1", faster).verdict());

        double[] oneOther = {0.96, 0.95, 0.94, 1.01, 0.96, 0.95, 0.94};
        assertTrue(judge("< 1", oneOther).equal());
        assertEquals(Verdict.NOISY, judge("< 1", oneOther).verdict());
    }

    @Test
    void sixPairsWithTheSameWinner_proveNothingSmall() {
        assertTrue(judge("≤ 1", 1.04, 1.05, 1.06, 1.05, 1.04, 1.05).equal());
    }

    @Test
    void onePairInSeven_mayDissent() {
        assertEquals(
                Verdict.OK,
                judge("≤ 0.4", 0.3, 0.31, 0.32, 0.9, 0.3, 0.31, 0.32).verdict());
        assertEquals(
                Verdict.NOISY,
                judge("≤ 0.4", 0.3, 0.31, 0.8, 0.9, 0.3, 0.31, 0.32).verdict());
    }

    @Test
    void ourFigureAlone_isHeldAgainstItsGoal() {
        double[] none = {};
        Goal goal = Goal.parse("< 0.1 B/op");
        assertEquals(
                Verdict.OK,
                Judgement.judge(new double[] {0, 0.01, 0.02}, none, goal).verdict());
        assertEquals(
                Verdict.SHORT,
                Judgement.judge(new double[] {16, 16, 24}, none, goal).verdict());
        Judgement noisy = Judgement.judge(new double[] {0, 0.01, 16}, none, goal);
        assertEquals(Verdict.NOISY, noisy.verdict());
        assertFalse(noisy.equal());
        assertTrue(Double.isNaN(noisy.peer()));
    }

    @Test
    void isSettled_isFalseWhereMorePairsMightTell() {
        assertTrue(judge("≤ 0.4", 0.3, 0.3, 0.3).isSettled());
        assertTrue(judge("≤ 0.4", 0.7, 0.7, 0.7).isSettled());
        assertFalse(judge("≤ 0.4", 0.3, 0.4, 0.5).isSettled());
        assertFalse(judge("≤ 1", 1.1, 1.1, 1.1).isSettled());
    }

    @Test
    void anotherVerdict_keepsTheFigures() {
        Judgement judgement = judge("≤ 0.4", 0.3).as(Verdict.REPORTED);
        assertEquals(Verdict.REPORTED, judgement.verdict());
        assertEquals(0.3, judgement.ratio());
    }

    @Test
    void sides_haveToBeOfTheSameLength() {
        assertThrows(
                IllegalArgumentException.class, () -> Judgement.judge(new double[2], new double[1], Goal.parse("≤ 1")));
    }
}
