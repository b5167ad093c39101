package dev.enso.queues;

import dev.enso.channel.Channel;
import dev.enso.channel.Sent;
import dev.enso.core.StreamLaws;
import dev.enso.core.Subject;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** A receiver is a stream and a send is a future: both keep the laws of streams. */
class ReceiverLawsTest {
    private static final int MESSAGES = 9;

    @TestFactory
    Stream<DynamicContainer> receiverThatFindsEverythingThere() {
        return Kind.ofAnybody().stream()
                .map(kind -> StreamLaws.of(kind.toString(), () -> {
                    Channel<Integer> channel = kind.create(MESSAGES);
                    for (int i = 0; i < MESSAGES; i++) {
                        channel.tx().append(i);
                    }
                    channel.tx().close();
                    return Subject.of(channel.rx(), expected());
                }));
    }

    @TestFactory
    Stream<DynamicContainer> receiverThatWaitsForEachMessage() {
        return Kind.ofAnybody().stream()
                .map(kind -> StreamLaws.of(kind.toString(), () -> {
                    Channel<Integer> channel = kind.create(2);
                    int[] next = {0};
                    return Subject.of(channel.rx(), expected()).outside(cx -> {
                        if (next[0] == MESSAGES) {
                            channel.tx().close();
                        } else {
                            channel.tx().offer(next[0]++);
                        }
                    });
                }));
    }

    @TestFactory
    Stream<DynamicContainer> sendThatWaitsForRoom() {
        return Kind.ofAnybody().stream()
                .map(kind -> StreamLaws.of(kind.toString(), () -> {
                    Channel<Integer> channel = kind.create(1);
                    channel.tx().offer(0);
                    HandContext reader = new HandContext();
                    return Subject.of(channel.tx().send(1), List.of(Sent.ACCEPTED))
                            .outside(cx -> {
                                channel.rx().poll(reader);
                                channel.rx().tail();
                            });
                }));
    }

    private static List<Integer> expected() {
        return IntStream.range(0, MESSAGES).boxed().toList();
    }
}
