package dev.enso.reactor;

import dev.enso.channel.Sent;
import dev.enso.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A reactor as others see it: what it can be asked. Every verb answers a future that does nothing before it is polled.
 *
 * <p>A task of any reactor of the group polls it: the question travels by the lane to the reactor that is asked, the task is
 * parked while the lane is full and until the answer has come, and what one reactor asks another arrives in order, messages
 * included. A thread outside uses {@link #stage}. Several questions may be under way at once; a {@link #line} makes no garbage.
 *
 * <p>A verb that is not accepted fails with {@link Refused}, whose reason says why; CLOSED when the reactor has stopped. An
 * answer whose asker has gone is given back where it holds something ({@link Verb#unwanted}).
 */
public final class Remote {
    private final InterCore group;
    private final int index;

    Remote(InterCore group, int index) {
        this.group = group;
        this.index = index;
    }

    /** The index of the reactor. */
    public int index() {
        return index;
    }

    /** The reactor itself, the one that is in this place now. */
    public Reactor reactor() {
        return group.reactors().get(index);
    }

    String name() {
        return reactor().name();
    }

    InterCore group() {
        return group;
    }

    /**
     * Asks by a verb.
     *
     * @param question what the verb takes; it belongs to the reactor that is asked until the answer is there
     */
    public <Q extends @Nullable Object, A extends @Nullable Object> Future<A> ask(Verb<Q, A> verb, Q question) {
        return line(verb).ask(question);
    }

    /** A way to ask by a verb again and again, without garbage. */
    public <Q extends @Nullable Object, A extends @Nullable Object> Line<Q, A> line(Verb<Q, A> verb) {
        return new Line<>(this, Objects.requireNonNull(verb, "verb"));
    }

    /**
     * Polls the future of a verb over there, for a thread outside: what it asks comes behind what the thread has sent and
     * spawned there before.
     *
     * @throws java.util.concurrent.RejectedExecutionException as {@link Reactor#spawn(TaskOptions, Future)} does
     */
    public <A extends @Nullable Object> CompletionStage<A> stage(Future<A> question) {
        return reactor().start(question);
    }

    /** {@code spawn}: starts a task there; the answer is its handle. FULL when it would break a goal, or no slot is left. */
    public <T extends @Nullable Object> Future<Task<T>> spawn(TaskOptions options, Future<T> work) {
        CoreVerbs.Spawn<T> question = new CoreVerbs.Spawn<>(options, work);
        return ask(CoreVerbs.SPAWN, question).map(question::cast);
    }

    /**
     * {@code join}: waits for the end of the task of this id, which is one of this reactor's; the answer is its value. Fails
     * with what the task failed with, and STALE when it ended before the question arrived.
     */
    public Future<@Nullable Object> join(long task) {
        return ask(CoreVerbs.JOIN, task).then(Task::join);
    }

    /**
     * {@code send}: a message that takes effect there. Waits while the lane is full.
     *
     * @return ready with ACCEPTED or CLOSED
     */
    public Future<Sent> send(Message message) {
        Objects.requireNonNull(message, "message");
        return new Sending(group.reactors(), index, message);
    }

    /**
     * {@code send}: a message into the actor or queue of this id, which takes it or not. The sending task waits for the answer
     * and for nothing else: of FULL it hears at once.
     *
     * @param object needs W
     * @return ready with what became of it: ACCEPTED, FULL, DROPPED or CLOSED
     */
    public Future<Sent> send(long object, Object message) {
        return ask(CoreVerbs.SEND, new CoreVerbs.Send(object, Objects.requireNonNull(message, "message")));
    }

    /**
     * {@code sync}: ready, with null, when everything was handled that the asking reactor has sent and spawned there before, by
     * its lane or through the door: messages are delivered, spawns admitted, questions at least begun.
     */
    @SuppressWarnings("NullAway") // it does not read that the type argument is nullable
    public Future<@Nullable Void> sync() {
        return ask(CoreVerbs.SYNC, null);
    }

    /**
     * {@code seq}: ids, ordered by time, in one block. CLOCK when the clock has gone back and the policy is not to go on.
     *
     * @param count from 1 to {@link Ids#MOST}
     * @see Ids
     */
    public Future<IdBlock> seq(int count) {
        return ask(CoreVerbs.SEQ, Ids.requireCount(count));
    }

    /**
     * {@code register}: names an object of this reactor, so that all find it by {@link InterCore#lookUp}. The answer's id is
     * the name's: it leads to the object, with these rights and no more. TAKEN when the name leads to another live object.
     *
     * @param object a task, or something of the object table
     * @param rights those the object has, or fewer
     */
    public Future<ObjectInfo> register(String name, long object, Rights rights) {
        CoreVerbs.Register question = new CoreVerbs.Register(
                Objects.requireNonNull(name, "name"), object, Objects.requireNonNull(rights, "rights"));
        return ask(CoreVerbs.REGISTER, question).recoverWith(failure -> again(question, failure));
    }

    /** Whose name it is may have ended unseen, as tasks do; looking the name up clears it then. */
    private Future<ObjectInfo> again(CoreVerbs.Register question, Exception failure) {
        if (failure instanceof Refused refused && refused.reason() == Refused.Reason.TAKEN) {
            return group.lookUp(question.name())
                    .<Refused>map(live -> refused)
                    .recover(stale -> stale instanceof Refused why ? why : refused)
                    .then(why -> why.reason() == Refused.Reason.TAKEN
                            ? Future.failed(why)
                            : ask(CoreVerbs.REGISTER, question));
        }
        return Future.failed(failure);
    }

    /** Takes a name back; false when it led nowhere. The object stays. */
    public Future<Boolean> unregister(long name) {
        return ask(CoreVerbs.UNREGISTER, name);
    }

    /** {@code list}: what the reactor's sources have brought so far, and its objects and tasks. */
    @SuppressWarnings("NullAway") // it does not read that the type argument is nullable
    public Future<Listing> list() {
        return ask(CoreVerbs.LIST, null);
    }

    /** {@code show}: one object or task of this reactor, by its id. STALE when it has gone. */
    public Future<ObjectInfo> info(long id) {
        return ask(CoreVerbs.LOOK_UP, id);
    }

    /**
     * {@link #list} in pieces, for reactors that hold much: the first begins at 0, and each says where the next does. What comes
     * and goes meanwhile may be missing.
     */
    public Future<ListingPage> page(int from) {
        return ask(CoreVerbs.PAGE, from);
    }

    /** {@code describe}: the reactor as it is now. */
    @SuppressWarnings("NullAway") // it does not read that the type argument is nullable
    public Future<ReactorPicture> describe() {
        return ask(CoreVerbs.DESCRIBE, null);
    }

    /**
     * {@code reactor}: stops it, as {@link InterCore#stop} does; ready with what was cut off when it has stopped.
     *
     * <p>Fails with {@link IllegalStateException} on the reactor itself, whose task would wait for its own end.
     */
    public Future<CloseReport> stop(Duration limit) {
        return Future.defer(() -> {
            if (reactor().isOwner()) {
                throw new IllegalStateException(
                        "a task of " + name()
                                + " can't wait for the end of its own reactor: stop it from another one, or from a thread outside");
            }
            return Future.from(group.stop(index, limit));
        });
    }

    /**
     * {@code reactor}: starts another one in its place, as {@link InterCore#start} does. Nobody is there to be asked, so no lane
     * is used: the reactor that polls makes the new one itself, in that poll and on its own thread, with its timers and its
     * selector, and starts its thread. Its other tasks wait meanwhile; a thread outside that calls {@link InterCore#start} keeps
     * no task waiting.
     *
     * <p>Fails with {@link IllegalStateException} when the one before has not stopped, or the group is being closed.
     *
     * @return ready with the new reactor, whose thread may not have turned it yet
     */
    public Future<Reactor> start() {
        return Future.call(() -> group.start(index));
    }

    @Override
    public String toString() {
        return "Remote[" + name() + "]";
    }
}
