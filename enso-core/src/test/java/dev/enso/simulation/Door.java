package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.enso.channel.Sent;
import dev.enso.reactor.Reactors;

/** Threads outside send messages in bursts: each thread's arrive in order, and none is lost. */
public final class Door implements App {
    private static final int BURST = 100;

    @Override
    public void start(World world) {
        Reactors group = world.reactors();
        for (int thread = 0; thread < 2; thread++) {
            int bursts = world.oracle().choose(4, "bursts");
            int[] counts = new int[2];
            int sent = 0;
            for (int burst = 0; burst < bursts; burst++) {
                int first = sent;
                sent += BURST;
                world.later(() -> {
                    // Bursts of one time come in any order, the messages of one burst in theirs.
                    int[] next = {first};
                    for (int i = 0; i < BURST; i++) {
                        int number = first + i;
                        assertEquals(Sent.ACCEPTED, group.get(0).send(at -> {
                            assertEquals(next[0]++, number);
                            counts[1]++;
                        }));
                        counts[0]++;
                    }
                });
            }
            world.atEnd(() -> assertEquals(counts[0], counts[1], "messages that have arrived"));
        }
    }
}
