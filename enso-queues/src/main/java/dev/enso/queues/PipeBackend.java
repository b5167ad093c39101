package dev.enso.queues;

import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Overflow;

/** Messages as records in cells of one size. */
record PipeBackend(Codec<?> codec, int longest) implements Backend {
    PipeBackend {
        if (longest < 1 || longest > PipeRing.LONGEST_RECORD) {
            throw new IllegalArgumentException(
                    "a record has at most 1 to " + PipeRing.LONGEST_RECORD + " bytes: longest=" + longest);
        }
    }

    @Override
    public <T> Channel<T> create(Driver driver, int capacity) {
        return create(driver, capacity, Overflow.PARK);
    }

    @Override
    @SuppressWarnings("unchecked") // the codec refuses what it can't encode
    public <T> Channel<T> create(Driver driver, int capacity, Overflow overflow) {
        Queues.check(capacity);
        Pipe.check(driver, overflow);
        PipeRing ring = PipeRing.ofCells(capacity, longest, driver == Driver.MPSC);
        return Pipe.channel(new CodecStore<>(ring, (Codec<T>) codec), driver, overflow);
    }

    @Override
    public String name() {
        return "PIPES";
    }

    @Override
    public String toString() {
        return name();
    }
}
