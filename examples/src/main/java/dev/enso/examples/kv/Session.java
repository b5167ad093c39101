package dev.enso.examples.kv;

import dev.enso.core.Waker;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection, without its socket: bytes in, bytes out. Commands run, or are sent to their shards, in the order in
 * which they come; replies leave in the same order, whatever order the shards answer in.
 *
 * <p>Bounded: a client whose replies or commands in flight pile up is not read from until they are gone
 * ({@link #wantsInput}). Used on its reactor's thread only.
 */
final class Session {
    private final Shard home;
    private final Router router;
    private final CallPool pool;
    private final CommandTable table;
    private final Limits limits;
    private final InputBuffer in;
    private final CommandParser parser;
    private final ReplyBuffer out;
    private final ArrayDeque<Call> pending = new ArrayDeque<>();
    private final ArrayDeque<Leg> unsent = new ArrayDeque<>();
    private final ReplyWindow window;
    private final Subscriptions subscriptions;
    private final ClientInfo info;
    private Waker output;

    /** A call that goes on in stages: until it is done, the commands behind it wait. */
    private @Nullable Call fence;

    /** A command that waits for all replies before it; it is parsed already. */
    private @Nullable Command held;

    private @Nullable Throwable broken;
    private boolean inputEnded;
    private boolean closing;
    private boolean closed;

    /**
     * @param output woken when there is output, or the end, to attend to that was not caused by {@link #receive} or
     *     {@link #run}
     */
    Session(long id, String peer, Shard home, Router router, CallPool pool, CommandTable table, Waker output) {
        this.home = home;
        this.router = router;
        this.pool = pool;
        this.table = table;
        this.output = output;
        this.limits = home.settings().limits();
        this.in = new InputBuffer(home.blocks(), limits.maxInput());
        this.out = new ReplyBuffer(home.blocks());
        this.parser = new CommandParser(limits);
        this.window = new ReplyWindow(limits);
        this.subscriptions = new Subscriptions(this);
        this.info = new ClientInfo(id, peer, home.keys().now());
        home.sessions().add(this);
        home.counters().connections++;
    }

    Shard home() {
        return home;
    }

    Router router() {
        return router;
    }

    CommandTable table() {
        return table;
    }

    ClientInfo info() {
        return info;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** What is to be written to the client; whoever writes it drains it, then calls {@link #run}. */
    ReplyBuffer out() {
        return out;
    }

    /** Should the connection be read from? False while the client's replies pile up, and after the end. */
    boolean wantsInput() {
        return mayDispatch() && in.hasRoom();
    }

    /** Is this the end, with nothing under way and every reply handed out? The connection is closed when {@link #out} is written. */
    boolean isFinished() {
        return closing && pending.isEmpty() && unsent.isEmpty();
    }

    /** The shard whose lane has no room for what is to be sent next; negative when nothing waits to be sent. */
    int blockedOn() {
        Leg next = unsent.peek();
        return next == null ? -1 : next.shard();
    }

    /** Another task looks after this from now on. */
    void attend(Waker waker) {
        output = waker;
    }

    /** Takes what has been received, and runs what can be run of it. */
    void receive(ByteBuffer source) {
        if (closing) {
            return;
        }
        in.append(source);
        run();
        if (!in.hasRoom() && mayDispatch()) {
            protocolError("ERR Protocol error: a command of more than " + limits.maxInput() + " bytes");
        }
    }

    /** Goes on where a full bus, a full reply buffer or an unfinished command had stopped. */
    void run() {
        handOut();
        while (!unsent.isEmpty()) {
            if (!router.offer(unsent.element())) {
                return;
            }
            unsent.remove();
        }
        while (mayDispatch()) {
            Command command = held;
            if (command == null) {
                CommandParser.Outcome outcome = parser.next(in);
                if (outcome == CommandParser.Outcome.PARTIAL) {
                    if (inputEnded) {
                        finish();
                    }
                    return;
                }
                if (outcome == CommandParser.Outcome.BROKEN) {
                    protocolError(parser.error());
                    return;
                }
                command = admit(parser.args());
                if (command == null) {
                    continue;
                }
            }
            held = null;
            dispatch(command, parser.args());
        }
    }

    private boolean mayDispatch() {
        return !closing
                && fence == null
                && unsent.isEmpty()
                && (held == null || pending.isEmpty())
                && window.isOpen(pending.size(), out.size());
    }

    private @Nullable Command admit(Args args) {
        Command command = table.find(args);
        info.used(command, home.keys().now());
        if (command == null) {
            refuse(Errors.unknown(args));
        } else if (!command.accepts(args.count())) {
            refuse(Errors.arity(command.lowerName()));
        } else if (subscriptions.count() > 0 && !subscriptions.allows(command)) {
            refuse(Errors.subscribed(command));
        } else {
            return command;
        }
        return null;
    }

    private void refuse(String error) {
        home.counters().errors++;
        place().error(error);
        placed();
    }

    private void dispatch(Command command, Args args) {
        Command.Action action = command.action();
        if (action instanceof Command.AtKey atKey) {
            long hash = home.hash().of(args.bytes(), args.offset(1), args.length(1));
            args.keyHash(hash);
            int shard = KeyHash.shard(hash, router.shards());
            if (shard == home.index()) {
                command.run(atKey, home, args, place());
                placed();
            } else {
                Call call = add(command, args);
                call.keepArguments();
                call.addLeg(shard);
                send(call);
            }
        } else if (action instanceof Command.AtShards atShards) {
            home.counters().commands++;
            Call call = add(command, args);
            fence = atShards.inStages() ? call : null;
            drive(call, atShards);
        } else {
            if (command.has(Command.Flag.PUBSUB) && !pending.isEmpty()) {
                held = command;
                return;
            }
            home.counters().commands++;
            ((Command.AtConnection) action).run(this, args, place());
            placed();
        }
    }

    /** Where the next reply goes when it is written at once: behind those before it. */
    private ReplyBuffer place() {
        if (pending.isEmpty()) {
            return out;
        }
        Call call = pool.take();
        call.beginDone(this);
        pending.add(call);
        return call.reply();
    }

    /** The reply of {@link #place} has been written. */
    private void placed() {
        Call last = pending.peekLast();
        if (last != null) {
            window.held(last.reply().size());
        }
    }

    private Call add(Command command, Args args) {
        Call call = pool.take();
        call.begin(this, command, args, router.shards());
        pending.add(call);
        return call;
    }

    /** Makes the steps of a call until legs are out or it is done. */
    private void drive(Call call, Command.AtShards action) {
        while (call.advance(action)) {
            if (send(call)) {
                return;
            }
        }
        done(call);
    }

    /**
     * Makes the visits of a step: those at home at once, the others by the bus.
     *
     * @return true when there are others
     */
    private boolean send(Call call) {
        int away = 0;
        for (int i = 0; i < call.legCount(); i++) {
            if (call.leg(i).shard() != home.index()) {
                away++;
            }
        }
        if (away > 0) {
            call.keepArguments();
            call.sent(away);
        }
        for (int i = 0; i < call.legCount(); i++) {
            Leg leg = call.leg(i);
            if (leg.shard() == home.index()) {
                leg.visit(home);
            } else if (!unsent.isEmpty() || !router.offer(leg)) {
                unsent.add(leg);
            }
        }
        return away > 0;
    }

    /** A leg is back. */
    void returned(Call call) {
        try {
            if (!call.legReturned()) {
                return;
            }
            if (call.command().action() instanceof Command.AtShards action) {
                drive(call, action);
            } else {
                call.finish();
                done(call);
            }
        } catch (Throwable failure) {
            fail(failure);
            throw failure;
        }
        output.wake();
    }

    /**
     * A reply could not be made or handed out, as when memory ends. The replies behind it would be taken for it, so no more
     * of them is written and the connection is closed.
     */
    void fail(Throwable failure) {
        broken = failure;
        close();
        output.wake();
    }

    /** What {@link #fail} was told, or null. */
    @Nullable Throwable failure() {
        return broken;
    }

    private void done(Call call) {
        window.held(call.reply().size());
        if (fence == call) {
            fence = null;
        }
        handOut();
    }

    /** Hands out the replies whose turn it is, as far as the client reads them. */
    private void handOut() {
        Call first = pending.peek();
        while (first != null && first.isDone() && out.size() < limits.replyBudget()) {
            pending.remove();
            window.released(first.reply().size());
            if (!closed) {
                out.append(first.reply());
            }
            pool.give(first);
            first = pending.peek();
        }
    }

    private void protocolError(String error) {
        home.counters().errors++;
        place().error(error);
        placed();
        finish();
    }

    /** The client sends no more: what it sent is answered, then this is finished. */
    void endInput() {
        inputEnded = true;
        run();
    }

    /** Takes no more commands; those before get their replies. */
    void finish() {
        closing = true;
        in.clear();
    }

    /** A published message for this subscriber. A subscriber has no replies pending, so nothing can overtake. */
    void push(ReplyBuffer message) {
        if (closing) {
            return;
        }
        if (out.size() + (long) message.size() > limits.pushBudget()) {
            // The subscriptions go when the connection's task sees the end, and not now: they are being walked over.
            out.clear();
            finish();
        } else {
            out.append(message);
        }
        output.wake();
    }

    /** The connection is gone. Requests on their way are finished, their replies dropped. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        finish();
        subscriptions.clear();
        home.sessions().remove(this);
        out.clear();
    }
}
