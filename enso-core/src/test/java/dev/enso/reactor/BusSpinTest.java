package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BusSpinTest {
    private static final int FIRST = 64;

    private final BusSpin spin = new BusSpin(1024);

    @Test
    void looks_onlyWhileTheLatestWorkCameOverTheBus() {
        assertEquals(0, spin.looks());
        spin.busHadWork();
        assertEquals(FIRST, spin.looks());
        spin.pollersHadWork();
        assertEquals(0, spin.looks());
        spin.busHadWork();
        assertEquals(FIRST, spin.looks(), "nothing was waited for, so nothing was learnt");
    }

    @Test
    void looks_growWhileTheBusHasTheNextWork() {
        spin.busHadWork();
        for (int i = 0; i < 3; i++) {
            spin.wasInVain();
            spin.busHadWork();
        }
        assertEquals(8 * FIRST, spin.looks());
        for (int i = 0; i < 3; i++) {
            spin.wasInVain();
            spin.busHadWork();
        }
        assertEquals(1024, spin.looks(), "no longer than was said");
        spin.busHadWork();
        assertEquals(1024, spin.looks());
    }

    @Test
    void looks_shrinkWhileTheSocketsHaveTheNextWork() {
        for (int i = 0; i < 9; i++) {
            spin.busHadWork();
            spin.wasInVain();
            spin.pollersHadWork();
        }
        spin.busHadWork();
        assertEquals(16, spin.looks());
    }

    @Test
    void looks_stayAsTheyAreWhenTheReactorSlept() {
        spin.busHadWork();
        spin.wasInVain();
        spin.slept();
        spin.busHadWork();
        assertEquals(FIRST, spin.looks());
    }

    @Test
    void looks_neverExceedASmallMost() {
        BusSpin little = new BusSpin(2);
        little.busHadWork();
        little.wasInVain();
        little.pollersHadWork();
        little.busHadWork();
        assertEquals(2, little.looks());
        assertEquals(2, little.between());
    }
}
