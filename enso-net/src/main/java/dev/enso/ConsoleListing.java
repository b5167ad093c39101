package dev.enso;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.ListingPage;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Remote;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The objects of some reactors, asked for page by page, so that none of them is kept from its work by a long list. Ready with
 * the lines, or as many as may be shown.
 */
final class ConsoleListing implements Future<String> {
    private static final int LINES = 10_000;

    private final List<Remote> reactors;
    /** Empty for all. */
    private final String kind;

    private final StringBuilder text = new StringBuilder();
    private int reactor;
    private int from;
    private int lines;
    private @Nullable Future<ListingPage> page;
    private boolean ready;

    ConsoleListing(List<Remote> reactors, String kind) {
        this.reactors = reactors;
        this.kind = kind;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        while (!ready) {
            if (reactor == reactors.size()) {
                ready = true;
                break;
            }
            Future<ListingPage> asked = page;
            if (asked == null) {
                asked = reactors.get(reactor).page(from);
                page = asked;
            }
            try {
                Polled polled = asked.poll(cx);
                if (polled == Polled.PENDING) {
                    return Polled.PENDING;
                }
                take(asked.head());
                asked.tail();
            } catch (Refused refused) {
                line(refused.getMessage());
                nextReactor();
            }
            asked.close();
            page = null;
            if (!ready && !cx.spend()) {
                return Polled.PENDING;
            }
        }
        return Polled.READY;
    }

    private void take(ListingPage found) {
        for (ObjectInfo object : found.objects()) {
            if (!kind.isEmpty() && !object.kind().equals(kind)) {
                continue;
            }
            if (lines == LINES) {
                text.append("… more than ").append(LINES).append(": name a reactor, or a kind\n");
                ready = true;
                return;
            }
            line(object.toString());
        }
        from = found.next();
        if (found.isLast()) {
            nextReactor();
        }
    }

    private void line(@Nullable String line) {
        text.append(String.valueOf(line).replaceAll("[\\r\\n]+", " ")).append('\n');
        lines++;
    }

    private void nextReactor() {
        reactor++;
        from = 0;
    }

    @Override
    public String head() {
        if (!ready) {
            throw new IllegalStateException("the list goes on: poll until READY first");
        }
        return text.toString();
    }

    @Override
    public Stream<String> tail() {
        head();
        return Stream.empty();
    }

    @Override
    public void close() {
        Future<ListingPage> asked = page;
        page = null;
        if (asked != null) {
            asked.close();
        }
    }
}
