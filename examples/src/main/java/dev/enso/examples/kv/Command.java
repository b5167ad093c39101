package dev.enso.examples.kv;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** One line of the command table: what a command is called, takes and touches, and what it does where. */
final class Command {
    /** What a command is like, in the words of COMMAND INFO. */
    enum Flag {
        READONLY,
        WRITE,
        /** May need memory: refused when there is none. */
        DENYOOM,
        PUBSUB,
        FAST
    }

    /** Where a command runs. */
    sealed interface Action permits AtConnection, AtKey, AtShards {}

    /** Runs where the connection lives, and touches no keys. */
    @FunctionalInterface
    non-sealed interface AtConnection extends Action {
        /** Writes exactly one reply, unless the command's nature is another. */
        void run(Session session, Args args, ReplyBuffer reply);
    }

    /** Runs where its one key lives: argument 1, whose hash {@code args} knows. */
    @FunctionalInterface
    non-sealed interface AtKey extends Action {
        /** Writes exactly one reply. */
        void run(Shard shard, Args args, ReplyBuffer reply);
    }

    /**
     * Visits several shards, in one or more steps: {@code step} on the connection's reactor says whom to visit,
     * {@code visit} runs there, and when all are back the next {@code step} follows. Stateless; the call keeps the
     * state.
     */
    non-sealed interface AtShards extends Action {
        /**
         * Plans the visits of a step, or writes the reply.
         *
         * @param step 0 at first; the visits of the step before it are all back, none of them failed
         * @return true when there are visits to make; false when the reply is written
         */
        boolean step(Call call, int step, ReplyBuffer reply);

        /** Runs on the visited shard. What it finds goes into the leg. */
        void visit(Shard shard, Call call, Leg leg);

        /**
         * Visits in more than one step? The connection's next commands wait then, for they'd reach the shards of the
         * second step before it does.
         */
        default boolean inStages() {
            return false;
        }
    }

    private final String name;
    private final String lowerName;
    private final int arity;
    private final Action action;
    private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
    private int firstKey;
    private int lastKey;
    private int keyStep;

    /**
     * @param name in upper case
     * @param arity how many arguments, the name included; negative: at least so many
     */
    private Command(String name, int arity, Action action) {
        this.name = name;
        this.lowerName = name.toLowerCase(Locale.ROOT);
        this.arity = arity;
        this.action = action;
    }

    static Command atConnection(String name, int arity, AtConnection action) {
        return new Command(name, arity, action);
    }

    static Command atKey(String name, int arity, AtKey action) {
        return new Command(name, arity, action).keys(1, 1, 1);
    }

    static Command atShards(String name, int arity, AtShards action) {
        return new Command(name, arity, action);
    }

    /** Part of the declaration. */
    Command with(Flag... more) {
        flags.addAll(Set.of(more));
        return this;
    }

    /**
     * Part of the declaration: which arguments are keys.
     *
     * @param last negative: counted from the end
     */
    Command keys(int first, int last, int step) {
        firstKey = first;
        lastKey = last;
        keyStep = step;
        return this;
    }

    String name() {
        return name;
    }

    String lowerName() {
        return lowerName;
    }

    int arity() {
        return arity;
    }

    Action action() {
        return action;
    }

    Set<Flag> flags() {
        return flags;
    }

    int firstKey() {
        return firstKey;
    }

    int lastKey() {
        return lastKey;
    }

    int keyStep() {
        return keyStep;
    }

    boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** May it run with so many arguments? */
    boolean accepts(int count) {
        return arity >= 0 ? count == arity : count >= -arity;
    }

    /** Runs a command of one key on its shard; whatever happens, one reply is written. */
    void run(AtKey atKey, Shard shard, Args args, ReplyBuffer reply) {
        shard.counters().commands++;
        if (has(Flag.DENYOOM) && !shard.hasMemory()) {
            reply.error(Errors.NO_MEMORY);
            return;
        }
        int mark = reply.mark();
        try {
            atKey.run(shard, args, reply);
        } catch (ReplyTooLongException e) {
            reply.rollback(mark);
            reply.error("ERR " + e.getMessage());
        }
    }
}
