package dev.enso.queues;

import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import java.util.Arrays;
import java.util.List;

/** A backend under a driver: every pair that exists passes the same contract. */
record Kind(Backend backend, Driver driver) {
    /** All pairs of the house. */
    static List<Kind> all() {
        return Arrays.stream(Queues.values())
                .flatMap(backend -> List.of(Driver.SPSC, Driver.MPSC).stream().map(driver -> new Kind(backend, driver)))
                .toList();
    }

    <T> Channel<T> create(int capacity) {
        return Queues.create(backend, driver, capacity);
    }

    @Override
    public String toString() {
        return backend.name() + " × " + driver;
    }
}
