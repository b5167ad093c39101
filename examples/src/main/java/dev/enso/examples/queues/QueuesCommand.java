package dev.enso.examples.queues;

import dev.enso.channel.Account;
import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Overflow;
import dev.enso.channel.Properties;
import dev.enso.channel.Publisher;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sender;
import dev.enso.channel.Subscription;
import dev.enso.examples.NodeOptions;
import dev.enso.queues.Lanes;
import dev.enso.queues.Pipe;
import dev.enso.queues.Queues;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Task;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Messages between the tasks of several reactors, over whichever queue is asked for. */
@Command(
        name = "queues",
        mixinStandardHelpOptions = true,
        description = "Sends numbers between tasks on several reactors, over the queue of your choice, and prints what"
                + " the queue promises, how fast it was, and its account.")
public final class QueuesCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "VEC",
            converter = ByName.class,
            description = "VEC, VEC_DEQUE, LINK, PIPES or TURBINE (default: ${DEFAULT-VALUE})")
    private Backend backend = Queues.VEC;

    @Option(
            names = "--senders",
            paramLabel = "N",
            defaultValue = "1",
            converter = NodeOptions.AtLeastOne.class,
            description = "sending tasks: one takes the driver SPSC, more take MPSC (default: ${DEFAULT-VALUE})")
    private int senders;

    @Option(
            names = "--receivers",
            paramLabel = "N",
            defaultValue = "1",
            converter = NodeOptions.AtLeastOne.class,
            description = "receiving tasks: more than one take the driver SPMC, and each sees every message of the one"
                    + " sender (default: ${DEFAULT-VALUE})")
    private int receivers;

    @Option(names = "--lanes", description = "a lane for each sender, in place of one queue for all")
    private boolean lanes;

    @Option(
            names = "--capacity",
            paramLabel = "N",
            defaultValue = "1024",
            converter = NodeOptions.AtLeastOne.class,
            description = "room for so many messages; with --lanes, in each (default: ${DEFAULT-VALUE})")
    private int capacity;

    @Option(
            names = "--overflow",
            paramLabel = "NAME",
            defaultValue = "PARK",
            description = "PARK, DROP_NEWEST or DROP_OLDEST (default: ${DEFAULT-VALUE})")
    private Overflow overflow = Overflow.PARK;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "1000000",
            converter = NodeOptions.AtLeastOne.class,
            description = "messages of each sender (default: ${DEFAULT-VALUE})")
    private int messages;

    @Option(
            names = "--reactors",
            paramLabel = "N",
            defaultValue = "2",
            converter = NodeOptions.AtLeastOne.class,
            description = "reactors; the first receives, where it is one task (default: ${DEFAULT-VALUE})")
    private int reactors;

    /** Where messages go in and come out. */
    private record Ends(
            List<Sender<Long>> senders,
            List<Receiver<Long>> receivers,
            Account account,
            Properties properties,
            Runnable end) {}

    /** The backends of the house by their names. */
    static final class ByName implements ITypeConverter<Backend> {
        @Override
        public Backend convert(String name) {
            for (Queues one : Queues.values()) {
                if (one.name().equals(name)) {
                    return one;
                }
            }
            if (name.equals(Queues.TURBINE.name())) {
                return Queues.TURBINE;
            }
            throw new TypeConversionException("'" + name + "' is none of VEC, VEC_DEQUE, LINK, PIPES and TURBINE");
        }
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Ends ends = ends();
        out.println(ends.properties);
        out.flush();
        try (Reactors group = Reactors.builder().count(reactors).name("queues").start()) {
            List<Task<Long>> receiving = new ArrayList<>();
            for (Receiver<Long> rx : ends.receivers) {
                int number = receiving.size();
                receiving.add(group.get(number % reactors)
                        .spawn("receiver-" + number, rx.fold(0L, (sum, message) -> sum + 1)));
            }
            long start = System.nanoTime();
            List<Task<Long>> sending = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                sending.add(
                        group.get((i + 1) % reactors).spawn("sender-" + i, new Flood(ends.senders.get(i), messages)));
            }
            for (Task<Long> sender : sending) {
                sender.get(LIMIT);
            }
            ends.end.run();
            long read = 0;
            for (Task<Long> receiver : receiving) {
                read += receiver.get(LIMIT);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            out.printf("%,d messages in %.3f s, %.2f million a second%n", read, seconds, read / seconds / 1e6);
        }
        Account account = ends.account;
        out.println("published " + account.published() + " = consumed " + account.consumed() + " + dropped "
                + account.dropped() + " + resident " + account.resident());
        return account.published() == account.consumed() + account.dropped() + account.resident() ? 0 : 1;
    }

    private Ends ends() {
        if (receivers == 1) {
            return lanes ? lanes() : channel();
        }
        if (senders > 1 || lanes) {
            throw new IllegalArgumentException(
                    "several receivers see the messages of one sender: leave out --senders and --lanes, or --receivers");
        }
        return published();
    }

    private Backend backend() {
        return backend == Queues.PIPES ? Pipe.carrying(new LongCodec(), Long.BYTES) : backend;
    }

    private Ends published() {
        Channel<Long> channel = backend().create(Driver.SPMC, capacity, overflow);
        Publisher<Long> publisher = (Publisher<Long>) channel.tx();
        List<Receiver<Long>> all = new ArrayList<>(List.of(channel.rx()));
        while (all.size() < receivers) {
            all.add(publisher.subscribe(Subscription.oldest()));
        }
        return new Ends(List.of(publisher), all, channel.account(), channel.properties(), publisher::close);
    }

    private Ends channel() {
        Channel<Long> channel = backend().create(senders == 1 ? Driver.SPSC : Driver.MPSC, capacity, overflow);
        List<Sender<Long>> same = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            same.add(channel.tx());
        }
        return new Ends(same, List.of(channel.rx()), channel.account(), channel.properties(), channel.tx()::close);
    }

    private Ends lanes() {
        Lanes<Long> set = Lanes.create(backend(), capacity, senders, overflow);
        List<Sender<Long>> own = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            own.add(set.open());
        }
        return new Ends(own, List.of(set.rx()), set.account(), set.properties(), set::close);
    }
}
