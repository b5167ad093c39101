package dev.enso.queues;

import dev.enso.channel.Account;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Order;
import dev.enso.channel.Overflow;
import dev.enso.channel.Properties;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sender;
import java.util.List;
import java.util.stream.Stream;

/**
 * A queue with priorities: an array of rings and a bitmap of those that have something. First in, first out inside a level,
 * and each level has a bound of its own, so that a flood of unimportant messages leaves room for important ones.
 *
 * <p>Level 0 comes first. So that low levels finish there is an ageing rule, see {@link Selection#byPriority}.
 *
 * @param <T> the messages
 */
public final class Levels<T> {
    private final List<Channel<T>> levels;
    private final Account account;
    private final Properties properties;
    private final Receiver<T> rx;

    private Levels(List<Channel<T>> levels, int patience) {
        this.levels = levels;
        this.account = new SumOfAccounts(
                levels.stream().map(channel -> channel.account()).toList());
        Properties one = levels.get(0).properties();
        this.properties = new Properties(
                one.backend(),
                one.driver(),
                one.bound() * levels.size(),
                Order.PRIORITY,
                one.progress(),
                one.overflow());
        SelectStream<T> all =
                new SelectStream<>(levels.size(), new Turns.ByPriority(levels.size(), patience), place -> {});
        for (int level = 0; level < levels.size(); level++) {
            all.join(level, levels.get(level).rx());
        }
        all.seal();
        this.rx = new SelectReceiver<>(all, account, () -> {});
    }

    /**
     * Levels over {@link Queues#VEC}.
     *
     * @param driver who may send on one level: SPSC or MPSC
     * @param levels how many, 1 to 64
     * @param capacity of each level
     * @param patience after how many messages that overtook somebody a level that waits gets one; at least 1
     */
    public static <T> Levels<T> create(Driver driver, int levels, int capacity, int patience) {
        return create(driver, levels, capacity, patience, Overflow.PARK);
    }

    /**
     * Levels that do something else than wait when they are full, each for itself: no message makes room on another level.
     *
     * @param overflow any but {@link Overflow#CONFLATE}
     */
    public static <T> Levels<T> create(Driver driver, int levels, int capacity, int patience, Overflow overflow) {
        if (driver == Driver.SPMC) {
            throw new IllegalArgumentException(
                    "levels are read by one receiver: driver=SPMC. Take SPSC or MPSC, and Levels for each receiver");
        }
        if (overflow == Overflow.CONFLATE) {
            throw new IllegalArgumentException("levels can't conflate: what has the same key may wait on another level."
                    + " Take a Selection.of(channels made by Queues.conflating).byPriority(patience)");
        }
        if (levels < 1 || levels > Long.SIZE) {
            throw new IllegalArgumentException("a queue has 1 to 64 levels: levels=" + levels);
        }
        return new Levels<>(
                Stream.generate(() -> Queues.VEC.<T>create(driver, capacity, overflow))
                        .limit(levels)
                        .toList(),
                Selection.checkPatience(patience));
    }

    /**
     * The sending half of a level; closing it closes the level.
     *
     * @param level 0 is the most important
     * @throws IndexOutOfBoundsException when there is no such level
     */
    public Sender<T> tx(int level) {
        return levels.get(level).tx();
    }

    /** The receiving half; it ends when all levels are closed and read. */
    public Receiver<T> rx() {
        return rx;
    }

    /** What passed on all levels. */
    public Account account() {
        return account;
    }

    /** What passed on one level. */
    public Account account(int level) {
        return levels.get(level).account();
    }

    /** The bound is that of all levels together. */
    public Properties properties() {
        return properties;
    }

    /** Closes the sending halves of all levels. */
    public void close() {
        levels.forEach(level -> level.tx().close());
    }

    @Override
    public String toString() {
        return "Levels[" + levels.size() + ", " + account + "]";
    }
}
