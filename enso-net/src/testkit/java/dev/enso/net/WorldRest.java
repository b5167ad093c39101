package dev.enso.net;

import dev.enso.reactor.SimulatedThread;
import dev.enso.simulation.World;
import org.jspecify.annotations.Nullable;

/** Sleeps as the threads of a simulation do: the sleeper goes away, and goes on later. */
final class WorldRest implements Rest {
    private final World world;
    private @Nullable SimulatedThread sleeper;

    WorldRest(World world) {
        this.world = world;
    }

    @Override
    public void sleep(SimulatedSelector selector, Sleep sleep) {
        SimulatedThread running = world.running();
        if (running == null) {
            throw new IllegalStateException(
                    "nobody is there to sleep in this poll: in a simulation only a reactor parks in"
                            + " its poll, and everybody else polls with a timeout of zero");
        }
        sleeper = running;
        running.sleep(sleep.deadline(), selector::sleepIsOver);
    }

    @Override
    public void stirred() {
        SimulatedThread thread = sleeper;
        if (thread != null) {
            thread.wake();
        }
    }
}
