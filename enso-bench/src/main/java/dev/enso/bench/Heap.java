package dev.enso.bench;

/** Puts the heap into the state it has in a program that has run for long. */
final class Heap {
    private Heap() {}

    /**
     * Moves what is live into the old generation. Tasks and timers of a server are there; a collector's barriers cost other
     * times on young objects, so a benchmark of young ones would flatter.
     */
    static void promote() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
    }
}
