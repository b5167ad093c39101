package dev.enso.bench.compare;

/**
 * One side of a comparison.
 *
 * @param label who it is
 * @param trial how it is run
 */
record Contender(String label, Trial trial) {
    static Contender enso(Trial trial) {
        return new Contender("Ensō", trial);
    }

    /** Netty's event loop; a timer or a pipeline of Netty's has a label of its own. */
    static Contender netty(Trial trial) {
        return new Contender("Netty's loop", trial);
    }
}
