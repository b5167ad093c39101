package dev.enso.net;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Tells a {@link Poll} what to watch. A source is registered with one poll at a time, either under a {@link Token}, whose
 * events {@link Poll#poll(Events)} reports, or for tasks, which wait on its {@link Readiness}.
 *
 * <p>Readiness is edge-triggered: an event comes when a source becomes ready, and then perhaps no more until a call has
 * found that it would block. Events may be spurious. Registering counts as an edge: what is ready already is reported.
 *
 * <p>Everything here is called on the thread that polls, or before the first poll.
 */
public final class Registry {
    private final Poll poll;
    private final Selector selector;
    private final ReadyList events;
    private final ReadyList tasks;

    /** All registrations of sources, by their ids. */
    private final Long2ObjectHashMap<Endpoint> endpoints = new Long2ObjectHashMap<>();

    private long lastId;

    Registry(Poll poll, Selector selector, ReadyList events, ReadyList tasks) {
        this.poll = poll;
        this.selector = selector;
        this.events = events;
        this.tasks = tasks;
    }

    /** The transport whose sources can be registered here. */
    public Transport transport() {
        return poll.transport();
    }

    /**
     * Watches a source, reporting by events.
     *
     * @throws IllegalStateException when the source is registered already, here or elsewhere, or on the wrong thread
     * @throws IllegalArgumentException when the source belongs to another transport
     * @throws UnsupportedOperationException when the transport doesn't know {@link Interest#PRIORITY}
     * @throws java.nio.channels.ClosedChannelException when the source or the poll is closed
     * @throws IOException when the system can't watch it
     */
    public void register(Source source, Token token, Interest interest) throws IOException {
        Node node = new Node(this, events, ++lastId);
        node.listener = token;
        attach(Endpoint.of(source), node, interest.bits, interest.bits);
    }

    /**
     * Watches a source on behalf of tasks.
     *
     * @return what the tasks wait on; it ends with the registration
     * @throws IllegalStateException when the source is registered already, here or elsewhere, or on the wrong thread
     * @throws IllegalArgumentException when the source belongs to another transport
     * @throws UnsupportedOperationException when the transport doesn't know {@link Interest#PRIORITY}
     * @throws java.nio.channels.ClosedChannelException when the source or the poll is closed
     * @throws IOException when the system can't watch it
     */
    public Readiness register(Source source, Interest interest) throws IOException {
        return register(Endpoint.of(source), interest);
    }

    /** For connections and servers, which run on endpoints without a source around. */
    Readiness register(Endpoint endpoint, Interest interest) throws IOException {
        Node node = new Node(this, tasks, ++lastId);
        Readiness readiness = new Readiness(node, interest.bits);
        node.listener = readiness;
        // A task tries to write before it waits, so the system need not report at once what nearly always holds.
        attach(endpoint, node, interest.bits, interest.bits & ~Bits.WRITABLE);
        return readiness;
    }

    /**
     * Changes the token and the interest of a source. What it is ready for is reported anew, now under this token; what was
     * seen and is of no interest any more is dropped.
     *
     * @throws IllegalStateException when the source isn't registered here under a token, or on the wrong thread
     * @throws UnsupportedOperationException when the transport doesn't know {@link Interest#PRIORITY}
     * @throws IOException when the system can't watch it
     */
    public void reregister(Source source, Token token, Interest interest) throws IOException {
        Node node = registered(Endpoint.of(source), "reregister");
        if (!(node.listener instanceof Token) || node.attachment == null) {
            throw new IllegalStateException(source + " is registered for tasks and has no token: deregister it first");
        }
        node.attachment.interest(interest.bits);
        node.drop(Bits.INTERESTS & ~interest.bits);
        node.listener = token;
    }

    /**
     * Stops watching a source. Events not yet delivered are dropped, and tasks that wait for it are woken. The source stays
     * open and can be registered again, here or elsewhere.
     *
     * @throws IllegalStateException when the source isn't registered here, or on the wrong thread
     */
    public void deregister(Source source) {
        deregister(Endpoint.of(source));
    }

    /** How many sources are registered. */
    public int size() {
        return endpoints.size();
    }

    void deregister(Endpoint endpoint) {
        Node node = registered(endpoint, "deregister");
        endpoints.remove(node.id);
        end(endpoint, node);
    }

    /** The poll closes. */
    void deregisterAll() {
        for (Endpoint endpoint : endpoints.values().toArray(Endpoint[]::new)) {
            Node node = endpoint.node;
            if (node != null) {
                end(endpoint, node);
            }
        }
        endpoints.clear();
    }

    /** A node for the events of a waker. */
    Node nodeFor(Token token) {
        Node node = new Node(this, events, 0);
        node.listener = token;
        return node;
    }

    private void attach(Endpoint endpoint, Node node, int interest, int armed) throws IOException {
        poll.ensureThread();
        if (poll.isClosed()) {
            throw new ClosedChannelException();
        }
        endpoint.ensureOpen();
        Node present = endpoint.node;
        if (present != null) {
            throw new IllegalStateException(endpoint + " is registered with "
                    + (present.registry == this ? "this poll" : "another poll")
                    + " already: reregister changes a registration, deregister ends it");
        }
        PortSocket socket = endpoint.socket();
        node.attachment = socket instanceof UserReadiness user
                ? user.attach(poll, interest, node)
                : selector.attach(socket, interest, armed, node);
        endpoint.node = node;
        endpoints.put(node.id, endpoint);
    }

    private Node registered(Endpoint endpoint, String verb) {
        poll.ensureThread();
        Node node = endpoint.node;
        if (node == null) {
            throw new IllegalStateException("Can't " + verb + " " + endpoint + ": it isn't registered");
        }
        if (node.registry != this) {
            throw new IllegalStateException(
                    "Can't " + verb + " " + endpoint + " here: it is registered with another poll");
        }
        return node;
    }

    private static void end(Endpoint endpoint, Node node) {
        endpoint.node = null;
        Attachment attachment = node.attachment;
        if (attachment != null) {
            node.attachment = null;
            attachment.detach();
        }
        node.drop(Bits.ALL);
        if (node.listener instanceof Readiness readiness) {
            readiness.release();
        }
    }

    Poll poll() {
        return poll;
    }

    @Override
    public String toString() {
        return "Registry[" + transport().name() + ", " + size() + " sources]";
    }
}
