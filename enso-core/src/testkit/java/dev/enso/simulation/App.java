package dev.enso.simulation;

/** What runs in a simulation. */
@FunctionalInterface
public interface App {
    /**
     * Sets it up: builds and starts what runs, spawns tasks, says what must be true at the end. Called once a run, as an
     * outsider, before anything turns; what it makes must not be shared between runs.
     */
    void start(World world) throws Exception;
}
