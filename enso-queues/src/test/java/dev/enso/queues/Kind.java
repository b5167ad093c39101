package dev.enso.queues;

import com.example.BlockingArray;
import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import java.util.List;
import java.util.stream.Stream;

/** A backend under a driver: every pair that exists passes the same contract. */
record Kind(Backend backend, Driver driver) {
    /** All pairs of the house. */
    static List<Kind> all() {
        return Stream.concat(carryingReferences().stream(), pairs(Pipe.carrying(new ReferenceCodec(), Long.BYTES)))
                .toList();
    }

    /** Those that hand over the message itself, and nothing that stands for it. */
    static List<Kind> carryingReferences() {
        return Stream.of(Queues.VEC, Queues.VEC_DEQUE, Queues.LINK)
                .flatMap(Kind::pairs)
                .toList();
    }

    /** All pairs, and those of the ring, which stands on no store. */
    static List<Kind> withRings() {
        Stream<Kind> rings = Stream.of(Publishing.values())
                .map(Turbine::bestAt)
                .flatMap(ring -> Stream.of(Driver.values()).map(driver -> new Kind(ring, driver)));
        return Stream.of(all().stream(), rings, Stream.of(new Kind(Queues.VEC, Driver.SPMC)))
                .flatMap(pairs -> pairs)
                .toList();
    }

    /** All pairs, and those of a backend that is not of the house. */
    static List<Kind> ofAnybody() {
        return Stream.concat(withRings().stream(), pairs(new BlockingArray())).toList();
    }

    /** Under one sender ours wait for nobody; what others do is theirs to say. */
    boolean isWaitFree() {
        return driver == Driver.SPSC && !(backend instanceof BlockingArray);
    }

    private static Stream<Kind> pairs(Backend backend) {
        return Stream.of(Driver.SPSC, Driver.MPSC).map(driver -> new Kind(backend, driver));
    }

    <T> Channel<T> create(int capacity) {
        return Queues.create(backend, driver, capacity);
    }

    @Override
    public String toString() {
        return (backend instanceof Turbine ? backend : backend.name()) + " × " + driver;
    }
}
