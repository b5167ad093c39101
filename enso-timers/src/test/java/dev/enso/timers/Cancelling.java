package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Alarms;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Reactors;
import dev.enso.simulation.App;
import dev.enso.simulation.World;
import java.time.Duration;

/** Timers that are cancelled about when they are due: each fires or is cancelled, and never both. */
public final class Cancelling implements App {
    @Override
    public void start(World world) {
        Reactors group = world.start(Reactors.builder()
                .count(2)
                .name("sim")
                .timers(core -> Wheel.builder().onFailure(world::fail).build()));
        int count = 1 + world.oracle().choose(4, "timers");
        for (int i = 0; i < count; i++) {
            Alarm alarm = new Alarm(group.get(0).core(), world.oracle().choose(16, "delay") * 1_000L);
            group.get(0).execute(alarm::arm);
            world.later(
                    Duration.ofNanos(world.oracle().choose(16, "cancelled after") * 1_000L),
                    () -> group.get(1).send(at -> at.bus().send(0, home -> alarm.cancel())));
            world.atEnd(alarm::requireOneEnd);
        }
    }

    private static final class Alarm {
        private final CoreContext core;
        private final long delay;
        private long handle;
        private long due;
        private int fired;
        private boolean cancelled;

        Alarm(CoreContext core, long delay) {
            this.core = core;
            this.delay = delay;
        }

        void arm() {
            due = core.now() + delay;
            handle = core.alarms().arm(due, this::fire);
        }

        void cancel() {
            Alarms alarms = core.alarms();
            cancelled |= handle != 0 && alarms.cancel(handle);
            assertFalse(cancelled && fired > 0, "cancelled although it had fired");
        }

        private void fire() {
            fired++;
            assertFalse(cancelled, "fired after it was cancelled");
            assertTrue(core.now() >= due, "fired early");
        }

        void requireOneEnd() {
            assertEquals(cancelled ? 0 : 1, fired);
        }
    }
}
