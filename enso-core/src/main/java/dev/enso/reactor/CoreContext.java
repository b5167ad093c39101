package dev.enso.reactor;

import dev.enso.core.Alarms;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a reactor owns: its clock, timers, bus end, random numbers, and whatever else was plugged into it. Handed to
 * whoever is plugged in and to messages; except where said otherwise, for the reactor's thread only.
 */
public final class CoreContext {
    private static final VarHandle TURNS =
            Fields.handle(MethodHandles.lookup(), CoreContext.class, "turns", long.class);

    private final Reactor reactor;
    private final Clock clock;
    private final SplittableRandom random;
    private final Bus bus;
    private final ObjectTable objects;
    private final IdSequence sequence;
    private Object[] services = {};
    private @Nullable Alarms alarms;
    private long now;
    /** Written by the owner (opaque), read by the stall watch; here and not in the reactor, whose fields senders read. */
    private long turns;

    CoreContext(Reactor reactor, Clock clock, long seed, Inbox inbox, PaddedInt admitted, Blueprint blueprint) {
        this.reactor = reactor;
        this.clock = clock;
        this.random = new SplittableRandom(seed);
        this.bus = new Bus(this, inbox, admitted, blueprint.count, blueprint.laneCapacity, blueprint.lanes);
        this.objects = new ObjectTable(reactor);
        this.sequence = new IdSequence(blueprint.ids, reactor);
    }

    /** The reactor itself; any thread. */
    public Reactor reactor() {
        return reactor;
    }

    /** The index of the reactor in its group, from 0; any thread. */
    public int index() {
        return reactor.index();
    }

    /** The latest reading of the clock, in nanoseconds: taken when the turn began, or between two of its polls. */
    public long now() {
        return now;
    }

    /** The reactor's clock, for those who must know how long something within a turn takes; any thread. */
    public Clock clock() {
        return clock;
    }

    /** Owner: a turn begins. */
    void countTurn() {
        TURNS.setOpaque(this, turns + 1);
    }

    /** Turns begun, for a glance from any thread. */
    long turnsOpaque() {
        return (long) TURNS.getOpaque(this);
    }

    /** Owner: reads the clock. One that goes back stands still instead. */
    long readClock() {
        long reading = clock.nanoTime();
        if (reading > now) {
            now = reading;
        }
        return now;
    }

    /**
     * The reactor's timers.
     *
     * @throws IllegalStateException when none are plugged in
     */
    public Alarms alarms() {
        Alarms timers = alarms;
        if (timers == null) {
            throw new IllegalStateException("no timers on " + reactor.name()
                    + ": build the reactors with .timers(...), as dev.enso.Enso does with the wheel of enso-timers");
        }
        return timers;
    }

    /** This reactor's end of the bus. */
    public Bus bus() {
        return bus;
    }

    /** What this reactor owns and others may name. */
    public ObjectTable objects() {
        return objects;
    }

    void succeed(CoreContext before) {
        objects.succeed(before.objects);
        sequence.succeed(before.sequence);
    }

    IdSequence sequence() {
        return sequence;
    }

    /** Random numbers of this reactor, from the seed of its group: reproducible, and not for secrets. */
    public SplittableRandom random() {
        return random;
    }

    /**
     * What is plugged into the reactor, by type: the first that fits, with the reactor, its bus and this context among them.
     *
     * @throws IllegalStateException when nothing of this type is there
     */
    public <S> S service(Class<S> type) {
        for (Object service : services) {
            if (type.isInstance(service)) {
                return type.cast(service);
            }
        }
        throw new IllegalStateException("nothing of type " + type.getName() + " is plugged into " + reactor.name()
                + ": it is added when the reactors are built (Reactors.builder)");
    }

    /** Those plugged in that keep something. */
    List<Inventory> inventories() {
        ArrayList<Inventory> inventories = new ArrayList<>();
        for (Object service : services) {
            if (service instanceof Inventory inventory) {
                inventories.add(inventory);
            }
        }
        return inventories;
    }

    void plug(Object service) {
        Object[] more = java.util.Arrays.copyOf(services, services.length + 1);
        more[services.length] = service;
        services = more;
        if (alarms == null && service instanceof Alarms timers) {
            alarms = timers;
        }
    }

    @Override
    public String toString() {
        return "CoreContext[" + reactor.name() + "]";
    }
}
