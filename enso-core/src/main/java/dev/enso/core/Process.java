package dev.enso.core;

/**
 * The push side of the algebra: a state vector (data) and a machine (code) that moves it, one message at a time. Not
 * safe for threads; spawned, it is an actor on one reactor.
 *
 * @param <P> the protocol: what may be sent
 * @param <S> the state
 */
public interface Process<P, S> {
    /** The present state. Pure: no transition happens by looking. */
    S state();

    /**
     * Makes one transition.
     *
     * @return the state after it
     * @throws Exception when the message can't be taken; the state is then what it was before
     */
    S send(P message) throws Exception;
}
