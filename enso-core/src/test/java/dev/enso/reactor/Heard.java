package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

/** A failure handler that remembers what it was told. */
final class Heard implements FailureHandler {
    private final List<String> whats = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    @Override
    public synchronized void failed(Reactor reactor, String what, Throwable failure) {
        whats.add(what);
        failures.add(failure);
    }

    synchronized List<String> whats() {
        return List.copyOf(whats);
    }

    synchronized List<Throwable> failures() {
        return List.copyOf(failures);
    }

    synchronized int count() {
        return failures.size();
    }

    /** The one failure that was told, and of whom. */
    synchronized Throwable only(String what) {
        assertEquals(List.of(what), whats);
        return failures.get(0);
    }

    /** For tests in which nothing may fail. */
    void assertNothing() {
        assertEquals(List.of(), failures());
    }
}
