package dev.enso.examples.kv;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one connection listens to. While it listens to anything, it may do little else. */
final class Subscriptions {
    private static final Set<String> ALLOWED =
            Set.of("SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE", "PING", "QUIT", "RESET");

    private final Session session;
    private final Set<Bytes> channels = new LinkedHashSet<>(0);
    private final Set<Bytes> patterns = new LinkedHashSet<>(0);

    Subscriptions(Session session) {
        this.session = session;
    }

    int count() {
        return channels.size() + patterns.size();
    }

    int channels() {
        return channels.size();
    }

    int patterns() {
        return patterns.size();
    }

    /** May a listening connection run this command? */
    boolean allows(Command command) {
        return ALLOWED.contains(command.name());
    }

    void subscribe(Args args, ReplyBuffer reply) {
        for (int i = 1; i < args.count(); i++) {
            Bytes channel = Bytes.copyOf(args.bytes(), args.offset(i), args.length(i));
            if (channels.add(channel)) {
                session.home().topics().subscribe(channel, session);
            }
            confirm(reply, "subscribe", channel);
        }
    }

    void subscribePatterns(Args args, ReplyBuffer reply) {
        for (int i = 1; i < args.count(); i++) {
            Bytes pattern = Bytes.copyOf(args.bytes(), args.offset(i), args.length(i));
            if (patterns.add(pattern)) {
                session.home().topics().subscribePattern(pattern, session);
            }
            confirm(reply, "psubscribe", pattern);
        }
    }

    /** Leaves the named channels, or all of them. */
    void unsubscribe(Args args, ReplyBuffer reply) {
        if (args.count() == 1 && channels.isEmpty()) {
            confirmNothing(reply, "unsubscribe");
        }
        for (Bytes channel : args.count() == 1 ? List.copyOf(channels) : named(args)) {
            if (channels.remove(channel)) {
                session.home().topics().unsubscribe(channel, session);
            }
            confirm(reply, "unsubscribe", channel);
        }
    }

    /** Leaves the named patterns, or all of them. */
    void unsubscribePatterns(Args args, ReplyBuffer reply) {
        if (args.count() == 1 && patterns.isEmpty()) {
            confirmNothing(reply, "punsubscribe");
        }
        for (Bytes pattern : args.count() == 1 ? List.copyOf(patterns) : named(args)) {
            if (patterns.remove(pattern)) {
                session.home().topics().unsubscribePattern(pattern, session);
            }
            confirm(reply, "punsubscribe", pattern);
        }
    }

    /** Leaves everything, silently. */
    void clear() {
        channels.forEach(channel -> session.home().topics().unsubscribe(channel, session));
        patterns.forEach(pattern -> session.home().topics().unsubscribePattern(pattern, session));
        channels.clear();
        patterns.clear();
    }

    private static Iterable<Bytes> named(Args args) {
        List<Bytes> list = new ArrayList<>();
        for (int i = 1; i < args.count(); i++) {
            list.add(Bytes.copyOf(args.bytes(), args.offset(i), args.length(i)));
        }
        return list;
    }

    private void confirm(ReplyBuffer reply, String kind, Bytes what) {
        reply.array(3);
        reply.bulk(kind);
        reply.bulk(what.array(), what.offset(), what.length());
        reply.integer(count());
    }

    private void confirmNothing(ReplyBuffer reply, String kind) {
        reply.array(3);
        reply.bulk(kind);
        reply.nil();
        reply.integer(count());
    }
}
