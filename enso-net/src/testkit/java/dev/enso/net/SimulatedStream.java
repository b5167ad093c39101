package dev.enso.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One end of a simulated connection. */
final class SimulatedStream extends SimulatedSocket implements StreamSocket {
    private enum State {
        CONNECTING,
        FAILED,
        STANDING,
        /** By the peer, or by the network. */
        RESET
    }

    private final boolean client;
    private final SocketAddress local;
    private final SocketAddress remote;
    private State state;
    private @Nullable Wire in;
    private @Nullable Wire out;
    private @Nullable SimulatedStream peer;

    /** The kernel's pending error, told once. */
    private @Nullable IOException error;

    /** Why connecting failed; told as often as somebody asks. */
    private @Nullable IOException failure;

    private Agenda.@Nullable Entry giveUp;
    private boolean abortive;
    private boolean inputEnded;
    private boolean outputEnded;

    private SimulatedStream(SimulatedPort port, SocketAddress local, SocketAddress remote, State state) {
        super(port);
        this.client = state == State.CONNECTING;
        this.local = local;
        this.remote = remote;
        this.state = state;
    }

    static SimulatedStream connecting(SimulatedPort port, SocketAddress local, SocketAddress remote) {
        return new SimulatedStream(port, local, remote, State.CONNECTING);
    }

    /** The end of a client at a listener, which stands from the beginning. */
    static SimulatedStream accepted(SimulatedPort port, SimulatedStream client) {
        SimulatedStream server = new SimulatedStream(port, client.remote, client.local, State.STANDING);
        server.join(client);
        client.join(server);
        server.out = new Wire(port.network(), server, client);
        client.in = server.out;
        client.out = new Wire(port.network(), client, server);
        server.in = client.out;
        return server;
    }

    private void join(SimulatedStream other) {
        peer = other;
    }

    // What the network does to it

    void givesUpBy(Agenda.Entry entry) {
        giveUp = entry;
    }

    /** True while nobody has answered it. */
    boolean isConnecting() {
        return state == State.CONNECTING && !isClosed();
    }

    boolean isReset() {
        return state == State.RESET;
    }

    void established() {
        if (isConnecting()) {
            decided(State.STANDING);
        }
    }

    void refused(IOException why) {
        if (isConnecting()) {
            failure = Failures.connect(remote, why);
            decided(State.FAILED);
        }
    }

    private void decided(State newState) {
        state = newState;
        if (giveUp != null) {
            giveUp.cancel();
            giveUp = null;
        }
        signal();
    }

    /** The connection is over, in disorder. */
    void wasReset(String why) {
        if (isClosed() || state == State.RESET || state == State.FAILED) {
            return;
        }
        if (state == State.CONNECTING) {
            refused(new ConnectException(why));
            return;
        }
        state = State.RESET;
        error = new SocketException(why);
        network().counts().resets++;
        Wire input = in;
        if (input != null) {
            input.breakOff(network().fate().choose(2, "net: what a reset leaves to read") == 0);
        }
        Wire output = out;
        if (output != null) {
            output.breakOff(false);
        }
        signal();
    }

    @Override
    int level() {
        int bits = 0;
        switch (state) {
            case CONNECTING -> {}
            case FAILED -> bits = SimulatedAttachment.ERR | SimulatedAttachment.HUP | SimulatedAttachment.BOTH;
            case RESET ->
                bits = SimulatedAttachment.HUP
                        | SimulatedAttachment.RDHUP
                        | SimulatedAttachment.BOTH
                        | (error == null ? 0 : SimulatedAttachment.ERR);
            case STANDING -> {
                Wire input = in;
                if (inputEnded || (input != null && input.isReadable())) {
                    bits |= SimulatedAttachment.IN;
                }
                boolean inputOver = inputEnded || (input != null && input.isEnded());
                if (inputOver) {
                    bits |= SimulatedAttachment.RDHUP;
                }
                Wire output = out;
                if (outputEnded || (output != null && output.isWritable())) {
                    bits |= SimulatedAttachment.OUT;
                }
                if (inputOver && outputEnded) {
                    bits |= SimulatedAttachment.HUP;
                }
            }
        }
        return bits;
    }

    // What its owner does

    @Override
    public boolean finishConnect() throws IOException {
        synchronized (network()) {
            network().pass();
            IOException failed = failure;
            if (failed != null) {
                error = null;
                throw failed;
            }
            return state != State.CONNECTING;
        }
    }

    @Override
    public @Nullable IOException takeError() {
        synchronized (network()) {
            network().pass();
            if (failure != null) {
                return failure;
            }
            IOException taken = error;
            error = null;
            return taken == null ? null : Failures.broken(taken);
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        synchronized (network()) {
            Wire input = connected(in);
            if (inputEnded) {
                return -1;
            }
            int n = input.read(target);
            if (n != 0 || state != State.RESET) {
                return n;
            }
            failByReset();
            return -1;
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        synchronized (network()) {
            Wire output = connected(out);
            if (outputEnded) {
                throw new ClosedChannelException();
            }
            if (state == State.RESET) {
                failByReset();
                throw Failures.broken(new SocketException("Broken pipe"));
            }
            return output.write(source);
        }
    }

    /** Tells the pending error, once. */
    private void failByReset() throws IOException {
        IOException pending = error;
        error = null;
        if (pending != null) {
            throw Failures.broken(pending);
        }
    }

    private Wire connected(@Nullable Wire wire) throws IOException {
        network().pass();
        if (state == State.FAILED && failure != null) {
            throw failure;
        }
        if (state == State.CONNECTING || wire == null) {
            throw new NotYetConnectedException();
        }
        return wire;
    }

    @Override
    public void shutdownInput() throws IOException {
        synchronized (network()) {
            connected(in);
            if (!inputEnded) {
                inputEnded = true;
                signal();
            }
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        synchronized (network()) {
            Wire output = connected(out);
            if (!outputEnded) {
                outputEnded = true;
                output.finish();
                signal();
            }
        }
    }

    @Override
    void closeOnce() {
        Agenda.Entry limit = giveUp;
        if (limit != null) {
            limit.cancel();
        }
        SimulatedStream other = peer;
        Wire input = in;
        Wire output = out;
        if (other == null || input == null || output == null) {
            network().over(this);
        } else if (other.isClosed()) {
            input.breakOff(false);
            output.breakOff(false);
            network().over(this);
            network().over(other);
        } else if (state == State.RESET) {
            input.breakOff(false);
        } else if (state == State.CONNECTING || abortive || (!isUnix() && lingersForNothing()) || input.hasUnread()) {
            input.abandon();
            network().resetBy(this, other, output.lastArrival());
        } else {
            input.abandon();
            output.finish();
        }
    }

    /** The listener closes, and nobody has got this end: the client sees a reset. */
    void vanishFromBacklog() {
        abortive = true;
        vanish();
    }

    /** Nothing reaches the peer before this. */
    void opens(long time) {
        Wire output = out;
        if (output != null) {
            output.opens(time);
        }
    }

    boolean isClient() {
        return client;
    }

    /** Bytes that were written to it and neither read nor dropped. */
    long resident() {
        Wire input = in;
        return input == null ? 0 : input.resident();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return local;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        synchronized (network()) {
            return state == State.STANDING ? remote : null;
        }
    }

    private boolean isUnix() {
        return remote instanceof UnixDomainSocketAddress;
    }

    @Override
    Set<SocketOption<?>> known() {
        return isUnix() ? UNIX : super.known();
    }

    @Override
    public String toString() {
        return "SimulatedStream[" + Addresses.text(local) + " to " + Addresses.text(remote) + ", " + state + "]";
    }
}
