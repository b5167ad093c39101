package dev.enso.reactor;

import java.util.List;
import java.util.function.Consumer;

/** Reactors that a test turns by hand, with a clock that it moves by hand. */
final class Rig {
    /** The disciplines that come with the reactor. */
    static final List<Scheduling> DISCIPLINES =
            List.of(Scheduling.ROUND_ROBIN, Scheduling.WEIGHTED, Scheduling.FAIR, Scheduling.EARLIEST_DEADLINE);

    final ManualClock clock = new ManualClock();
    final Heard heard = new Heard();
    final Reactors group;

    private Rig(int count, Consumer<Reactors.Builder> more) {
        Reactors.Builder builder = Reactors.builder()
                .count(count)
                .name("rig")
                .clock(clock)
                .failures(heard)
                .affinity(Affinity.none());
        more.accept(builder);
        group = builder.build();
    }

    static Rig one() {
        return of(1, builder -> {});
    }

    static Rig of(int count) {
        return of(count, builder -> {});
    }

    static Rig of(int count, Consumer<Reactors.Builder> more) {
        return new Rig(count, more);
    }

    Reactor reactor() {
        return group.get(0);
    }

    Reactor reactor(int index) {
        return group.get(index);
    }

    /** Turns all reactors in order until one round finds nothing to do. */
    void settle() {
        for (int round = 0; round < 100_000; round++) {
            int work = 0;
            for (Reactor reactor : group) {
                work += reactor.turn();
            }
            if (work == 0) {
                return;
            }
        }
        throw new AssertionError("still busy after 100,000 rounds: " + group);
    }

    /** Runs this within a turn of the reactor. */
    void within(int reactor, Consumer<CoreContext> action) {
        group.get(reactor).send(action::accept);
        group.get(reactor).turn();
        heard.assertNothing();
    }
}
