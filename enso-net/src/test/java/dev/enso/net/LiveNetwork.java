package dev.enso.net;

import dev.enso.reactor.Clock;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A simulated network that runs by the system's clock and lets its sleepers really sleep, so that the contracts of all
 * transports, with their real threads, hold it to what the others do.
 */
final class LiveNetwork {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private LiveNetwork() {}

    /** A network in which nothing goes wrong, with room as in the kernel's sockets. */
    static SimulatedNetwork start() {
        SplittableRandom random = new SplittableRandom(42);
        SimulatedNetwork[] network = {null};
        network[0] = new SimulatedNetwork(
                Clock.system(),
                (bound, what) -> random.nextInt(bound),
                NetworkConditions.calm()
                        .withLatency(Duration.ZERO, Duration.ofNanos(50_000))
                        .withBuffer(1 << 20),
                time -> network[0].notifyAll(),
                () -> new Blocking(network[0]));
        return network[0];
    }

    /** What a test's other end is made with: the same network, or for all systems' sockets the JDK's. */
    static Transport forPeersOf(Transport transport) {
        return transport.port() instanceof SimulatedPort ? transport : Transport.nio();
    }

    private static final class Blocking implements Rest {
        private final SimulatedNetwork network;

        Blocking(SimulatedNetwork network) {
            this.network = network;
        }

        @Override
        public void sleep(SimulatedSelector selector, Sleep sleep) {
            boolean interrupted = false;
            network.alarmed();
            while (!selector.isStirred() && sleep.remaining() > 0) {
                // The alarm, which notifies, is set for what comes before this.
                long left = Math.min(
                        sleep.remaining(),
                        network.agenda().next() - network.agenda().now());
                try {
                    if (left > 0) {
                        network.wait(left / NANOS_PER_MILLI, (int) (left % NANOS_PER_MILLI));
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                network.alarmed();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            selector.sleepIsOver();
        }

        @Override
        public void stirred() {
            network.notifyAll();
        }
    }
}
