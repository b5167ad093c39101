package dev.enso.queues;

import dev.enso.channel.Lag;
import dev.enso.channel.Publisher;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.StreamLaws;
import dev.enso.core.Subject;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** A cursor is a stream, whatever it has become: alone, behind a stage, sharing, half of the keys, or moved. */
class SubscriberLawsTest {
    private static final int MESSAGES = 9;

    private static final class Slot {
        int value;
    }

    private enum Shape {
        ALONE(first -> first),
        SKIPPING(first -> first),
        SHARING(Subscriber::splitByShare),
        HALF(first -> first.splitByKey(slot -> slot.value < 0 ? -1 : 1, 0)),
        OVERLAPPING(Subscriber::splitOverlapped),
        MOVED(Subscriber::migrate);

        final Function<Subscriber<Slot>, Subscriber<Slot>> made;

        Shape(Function<Subscriber<Slot>, Subscriber<Slot>> made) {
            this.made = made;
        }
    }

    @TestFactory
    Stream<DynamicContainer> cursorThatFindsEverythingThere() {
        return laws("all there", MESSAGES + 7, MESSAGES);
    }

    @TestFactory
    Stream<DynamicContainer> cursorThatWaitsForEachMessage() {
        return laws("waits", 16, 0);
    }

    private static Stream<DynamicContainer> laws(String name, int capacity, int sentBefore) {
        return Arrays.stream(Publishing.values())
                .flatMap(publishing -> Arrays.stream(Shape.values())
                        .map(shape -> StreamLaws.of(name + ", " + shape + ", " + publishing, () -> {
                            SlotPublisher<Slot> publisher =
                                    Turbine.bestAt(publishing).slots(capacity, Slot::new);
                            Subscription how = Subscription.oldest().lag(shape == Shape.SKIPPING ? Lag.SKIP : Lag.GATE);
                            Subscriber<Slot> first = publisher.subscribe(how);
                            Subscriber<Slot> subject = shape.made.apply(first);
                            int[] next = {0};
                            while (next[0] < sentBefore) {
                                send(publisher, next);
                            }
                            return Subject.of(subject, expected())
                                    .reading(slot -> slot.value)
                                    .outside(cx -> {
                                        if (next[0] == MESSAGES) {
                                            publisher.close();
                                        } else {
                                            send(publisher, next);
                                        }
                                    });
                        })));
    }

    private static void send(SlotPublisher<Slot> publisher, int[] next) {
        Slot slot = publisher.claim();
        if (slot != null) {
            slot.value = next[0]++;
            publisher.publish();
        }
    }

    @TestFactory
    Stream<DynamicContainer> followerThatWaitsForItsStage() {
        return Stream.of(StreamLaws.of("follower", () -> {
            Publisher<Integer> publisher =
                    Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).pub(4);
            Subscriber<Integer> stage = publisher.subscribe(Subscription.oldest());
            HandContext hands = new HandContext();
            int[] next = {0};
            return Subject.of(publisher.subscribe(Subscription.oldest().after(stage)), expected())
                    .outside(cx -> {
                        if (next[0] == MESSAGES) {
                            publisher.close();
                        } else {
                            publisher.offer(next[0]++);
                        }
                        while (stage.poll(hands) == dev.enso.core.Polled.READY) {
                            stage.tail();
                        }
                    });
        }));
    }

    private static List<Integer> expected() {
        return IntStream.range(0, MESSAGES).boxed().toList();
    }
}
