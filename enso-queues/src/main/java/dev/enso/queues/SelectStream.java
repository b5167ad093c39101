package dev.enso.queues;

import dev.enso.channel.Receiver;
import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits on many streams at once. Each is polled with a waker of its own that sets its bit; only streams whose bit is set
 * are polled, so the price is that of those that have something. A bit is cleared when its stream answers PENDING, which is
 * when its waker is registered.
 *
 * <p>Streams may join while others wait: any thread puts one into a free place and sets its bit. A place is free when the
 * owner has found its stream at the end.
 */
final class SelectStream<T> implements Selected<T> {
    private static final int NONE = -1;

    private final AtomicReferenceArray<@Nullable Stream<? extends T>> streams;
    private final Place[] places;
    private final ReadySet ready;
    private final Turns turns;
    private final IntConsumer ended;

    /** Owner's; read by wakers. */
    private volatile @Nullable Waker waker;

    /** Nobody joins any more. */
    private volatile boolean sealed;

    private @Nullable Stream<? extends T> shown;
    private int index = NONE;
    private boolean closed;

    /**
     * @param size how many streams at most
     * @param ended hears, on the owner's thread, which place has become free
     */
    SelectStream(int size, Turns turns, IntConsumer ended) {
        this.streams = new AtomicReferenceArray<>(size);
        this.places = new Place[size];
        this.ready = new ReadySet(size);
        this.turns = turns;
        this.ended = ended;
        for (int i = 0; i < size; i++) {
            places[i] = new Place(this, i);
        }
    }

    /** Any thread that has the place to itself. */
    void join(int place, Stream<? extends T> stream) {
        streams.set(place, stream);
        places[place].wake();
    }

    /** Any thread: the stream ends when all that have joined have ended. */
    void seal() {
        sealed = true;
        wakeOwner();
    }

    private void wakeOwner() {
        Waker owner = waker;
        if (owner != null) {
            owner.wake();
        }
    }

    /** Wakes one place, and is the context with which it is polled. */
    private static final class Place implements Waker, Context {
        private final SelectStream<?> all;
        private final int place;

        /** Present during a poll. */
        private @Nullable Context outer;

        Place(SelectStream<?> all, int place) {
            this.all = all;
            this.place = place;
        }

        @Override
        public void wake() {
            all.ready.set(place);
            all.wakeOwner();
        }

        Polled poll(Stream<?> stream, Context cx) throws Exception {
            outer = cx;
            try {
                return stream.poll(this);
            } finally {
                outer = null;
            }
        }

        private Context outer() {
            Context cx = outer;
            if (cx == null) {
                throw new IllegalStateException("a context is lent for one poll");
            }
            return cx;
        }

        @Override
        public Waker waker() {
            return this;
        }

        @Override
        public long now() {
            return outer().now();
        }

        @Override
        public boolean spend() {
            return outer().spend();
        }

        @Override
        public Alarms alarms() {
            return outer().alarms();
        }

        @Override
        public <S> S service(Class<S> type) {
            return outer().service(type);
        }
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (shown != null) {
            return Polled.READY;
        }
        if (closed) {
            return Polled.ENDED;
        }
        Waker owner = cx.waker();
        if (waker != owner) {
            waker = owner;
        }
        boolean complete = sealed; // before the looks: who joined before is among them
        ready.collect();
        for (int at; (at = turns.choose(ready)) != NONE; ) {
            Stream<? extends T> stream = streams.get(at);
            if (stream == null) {
                ready.clear(at);
                continue;
            }
            switch (places[at].poll(stream, cx)) {
                case READY -> {
                    show(at, stream);
                    return Polled.READY;
                }
                case PENDING -> ready.clear(at);
                case ENDED -> end(at, stream);
            }
        }
        return complete && isEmpty() ? ended() : Polled.PENDING;
    }

    /** Like poll, over receivers, without waiting: no bit is cleared that no waker would set again. */
    Polled look() {
        if (shown != null) {
            return Polled.READY;
        }
        if (closed) {
            return Polled.ENDED;
        }
        boolean complete = sealed;
        ready.collect();
        ready.beginLook();
        boolean found = false;
        for (int at; !found && (at = turns.choose(ready)) != NONE; ) {
            found = looks(at);
        }
        ready.endLook();
        if (found) {
            return Polled.READY;
        }
        return complete && isEmpty() ? ended() : Polled.PENDING;
    }

    private boolean looks(int at) {
        Receiver<? extends T> receiver = (Receiver<? extends T>) streams.get(at);
        if (receiver == null) {
            ready.forget(at);
            return false;
        }
        switch (receiver.look()) {
            case READY -> {
                show(at, receiver);
                return true;
            }
            case PENDING -> ready.clear(at);
            case ENDED -> end(at, receiver);
        }
        return false;
    }

    private void show(int at, Stream<? extends T> stream) {
        turns.served(at);
        index = at;
        shown = stream;
    }

    private void end(int at, Stream<? extends T> stream) {
        stream.close();
        ready.forget(at);
        streams.set(at, null);
        ended.accept(at);
    }

    private boolean isEmpty() {
        for (int i = 0; i < places.length; i++) {
            if (streams.get(i) != null) {
                return false;
            }
        }
        return true;
    }

    private Polled ended() {
        closed = true;
        waker = null;
        return Polled.ENDED;
    }

    @Override
    public int index() {
        required("index");
        return index;
    }

    @Override
    public T head() {
        return required("head").head();
    }

    @Override
    public Stream<T> tail() {
        Stream<? extends T> stream = required("tail");
        Stream<? extends T> rest = stream.tail();
        if (rest != stream) {
            streams.set(index, rest);
        }
        shown = null;
        return this;
    }

    private Stream<? extends T> required(String call) {
        Stream<? extends T> stream = shown;
        if (stream == null) {
            throw new IllegalStateException(
                    call + " without a head: it is legal only after a poll that answered READY, until tail or close");
        }
        return stream;
    }

    /** While none is shown, whether any shows its messages in place. */
    @Override
    public boolean inPlace() {
        if (shown != null) {
            return shown.inPlace();
        }
        for (int i = 0; i < places.length; i++) {
            Stream<? extends T> stream = streams.get(i);
            if (stream != null && stream.inPlace()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        closed = true;
        waker = null;
        shown = null;
        for (int i = 0; i < places.length; i++) {
            Stream<? extends T> stream = streams.get(i);
            if (stream != null) {
                end(i, stream);
            }
        }
    }
}
