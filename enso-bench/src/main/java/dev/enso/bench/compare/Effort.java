package dev.enso.bench.compare;

/**
 * How long trials take. Two runs of a program differ more from each other than two seconds of one run do, so each run is
 * short and there are many.
 *
 * @param iterations of a JMH benchmark, as many for warming up
 * @param iterationMillis the length of each of them
 * @param windows measured one after the other where a server is under load
 * @param windowMillis the length of each of them, and half of the warm-up before
 * @param requests to a store in one run, at pipeline 1; more in proportion to what a pipeline gains
 * @param values that the memory of a store is measured with
 */
record Effort(int iterations, int iterationMillis, int windows, int windowMillis, int requests, int values) {
    /** For figures that count. */
    static final Effort FULL = new Effort(5, 400, 3, 1500, 200_000, 1_000_000);

    /** To see that everything works. */
    static final Effort QUICK = new Effort(2, 200, 1, 500, 20_000, 50_000);
}
