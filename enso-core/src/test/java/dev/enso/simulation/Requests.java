package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Request;

/** Reactors ask each other: what is served at once is answered in the order it was asked. */
public final class Requests implements App {
    @Override
    public void start(World world) {
        Reactors group = world.reactors();
        for (Reactor origin : group) {
            int count = world.oracle().choose(5, "requests");
            int[] answered = new int[1];
            origin.execute(() -> {
                for (int i = 0; i < count; i++) {
                    assertEquals(
                            Sent.ACCEPTED,
                            origin.core().bus().request((origin.index() + 1) % group.size(), new Square(i, answered)));
                }
            });
            world.atEnd(() -> assertEquals(count, answered[0], "answers"));
        }
    }

    private static final class Square extends Request {
        private final int number;
        private final int[] answered;
        private int square;

        Square(int number, int[] answered) {
            this.number = number;
            this.answered = answered;
        }

        @Override
        protected Polled serve(CoreContext at) {
            square = number * number;
            return Polled.READY;
        }

        @Override
        protected void answered(CoreContext at) {
            assertEquals(answered[0]++, number, "answers in order");
            assertEquals(number * number, square);
        }
    }
}
