package dev.enso.bench.compare;

import java.io.IOException;

/** A way to run a contender once, in fresh processes. Equal trials measure the same; so they are records. */
interface Trial {
    /** Which CPUs it needs. */
    Layout layout();

    /** What one would type to run it by hand, from the directory of the project, without the pinning. */
    String command();

    /**
     * Runs it and waits for its end. Whatever it has started is over by then.
     *
     * @throws IOException when a program can't be run, fails, or says what can't be read; the message says which, and what
     *     to do about it
     */
    Figures run(Lab lab) throws IOException, InterruptedException;
}
