package dev.enso.examples.kv;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.reactor.Bus;

/** Legs travel over the InterCore bus. */
final class BusRouter implements Router {
    private final Bus bus;
    private final Shard[] shards;

    /**
     * @param bus of the reactor that uses this
     */
    BusRouter(Bus bus, Shard[] shards) {
        this.bus = bus;
        this.shards = shards;
    }

    @Override
    public int shards() {
        return shards.length;
    }

    @Override
    public Shard shard(int index) {
        return shards[index];
    }

    @Override
    public boolean offer(Leg leg) {
        Sent sent = bus.request(leg.shard(), leg);
        if (sent == Sent.CLOSED) {
            throw new IllegalStateException("shard " + leg.shard() + " has stopped: the server is closing");
        }
        return sent == Sent.ACCEPTED;
    }

    @Override
    public Polled poll(int shard, Context cx) {
        return bus.poll(shard, cx);
    }
}
