package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Overflow;
import dev.enso.channel.Publisher;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscription;
import dev.enso.core.Polled;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Is every outcome of concurrent calls that of some order of them? Lincheck tries schedules, by a model checker that
 * switches threads at every access to memory, and by threads that run. Each driver over each backend; and a queue that is
 * known to be wrong, to see that it would be found.
 */
public class LincheckTest {
    private static final boolean LONG = Boolean.getBoolean("enso.long");

    /** What all of them should be like. */
    public static class Model {
        private final ArrayDeque<Integer> queue = new ArrayDeque<>();

        public Sent offer(int message) {
            return queue.size() < 2 && queue.add(message) ? Sent.ACCEPTED : Sent.FULL;
        }

        public Integer take() {
            return queue.poll();
        }
    }

    /** What a channel that gives up the oldest should be like: what is shown keeps its place. */
    public static class LatestModel {
        private final ArrayDeque<Integer> queue = new ArrayDeque<>();
        private Integer shown;

        public Sent offer(int message) {
            if (queue.size() + (shown == null ? 0 : 1) == 2) {
                queue.remove();
            }
            queue.add(message);
            return Sent.ACCEPTED;
        }

        public Integer show() {
            shown = shown == null ? queue.poll() : shown;
            return shown;
        }

        public boolean release() {
            boolean released = shown != null;
            shown = null;
            return released;
        }
    }

    /** What a channel that conflates should be like: three keys, and what is shown is out of reach. */
    public static class ConflatingModel {
        private final ArrayList<Integer> queue = new ArrayList<>();
        private Integer shown;

        public Sent offer(int message) {
            for (int i = 0; i < queue.size(); i++) {
                if (queue.get(i) % 3 == message % 3) {
                    queue.set(i, message);
                    return Sent.ACCEPTED;
                }
            }
            boolean full = queue.size() + (shown == null ? 0 : 1) == 2;
            return !full && queue.add(message) ? Sent.ACCEPTED : Sent.FULL;
        }

        public Integer show() {
            if (shown == null && !queue.isEmpty()) {
                shown = queue.remove(0);
            }
            return shown;
        }

        public boolean release() {
            boolean released = shown != null;
            shown = null;
            return released;
        }
    }

    /** What a channel with two receivers should be like: each sees everything, and the slower one makes it full. */
    public static class ModelOfTwo {
        private final ArrayList<Integer> all = new ArrayList<>();
        private int first;
        private int second;

        public Sent offer(int message) {
            return all.size() - Math.min(first, second) < 2 && all.add(message) ? Sent.ACCEPTED : Sent.FULL;
        }

        public Integer take() {
            return first < all.size() ? all.get(first++) : null;
        }

        public Integer takeToo() {
            return second < all.size() ? all.get(second++) : null;
        }
    }

    private static Integer take(Receiver<Integer> rx) {
        Polled polled;
        do { // a place that is claimed and not filled is something, although nothing to be seen
            polled = rx.look();
        } while (polled == Polled.PENDING && rx.size() > 0);
        if (polled != Polled.READY) {
            return null;
        }
        Integer message = rx.head();
        rx.tail();
        return message;
    }

    /** Many senders. */
    public abstract static class Many {
        private final Sender<Integer> tx;
        private final Receiver<Integer> rx;

        Many(Channel<Integer> channel) {
            this.tx = channel.tx();
            this.rx = channel.rx();
        }

        @Operation
        public Sent offer(@Param(gen = IntGen.class, conf = "1:9") int message) {
            return tx.offer(message);
        }

        @Operation(nonParallelGroup = "receiver")
        public Integer take() {
            return LincheckTest.take(rx);
        }
    }

    /** One sender. */
    public abstract static class One {
        private final Sender<Integer> tx;
        private final Receiver<Integer> rx;

        One(Channel<Integer> channel) {
            this.tx = channel.tx();
            this.rx = channel.rx();
        }

        @Operation(nonParallelGroup = "sender")
        public Sent offer(@Param(gen = IntGen.class, conf = "1:9") int message) {
            return tx.offer(message);
        }

        @Operation(nonParallelGroup = "receiver")
        public Integer take() {
            return LincheckTest.take(rx);
        }
    }

    public static class VecSpsc extends One {
        public VecSpsc() {
            super(Queues.VEC.create(Driver.SPSC, 2));
        }
    }

    public static class VecMpsc extends Many {
        public VecMpsc() {
            super(Queues.VEC.create(Driver.MPSC, 2));
        }
    }

    public static class VecDequeSpsc extends One {
        public VecDequeSpsc() {
            super(Queues.VEC_DEQUE.create(Driver.SPSC, 2));
        }
    }

    public static class VecDequeMpsc extends Many {
        public VecDequeMpsc() {
            super(Queues.VEC_DEQUE.create(Driver.MPSC, 2));
        }
    }

    public static class LinkSpsc extends One {
        public LinkSpsc() {
            super(Queues.LINK.create(Driver.SPSC, 2));
        }
    }

    public static class LinkMpsc extends Many {
        public LinkMpsc() {
            super(Queues.LINK.create(Driver.MPSC, 2));
        }
    }

    public static class PipesSpsc extends One {
        public PipesSpsc() {
            super(Pipe.carrying(new IntCodec(), Integer.BYTES).create(Driver.SPSC, 2));
        }
    }

    public static class PipesMpsc extends Many {
        public PipesMpsc() {
            super(Pipe.carrying(new IntCodec(), Integer.BYTES).create(Driver.MPSC, 2));
        }
    }

    public static class TurbineSpsc extends One {
        public TurbineSpsc() {
            super(Queues.TURBINE.create(Driver.SPSC, 2));
        }
    }

    public static class TurbineMpsc extends Many {
        public TurbineMpsc() {
            super(Queues.TURBINE.create(Driver.MPSC, 2));
        }
    }

