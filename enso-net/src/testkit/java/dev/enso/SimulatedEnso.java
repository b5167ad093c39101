package dev.enso;

import dev.enso.net.SimulatedFiles;
import dev.enso.net.SimulatedNetwork;
import dev.enso.simulation.World;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The one-line start, in a simulation: the same runtime, whose threads, time, sockets and names are the world's. */
public final class SimulatedEnso {
    private static final int STEPS = 16;

    private SimulatedEnso() {}

    /**
     * Describes a runtime on one host of a simulated network. It is to be closed by whoever starts it, in the set-up or in a
     * check at the end; close and whatever else blocks lets the world go on meanwhile. It has no files, unless it is given
     * the storage of {@link SimulatedFiles}.
     */
    public static Enso.Builder builder(World world, SimulatedNetwork network, InetAddress host) {
        return Enso.builder()
                .failures((reactor, what, failure) ->
                        world.fail(new AssertionError(what + " failed on " + reactor.name() + ": " + failure, failure)))
                .configure(world::host)
                .transport(network.transport(host))
                .storage(SimulatedFiles.in(world).storage())
                .resolver(name -> new Names(world, network));
    }

    /** Answers after a while that the oracle chooses. */
    private record Names(World world, SimulatedNetwork network) implements Resolver {
        @Override
        public CompletionStage<List<InetAddress>> lookUp(String host) {
            CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
            world.later(Duration.ofMillis(world.oracle().choose(STEPS, "a name is looked up")), () -> {
                List<InetAddress> addresses = network.addressesOf(host);
                if (addresses.isEmpty()) {
                    answer.completeExceptionally(new UnknownHostException("no address is known for the host " + host));
                } else {
                    answer.complete(addresses);
                }
            });
            return answer;
        }

        @Override
        public void close() {}
    }
}
