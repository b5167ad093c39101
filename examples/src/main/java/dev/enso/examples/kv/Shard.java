package dev.enso.examples.kv;

import dev.enso.core.Alarms;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What one reactor keeps: the keys whose hash chooses it, and the subscriptions and sessions of its connections. Used on
 * that reactor's thread only.
 */
final class Shard {
    private final int index;
    private final Keyspace keys;
    private final RandomGenerator random;
    private final KeyHash hash;
    private final Settings settings;
    private final long memory;
    private final Topics topics = new Topics();
    private final Set<Session> sessions = new LinkedHashSet<>();
    private final Counters counters = new Counters();
    private final Whole whole = new Whole();
    private final SetOptions setOptions = new SetOptions(this);
    private final Blocks blocks;

    /**
     * @param settings shared by all shards
     * @param shards how many shards there are
     * @param epoch the Unix time at which the reactor's clock read 0, in nanoseconds
     */
    Shard(int index, int shards, Settings settings, Alarms alarms, long epoch, RandomGenerator random) {
        this.index = index;
        this.settings = settings;
        this.memory = settings.maxMemory() / shards;
        this.hash = new KeyHash(settings.hashSeed());
        this.random = random;
        this.keys = new Keyspace(alarms, epoch, random, settings.heap());
        this.blocks = new Blocks(settings.heap());
    }

    int index() {
        return index;
    }

    Keyspace keys() {
        return keys;
    }

    KeyHash hash() {
        return hash;
    }

    Settings settings() {
        return settings;
    }

    Topics topics() {
        return topics;
    }

    /** The connections of this reactor, oldest first. */
    Set<Session> sessions() {
        return sessions;
    }

    Counters counters() {
        return counters;
    }

    RandomGenerator random() {
        return random;
    }

    /** A parser for whoever runs on this shard now. */
    Whole whole() {
        return whole;
    }

    /** The options of the command that runs on this shard now. */
    SetOptions setOptions() {
        return setOptions;
    }

    /** What the connections of this reactor buffer in. */
    Blocks blocks() {
        return blocks;
    }

    /**
     * Bytes of the heap in use: by keys and values, and by what large commands and replies of this reactor's connections are
     * gathered in. Small buffers are not counted.
     */
    long used() {
        return keys.used() + blocks.large();
    }

    /** Is there memory left for commands that add to it? */
    boolean hasMemory() {
        return used() < memory;
    }
}
