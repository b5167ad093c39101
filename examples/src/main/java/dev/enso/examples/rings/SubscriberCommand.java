package dev.enso.examples.rings;

import dev.enso.Enso;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.examples.NodeOptions;
import dev.enso.queues.Publishing;
import dev.enso.queues.SlotPublisher;
import dev.enso.queues.Turbine;
import dev.enso.reactor.Task;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One ring, cut into a segment for each core that fits into its cache, and one reader that moves over them and over cores. */
@Command(
        name = "subscriber",
        mixinStandardHelpOptions = true,
        description =
                "Each core writes a segment of its own, sized for its L2 cache; one reader moves over the segments, and "
                        + "from core to core while they are written.")
public final class SubscriberCommand implements Callable<Integer> {
    private static final Path L2 = Path.of("/sys/devices/system/cpu/cpu0/cache/index2/size");
    private static final int USUAL_L2 = 1 << 20;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private NodeOptions node = new NodeOptions();

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "1000000",
            converter = NodeOptions.AtLeastOne.class,
            description = "messages that each core writes (default: ${DEFAULT-VALUE})")
    private int messages;

    @Option(
            names = "--stay",
            paramLabel = "N",
            defaultValue = "100000",
            converter = NodeOptions.AtLeastOne.class,
            description =
                    "messages that the reader takes on one core before it moves to the next (default: ${DEFAULT-VALUE})")
    private int stay;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Enso enso = node.start("subscriber")) {
            int cores = enso.reactors().size();
            int slots = Math.max(16, l2() / 2 / Quote.SLOT_BYTES); // half of it is for everything else
            List<Subscriber<Quote>> cursors = new ArrayList<>();
            long began = System.nanoTime();
            for (int core = 0; core < cores; core++) {
                SlotPublisher<Quote> segment =
                        Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).slots(slots, Quote::new);
                cursors.add(segment.subscribe(Subscription.oldest().named("segment " + core)));
                enso.reactors().get(core).spawn(new Writing(segment, messages));
            }
            Reading reading = new Reading(cursors, stay);
            int moves = 0;
            while (true) {
                Task<Reading> here = enso.reactors().get(moves++ % cores).spawn(reading);
                reading = here.get();
                if (reading.isOver()) {
                    break;
                }
                reading = reading.migrated();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            long all = (long) messages * cores;
            out.println(
                    cores + " segments of " + slots + " slots, a reader that was on " + moves + " reactors in turn");
            out.println(
                    String.format(Locale.ROOT, "%,d messages in %.2f s, %,.0f a second", all, seconds, all / seconds));
            reading.cursors().forEach(cursor -> out.println(cursor));
            out.flush();
            return reading.messages() == all && reading.prices() == (long) cores * messages * (messages - 1L) / 2
                    ? 0
                    : 1;
        }
    }

    /** What the core has of its own. */
    private static int l2() {
        try {
            String text = Files.readString(L2).strip();
            return text.endsWith("K") ? Integer.parseInt(text.substring(0, text.length() - 1)) << 10 : USUAL_L2;
        } catch (IOException | NumberFormatException unknown) {
            return USUAL_L2;
        }
    }

    /** Fills a segment, and waits when the reader is behind. */
    private static final class Writing implements Future<Boolean> {
        private static final int BATCH = 64;

        private final SlotPublisher<Quote> segment;
        private final int messages;
        private int written;

        Writing(SlotPublisher<Quote> segment, int messages) {
            this.segment = segment;
            this.messages = messages;
        }

        @Override
        public Polled poll(Context cx) {
            while (written < messages) {
                int claimed = segment.claim(Math.min(BATCH, messages - written));
                if (claimed == 0) {
                    Polled room = segment.poll(cx);
                    if (room != Polled.READY) {
                        return room;
                    }
                    continue;
                }
                for (int i = 0; i < claimed; i++) {
                    segment.slot(i).price = written++;
                }
                segment.commit(claimed);
                segment.flush();
                if (!cx.spend()) {
                    return Polled.PENDING;
                }
            }
            segment.close();
            return Polled.READY;
        }

        @Override
        public Boolean head() {
            return true;
        }

        @Override
        public Stream<Boolean> tail() {
            return Stream.empty();
        }

        @Override
        public void close() {
            segment.close();
        }
    }
}
