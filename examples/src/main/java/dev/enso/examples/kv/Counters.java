package dev.enso.examples.kv;

/** What INFO shows of one reactor, counted by its thread alone. */
final class Counters {
    long commands;
    long connections;
    long hits;
    long misses;
    long errors;
    long published;

    /** What CONFIG RESETSTAT does. */
    void reset() {
        commands = 0;
        connections = 0;
        hits = 0;
        misses = 0;
        errors = 0;
        published = 0;
    }
}