    /** Every message to both receivers. */
    public abstract static class Both {
        private final Publisher<Integer> tx;
        private final Receiver<Integer> first;
        private final Receiver<Integer> second;

        Both(Publisher<Integer> tx) {
            this.tx = tx;
            this.first = tx.subscribe(Subscription.oldest());
            this.second = tx.subscribe(Subscription.oldest());
        }

        @Operation(nonParallelGroup = "sender")
        public Sent offer(@Param(gen = IntGen.class, conf = "1:9") int message) {
            return tx.offer(message);
        }

        @Operation(nonParallelGroup = "first")
        public Integer take() {
            return LincheckTest.take(first);
        }

        @Operation(nonParallelGroup = "second")
        public Integer takeToo() {
            return LincheckTest.take(second);
        }
    }

    public static class TurbineSpmc extends Both {
        public TurbineSpmc() {
            super(Queues.TURBINE.pub(2));
        }
    }

    public static class VecSpmc extends Both {
        public VecSpmc() {
            super(Queues.VEC.pub(2));
        }
    }

    /** Showing and releasing are two steps, between which the head can't be given up. */
    public abstract static class Showing {
        private final Sender<Integer> tx;
        private final Receiver<Integer> rx;
        private boolean shown;

        Showing(Channel<Integer> channel) {
            this.tx = channel.tx();
            this.rx = channel.rx();
        }

        @Operation
        public Sent offer(@Param(gen = IntGen.class, conf = "1:9") int message) {
            return tx.offer(message);
        }

        @Operation(nonParallelGroup = "receiver")
        public Integer show() {
            shown = rx.look() == Polled.READY;
            return shown ? rx.head() : null;
        }

        @Operation(nonParallelGroup = "receiver")
        public boolean release() {
            boolean released = shown;
            if (shown) {
                rx.tail();
            }
            shown = false;
            return released;
        }
    }

    public static class VecDropOldest extends Showing {
        public VecDropOldest() {
            super(Queues.VEC.create(Driver.MPSC, 2, Overflow.DROP_OLDEST));
        }
    }

    public static class Conflating extends Showing {
        public Conflating() {
            super(Queues.conflating(Driver.MPSC, 2, message -> message % 3));
        }
    }

    private record IntCodec() implements Codec<Integer> {
        @Override
        public int length(Integer message) {
            return Integer.BYTES;
        }

        @Override
        public void encode(Integer message, ByteBuffer into, int offset) {
            into.putInt(offset, message);
        }

        @Override
        public Integer decode(ByteBuffer from, int offset, int length) {
            return from.getInt(offset);
        }
    }

    /** A queue for many senders whose places are claimed by a load and a store. */
    public static class Canary {
        private final Integer[] slots = new Integer[64];
        private volatile int tail;
        private int head;

        @Operation
        public Sent offer(@Param(gen = IntGen.class, conf = "1:9") int message) {
            if (tail - head == 2) {
                return Sent.FULL;
            }
            slots[tail] = message;
            tail = tail + 1;
            return Sent.ACCEPTED;
        }

        @Operation(nonParallelGroup = "receiver")
        public Integer take() {
            return head == tail ? null : slots[head++];
        }
    }

    /** Each driver over each backend, and what drops. */
    static List<Class<?>> queues() {
        return List.of(
                VecSpsc.class,
                VecMpsc.class,
                VecSpmc.class,
                VecDropOldest.class,
                Conflating.class,
                VecDequeSpsc.class,
                VecDequeMpsc.class,
                LinkSpsc.class,
                LinkMpsc.class,
                PipesSpsc.class,
                PipesMpsc.class,
                TurbineSpsc.class,
                TurbineMpsc.class,
                TurbineSpmc.class);
    }

    private static Class<?> modelOf(Class<?> queue) {
        if (queue == Conflating.class) {
            return ConflatingModel.class;
        }
        if (Both.class.isAssignableFrom(queue)) {
            return ModelOfTwo.class;
        }
        return queue == VecDropOldest.class ? LatestModel.class : Model.class;
    }

    @ParameterizedTest
    @MethodSource("queues")
    void schedulesOfTheModelChecker_areLinearizable(Class<?> queue) {
        modelChecking().sequentialSpecification(modelOf(queue)).check(queue);
    }

    static List<Class<?>> queuesOnTheMachine() {
        return LONG ? queues() : List.of(VecMpsc.class);
    }

    @ParameterizedTest
    @MethodSource("queuesOnTheMachine")
    void schedulesOfTheMachine_areLinearizable(Class<?> queue) {
        new StressOptions()
                .iterations(LONG ? 100 : 1)
                .invocationsPerIteration(LONG ? 10_000 : 300)
                .threads(2)
                .actorsPerThread(4)
                .sequentialSpecification(modelOf(queue))
                .check(queue);
    }

    @Test
    void queueThatIsKnownToBeWrong_isFound() {
        AssertionError found = assertThrows(
                AssertionError.class,
                () -> modelChecking()
                        .iterations(20)
                        .invocationsPerIteration(100)
                        .minimizeFailedScenario(false) // takes seconds, and the first will do
                        .sequentialSpecification(Model.class)
                        .check(Canary.class));
        assertTrue(found.getMessage().contains("offer"), found.getMessage());
    }

    /** In the short form one scenario a queue, and some dozens of its schedules. */
    private static ModelCheckingOptions modelChecking() {
        return new ModelCheckingOptions()
                .iterations(LONG ? 30 : 1)
                .invocationsPerIteration(LONG ? 3_000 : 40)
                .threads(2)
                .actorsBefore(LONG ? 5 : 1)
                .actorsPerThread(3)
                .actorsAfter(LONG ? 5 : 2);
    }
}
