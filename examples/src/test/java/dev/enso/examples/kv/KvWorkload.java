package dev.enso.examples.kv;

import dev.enso.core.Context;
import dev.enso.simulation.Oracle;
import dev.enso.simulation.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the clients of one run say to the store, chosen by the oracle; and what they heard. */
final class KvWorkload {
    private static final String CHANNEL = "news";
    private static final int KEYS = 3;
    private static final int LONGEST_PAUSE = 16;

    /** Commands that a client has under way at most. */
    private static final int DEPTH = 6;

    final List<Operation> history = new ArrayList<>();
    final List<Published> published = new ArrayList<>();
    final List<Listener> listeners = new ArrayList<>();
    private final World world;
    private final Oracle oracle;
    private int clients;

    /** Complete when nobody talks any more. */
    private final CompletableFuture<Void> silence = new CompletableFuture<>();

    private int talking;

    KvWorkload(World world) {
        this.world = world;
        this.oracle = world.oracle();
    }

    /** One message that was sent to all who listen. */
    static final class Published {
        final int client;
        final String message;
        final long invoked;

        /** How many the server says have got it; negative while it has not answered. */
        int receivers = -1;

        Published(int client, String message, long invoked) {
            this.client = client;
            this.message = message;
            this.invoked = invoked;
        }
    }

    /** A client that reads and writes keys and publishes, on one connection after the other. */
    Talker talker(int commands) {
        talking++;
        return new Talker(commands);
    }

    Listener listener() {
        Listener listener = new Listener();
        listeners.add(listener);
        return listener;
    }

    final class Talker implements ScriptedClient.Script {
        private final ArrayDeque<Object> underWay = new ArrayDeque<>();
        private int left;
        private int client = clients++;
        private int said;
        private long quietUntil;

        Talker(int commands) {
            this.left = commands;
        }

        @Override
        public String @Nullable [] next(Context cx) {
            if (left == 0 || underWay.size() == DEPTH) {
                return null;
            }
            if (cx.now() < quietUntil) {
                cx.alarms().arm(quietUntil, cx.waker());
                return null;
            }
            if (underWay.isEmpty()) {
                int pause = oracle.choose(2 * LONGEST_PAUSE, "the client's pause") - LONGEST_PAUSE;
                quietUntil = pause > 0 ? cx.now() + pause * 1_000_000L : 0;
            }
            left--;
            return command();
        }

        private String[] command() {
            String unique = client + "." + said++;
            int choice = oracle.choose(16, "the client's command");
            if (choice == 0) {
                Published message = new Published(client, unique, world.now());
                published.add(message);
                underWay.add(message);
                return new String[] {"PUBLISH", CHANNEL, unique};
            }
            String key = "key" + oracle.choose(KEYS, "the command's key");
            Operation operation = switch (choice) {
                case 1, 2, 3 -> operation(Operation.Kind.SET, key, unique, 0);
                case 4, 5 -> operation(Operation.Kind.SET, key, unique, lifetime());
                case 6 -> operation(Operation.Kind.SET, key, String.valueOf(said), lifetime());
                case 7 -> operation(Operation.Kind.DEL, key, "", 0);
                case 8, 9 -> operation(Operation.Kind.INCR, key, "", 0);
                case 10 -> operation(Operation.Kind.APPEND, key, unique, 0);
                case 11 -> operation(Operation.Kind.PEXPIRE, key, "", lifetime());
                case 12 -> operation(Operation.Kind.PERSIST, key, "", 0);
                default -> operation(Operation.Kind.GET, key, "", 0);
            };
            history.add(operation);
            underWay.add(operation);
            return operation.words();
        }

        private Operation operation(Operation.Kind kind, String key, String value, long lifetime) {
            return new Operation(client, kind, key, value, lifetime, world.now());
        }

        private long lifetime() {
            return (1 + oracle.choose(LONGEST_PAUSE, "the key's lifetime")) * 1_000_000L;
        }

        @Override
        public void hear(Reply reply) {
            Object asked = underWay.remove();
            if (asked instanceof Operation operation) {
                operation.answer(world.now(), reply.text());
            } else {
                String count = String.valueOf(reply.text());
                check(count.matches("\\d+"), "PUBLISH was answered by " + count + " instead of a number");
                ((Published) asked).receivers = Integer.parseInt(count);
            }
        }

        /** The connection is lost, and with it the answers to what is under way. The next one is another client. */
        void disconnected() {
            underWay.clear();
            client = clients++;
        }

        /** Nothing more will be said. */
        void falls() {
            left = 0;
            underWay.clear();
            if (--talking == 0) {
                silence.complete(null);
            }
        }

        @Override
        public boolean isOver() {
            return left == 0 && underWay.isEmpty();
        }
    }

    /** A client that listens to what is published until nobody talks any more. */
    final class Listener implements ScriptedClient.Script {
        /** What it heard, the oldest first. */
        final List<String> heard = new ArrayList<>();

        /** Since when it hears everything; never while it doesn't. */
        long since = Operation.NEVER;

        /** It heard to the end. */
        boolean complete;

        private boolean asked;
        private boolean left;

        @Override
        public String @Nullable [] next(Context cx) {
            if (!asked) {
                asked = true;
                silence.thenRun(cx.waker()::wake);
                return new String[] {"SUBSCRIBE", CHANNEL};
            }
            if (silence.isDone() && since != Operation.NEVER && !left) {
                left = true;
                return new String[] {"UNSUBSCRIBE", CHANNEL};
            }
            return null;
        }

        @Override
        public void hear(Reply reply) {
            String what = reply.list().get(0).text();
            if ("message".equals(what)) {
                heard.add(String.valueOf(reply.list().get(2).text()));
            } else if ("subscribe".equals(what)) {
                since = world.now();
            } else {
                complete = true;
            }
        }

        @Override
        public boolean isOver() {
            return complete;
        }
    }

    /** Messages of one connection came in the order of their sending, none twice, and none is missing where none may be. */
    void checkBroadcasts() {
        for (Listener listener : listeners) {
            Set<String> heard = new LinkedHashSet<>(listener.heard);
            check(heard.size() == listener.heard.size(), "something was heard twice: " + listener.heard);
            List<String> sent = published.stream()
                    .map(message -> message.message)
                    .filter(heard::contains)
                    .toList();
            for (int client = 0; client < clients; client++) {
                String of = client + ".";
                List<String> inOrder =
                        sent.stream().filter(m -> m.startsWith(of)).toList();
                List<String> asHeard =
                        listener.heard.stream().filter(m -> m.startsWith(of)).toList();
                check(inOrder.equals(asHeard), "heard out of order: " + asHeard + ", sent " + inOrder);
            }
        }
        for (Published message : published) {
            long heardBy = listeners.stream()
                    .filter(listener -> listener.heard.contains(message.message))
                    .count();
            for (Listener listener : listeners) {
                check(
                        message.receivers < 0
                                || !listener.complete
                                || listener.since > message.invoked
                                || listener.heard.contains(message.message),
                        message.message + " was never heard by who was listening");
            }
            check(
                    message.receivers < 0 || heardBy <= message.receivers,
                    message.message + " was heard by " + heardBy + " and the server says " + message.receivers);
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
