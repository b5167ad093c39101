package dev.enso.examples.kv;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way: its arguments, its legs, and at last its reply. Pooled by the reactor of the connection, which
 * alone uses it; while legs are out, their shards read the arguments and the carried values, and nobody writes them.
 */
final class Call {
    private static final int KEEP_LEGS = 16;

    private final Args own = new Args();
    private final ReplyBuffer reply = ReplyBuffer.waiting();
    private final ReplyBuffer carry = new ReplyBuffer();
    private final List<Leg> legs = new ArrayList<>();
    private Args args = own;
    private @Nullable Session session;
    private @Nullable Command command;
    private int shards;
    private int legCount;
    private int out;
    private int step;
    private boolean done;

    /** A number that one step hands to the next. */
    long number;

    /**
     * Takes a command.
     *
     * @param borrowed its arguments, which stay with their owner until {@link #keepArguments}
     */
    void begin(Session from, Command what, Args borrowed, int shardCount) {
        session = from;
        command = what;
        args = borrowed;
        shards = shardCount;
        step = 0;
        done = false;
    }

    /** Becomes a mere place in the order of replies: whoever takes it writes the reply at once. */
    void beginDone(Session from) {
        session = from;
        done = true;
    }

    /** Forgets everything, for the pool. */
    void end() {
        session = null;
        command = null;
        args = own;
        legCount = 0;
        number = 0;
        reply.clear();
        carry.clear();
        own.trim();
        for (int i = 0; i < legs.size(); i++) {
            legs.get(i).reply().clear();
        }
        if (legs.size() > KEEP_LEGS) {
            legs.clear();
        }
    }

    Session session() {
        Session owner = session;
        if (owner == null) {
            throw new IllegalStateException("the call is in the pool and belongs to nobody");
        }
        return owner;
    }

    Command command() {
        Command what = command;
        if (what == null) {
            throw new IllegalStateException("the call has no command: it only keeps a reply's place");
        }
        return what;
    }

    Args args() {
        return args;
    }

    /** Copies the arguments, so that they outlive what the connection receives next. */
    void keepArguments() {
        if (args != own) {
            own.copy(args);
            args = own;
        }
    }

    ReplyBuffer reply() {
        return reply;
    }

    /** Bytes that one step hands to the next. */
    ReplyBuffer carry() {
        return carry;
    }

    boolean isDone() {
        return done;
    }

    int shards() {
        return shards;
    }

    int legCount() {
        return legCount;
    }

    Leg leg(int index) {
        return legs.get(index);
    }

    void clearLegs() {
        legCount = 0;
    }

    /** Plans a leg to a shard that this step does not visit yet. */
    Leg addLeg(int shard) {
        if (legCount == legs.size()) {
            legs.add(new Leg(this));
        }
        Leg leg = legs.get(legCount++);
        leg.begin(shard);
        return leg;
    }

    /** Plans one leg to every shard. */
    void addLegs() {
        for (int shard = 0; shard < shards; shard++) {
            addLeg(shard);
        }
    }

    /** This step's leg to a shard, planned at need. */
    Leg legTo(int shard) {
        for (int i = 0; i < legCount; i++) {
            if (legs.get(i).shard() == shard) {
                return legs.get(i);
            }
        }
        return addLeg(shard);
    }

    /** Gives each of the arguments {@code first, first + keyStep, …} to the leg of the shard it hashes to. */
    void splitByKey(int first, int keyStep) {
        for (int i = first; i < args.count(); i += keyStep) {
            legTo(shardOf(i)).addKey(i);
        }
    }

    /** The shard that an argument, taken as a key, hashes to. */
    int shardOf(int argument) {
        long hash = session().home().hash().of(args.bytes(), args.offset(argument), args.length(argument));
        return KeyHash.shard(hash, shards);
    }

    /** The sum of what the legs counted. */
    long sum() {
        long sum = 0;
        for (int i = 0; i < legCount; i++) {
            sum += legs.get(i).number;
        }
        return sum;
    }

    /**
     * Goes on to the next step of a command that visits shards.
     *
     * @return true when it has planned legs, false when the call is done
     */
    boolean advance(Command.AtShards action) {
        for (int i = 0; i < legCount; i++) {
            if (legs.get(i).hasFailed()) {
                reply.append(legs.get(i).reply());
                done = true;
                return false;
            }
        }
        try {
            done = !action.step(this, step++, reply);
        } catch (ReplyTooLongException e) {
            reply.clear();
            reply.error("ERR " + e.getMessage());
            done = true;
        }
        return !done;
    }

    /** Notes how many legs are out. */
    void sent(int count) {
        out = count;
    }

    /**
     * Notes that a leg is back.
     *
     * @return true when all are
     */
    boolean legReturned() {
        return --out == 0;
    }

    /** Nothing more to do but to hand out the reply. */
    void finish() {
        done = true;
    }

    /** A visit ended with a failure that is none of the command's own: the client is told, too. */
    void failed(Leg leg, String error) {
        if (command().action() instanceof Command.AtKey) {
            reply.clear();
            reply.error(error);
        } else {
            leg.fail(error);
        }
    }

    void visit(Shard shard, Leg leg) {
        Command what = command();
        if (what.action() instanceof Command.AtKey atKey) {
            what.run(atKey, shard, args, reply);
            return;
        }
        if (what.has(Command.Flag.DENYOOM) && !shard.hasMemory()) {
            leg.fail(Errors.NO_MEMORY);
            return;
        }
        try {
            ((Command.AtShards) what.action()).visit(shard, this, leg);
        } catch (ReplyTooLongException e) {
            leg.fail("ERR " + e.getMessage());
        }
    }
}
