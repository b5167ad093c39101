package dev.enso.bench;

import dev.enso.net.Poll;
import dev.enso.net.Transport;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Idle;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Scheduling;
import dev.enso.timers.Wheel;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The reactors that benchmarks run on: as in production, with the wheel and the selector in every turn. */
final class Nodes {
    private Nodes() {}

    static Reactors start(int reactors, Scheduling scheduling) {
        return builder(reactors, scheduling).start();
    }

    static Reactors spinning(int reactors) {
        return builder(reactors, Scheduling.WEIGHTED).idle(Idle.spinning()).start();
    }

    static Reactors.Builder builder(int reactors, Scheduling scheduling) {
        return Reactors.builder()
                .count(reactors)
                .name("bench")
                .scheduling(scheduling)
                .timers(core -> Wheel.create())
                .io(Nodes::selector);
    }

    private static Poll selector(CoreContext core) {
        try {
            return Poll.open(Transport.auto(), core.clock());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
