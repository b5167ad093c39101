package dev.enso.queues;

import static dev.enso.queues.ChannelContractTest.assertBalance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Future;
import dev.enso.core.Stream;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Task;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Channels where they are meant to be: between tasks of one reactor and of several. */
class BetweenTasksTest {
    private static final int MESSAGES = 1_000;

    static List<Kind> kinds() {
        return Kind.ofAnybody().stream()
                .filter(kind -> kind.driver() != Driver.SPMC)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void tasksOfOneReactor_takeTurnsAtAFullChannel(Kind kind) throws Exception {
        try (Reactors reactors =
                Reactors.builder().count(1).affinity(Affinity.none()).build()) {
            Channel<Integer> channel = kind.create(3);
            Task<Integer> sum = reactors.spawn(channel.rx().fold(0, Integer::sum));
            Task<?> sender = reactors.spawn(sendAll(channel.tx()));
            Reactor reactor = reactors.get(0);
            for (int turns = 0; !sender.isDone(); turns++) {
                assertTrue(turns < MESSAGES, "the sender makes no progress");
                reactor.turn();
            }
            channel.tx().close();
            while (reactor.turn() > 0) {}
            assertEquals(MESSAGES * (MESSAGES - 1) / 2, sum.get());
            assertBalance(channel, MESSAGES, MESSAGES, 0, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void tasksOnDifferentReactors_sleepAndWakeEachOther(Kind kind) throws Exception {
        try (Reactors reactors =
                Reactors.builder().count(2).affinity(Affinity.none()).start()) {
            Channel<Integer> channel = kind.create(3);
            int senders = kind.driver() == Driver.SPSC ? 1 : 4;
            Task<Integer> sum = reactors.get(0).spawn(channel.rx().fold(0, Integer::sum));
            List<Task<Integer>> sending = IntStream.range(0, senders)
                    .mapToObj(i -> reactors.get(1 - i % 2).spawn(sendAll(channel.tx())))
                    .toList();
            for (Task<Integer> task : sending) {
                assertEquals(MESSAGES, task.get(Duration.ofSeconds(60)));
            }
            channel.tx().close();
            assertEquals(senders * MESSAGES * (MESSAGES - 1) / 2, sum.get(Duration.ofSeconds(60)));
            assertBalance(channel, senders * MESSAGES, senders * MESSAGES, 0, 0);
        }
    }

    /** How many were accepted. */
    private static Future<Integer> sendAll(Sender<Integer> tx) {
        return Stream.from(IntStream.range(0, MESSAGES).boxed().toList())
                .flatMap(tx::send)
                .fold(0, (count, sent) -> sent == Sent.ACCEPTED ? count + 1 : count);
    }
}
