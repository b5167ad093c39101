package dev.enso.net;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Registration} has in place of a socket: readiness that code sets. Setting and registering may meet: each
 * writes its own word and then reads the other's, both volatile, so that one of them sees both.
 */
final class UserReadiness implements PortSocket {
    /** What was set last. Written by any thread, read by the polling one. */
    private volatile int bits;

    /** The bell of the present registration, or null while there is none. Written by the polling thread, read by any. */
    private volatile @Nullable Doorbell bell;

    int bits() {
        return bits;
    }

    /** Any thread. */
    void set(int newBits) {
        bits = newBits;
        Doorbell present = bell;
        if (newBits != 0 && present != null) {
            present.ring();
        }
    }

    Attachment attach(Poll poll, int interest, Node node) {
        Attached attached = new Attached(poll, interest, node);
        bell = attached.doorbell;
        attached.look();
        return attached;
    }

    /** One registration. On the polling thread only. */
    private final class Attached implements Attachment {
        private final Node node;
        private final Doorbell doorbell;
        private int interest;

        Attached(Poll poll, int interest, Node node) {
            this.node = node;
            this.interest = interest;
            doorbell = new Doorbell(poll, this::look);
        }

        /** Reports what is set, unless the bell is that of an earlier registration. */
        void look() {
            if (bell == doorbell) {
                node.fired(bits & (interest | ~Bits.INTERESTS));
            }
        }

        @Override
        public void interest(int newInterest) {
            interest = newInterest;
            look();
        }

        /** Each setting is an edge already. */
        @Override
        public void rearm(int ignored) {}

        @Override
        public void detach() {
            bell = null;
        }
    }

    @Override
    public OptionalInt fd() {
        return OptionalInt.empty();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return null;
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) {
        throw Failures.unsupported(option, "a registration");
    }

    @Override
    public <T> T option(SocketOption<T> option) {
        throw Failures.unsupported(option, "a registration");
    }

    @Override
    public void close() {
        bits = 0;
    }
}
