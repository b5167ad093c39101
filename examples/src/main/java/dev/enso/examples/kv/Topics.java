package dev.enso.examples.kv;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who listens to what, among the connections of one reactor. Channels and patterns are two of these maps each; a
 * subscriber hears a message once for its channel and once for each of its patterns.
 */
final class Topics {
    private final Map<Bytes, Set<Session>> channels = new LinkedHashMap<>();
    private final Map<Bytes, Pattern> patterns = new LinkedHashMap<>();
    private final Bytes lookup = new Bytes();
    private final ReplyBuffer message = new ReplyBuffer();

    private record Pattern(Glob glob, Set<Session> sessions) {}

    void subscribe(Bytes channel, Session session) {
        channels.computeIfAbsent(channel, c -> new LinkedHashSet<>()).add(session);
    }

    void unsubscribe(Bytes channel, Session session) {
        Set<Session> sessions = channels.get(channel);
        if (sessions != null && sessions.remove(session) && sessions.isEmpty()) {
            channels.remove(channel);
        }
    }

    void subscribePattern(Bytes pattern, Session session) {
        patterns.computeIfAbsent(pattern, p -> new Pattern(new Glob(p.array()), new LinkedHashSet<>()))
                .sessions
                .add(session);
    }

    void unsubscribePattern(Bytes pattern, Session session) {
        Pattern entry = patterns.get(pattern);
        if (entry != null && entry.sessions.remove(session) && entry.sessions.isEmpty()) {
            patterns.remove(pattern);
        }
    }

    Set<Bytes> channels() {
        return channels.keySet();
    }

    Set<Bytes> patterns() {
        return patterns.keySet();
    }

    int subscribers(byte[] bytes, int offset, int length) {
        Set<Session> sessions = channels.get(lookup.look(bytes, offset, length));
        return sessions == null ? 0 : sessions.size();
    }

    /**
     * Hands a message to everyone here who listens.
     *
     * @param args PUBLISH, the channel, the message
     * @return how many that were
     */
    int publish(Args args) {
        int receivers = 0;
        Set<Session> sessions = channels.get(lookup.look(args.bytes(), args.offset(1), args.length(1)));
        if (sessions != null) {
            message.clear();
            message.array(3);
            message.bulk("message");
            receivers += deliver(args, sessions);
        }
        for (Map.Entry<Bytes, Pattern> entry : patterns.entrySet()) {
            Pattern pattern = entry.getValue();
            if (pattern.glob.matches(args.bytes(), args.offset(1), args.length(1))) {
                message.clear();
                message.array(4);
                message.bulk("pmessage");
                message.bulk(entry.getKey().array(), 0, entry.getKey().length());
                receivers += deliver(args, pattern.sessions);
            }
        }
        return receivers;
    }

    private int deliver(Args args, Set<Session> sessions) {
        message.bulk(args.bytes(), args.offset(1), args.length(1));
        message.bulk(args.bytes(), args.offset(2), args.length(2));
        for (Session session : sessions) {
            session.push(message);
        }
        int count = sessions.size();
        message.clear();
        return count;
    }
}
