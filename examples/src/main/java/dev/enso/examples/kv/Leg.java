package dev.enso.examples.kv;

import dev.enso.core.Polled;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Request;
import java.util.Arrays;

/**
 * One visit of a call to one shard: it travels there, runs, and comes back with what it found. Belongs to its call
 * and is reused with it. Whoever holds it may use it: the connection's reactor before it is sent and after it is back, the
 * shard's reactor in between.
 */
final class Leg extends Request {
    private final Call call;
    private final ReplyBuffer reply = new ReplyBuffer();
    private int shard;
    private int[] keys = new int[4];
    private int keyCount;
    private boolean failed;

    /** What a visit counts or finds, where a number is enough. */
    long number;

    /** Where a scan goes on. */
    int cursor;

    Leg(Call call) {
        this.call = call;
    }

    /** What the visit writes: one encoded reply, or whatever the command's next step makes one from. */
    ReplyBuffer reply() {
        return reply;
    }

    /** The shard to visit. */
    int shard() {
        return shard;
    }

    void begin(int target) {
        shard = target;
        keyCount = 0;
        number = 0;
        failed = false;
        reply.clear();
    }

    /** Gives the leg a key: the index of an argument. */
    void addKey(int index) {
        if (keyCount == keys.length) {
            keys = Arrays.copyOf(keys, keyCount * 2);
        }
        keys[keyCount++] = index;
    }

    int keyCount() {
        return keyCount;
    }

    /** The argument that is this leg's key number {@code i}. */
    int key(int i) {
        return keys[i];
    }

    /** Ends the whole call with an error. */
    void fail(String error) {
        reply.clear();
        reply.error(error);
        failed = true;
    }

    boolean hasFailed() {
        return failed;
    }

    /** Runs at the shard, on its reactor. */
    void visit(Shard at) {
        call.visit(at, this);
    }

    /** Is back at the connection's reactor. */
    void returned() {
        call.session().returned(call);
    }

    @Override
    protected Polled serve(CoreContext at) {
        Shard target = call.session().router().shard(shard);
        target.keys().advance(at.now());
        visit(target);
        return Polled.READY;
    }

    @Override
    protected void answered(CoreContext at) {
        Throwable failure = failure();
        if (failure != null) {
            try {
                call.failed(this, "ERR internal error: " + failure);
            } catch (Throwable second) {
                call.session().fail(second);
                throw second;
            }
        }
        call.session().home().keys().advance(at.now());
        returned();
        if (failure != null) {
            throw new IllegalStateException("a command failed on shard " + shard, failure);
        }
    }
}
