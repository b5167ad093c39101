package dev.enso.reactor;

import dev.enso.channel.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks all reactors of a group for their pictures, from a thread outside, and puts them together. */
final class Describing {
    /** For all of them together: one that stands still is described as that. */
    private static final long PATIENCE = 1_000_000_000L;

    private Describing() {}

    static String of(Reactors group) {
        return of(group, PATIENCE);
    }

    static String of(Reactors group, long patience) {
        ArrayList<CompletableFuture<ReactorPicture>> pictures = new ArrayList<>();
        for (Reactor reactor : group) {
            CompletableFuture<ReactorPicture> picture = new CompletableFuture<>();
            if (reactor.send(at -> picture.complete(ReactorPicture.of(at))) != Sent.ACCEPTED) {
                picture.cancel(false);
            }
            pictures.add(picture);
        }
        Meanwhile meanwhile = group.meanwhile();
        long deadline = Nanos.sum(meanwhile.now(), patience);
        ArrayList<String> parts = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            parts.add(part(group, i, pictures.get(i), deadline - meanwhile.now()));
        }
        return text(group, parts);
    }

    private static String part(Reactors group, int index, CompletableFuture<ReactorPicture> picture, long left) {
        boolean known = group.await(picture, Duration.ofNanos(Math.max(0, left)));
        return known && !picture.isCancelled() ? picture.join().toString() : silent(group.get(index));
    }

    /** One that tells nothing. */
    static String silent(Reactor reactor) {
        Task<?> task = reactor.tasks.currentOpaque();
        return "  " + reactor.name() + "  "
                + (reactor.takesWork()
                        ? "does not answer" + (task == null ? "" : ": it is in " + task.name())
                        : "has stopped, or is closing");
    }

    static String text(Reactors group, List<String> parts) {
        String moves = group.rebalancing()
                .map(balance -> ", rebalancing: " + balance.advised() + " moves advised")
                .orElse("");
        return group.size() + (group.size() == 1 ? " reactor" : " reactors") + moves + "\n" + String.join("\n", parts)
                + "\n";
    }
}
