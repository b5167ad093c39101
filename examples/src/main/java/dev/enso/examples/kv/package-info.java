/**
 * An in-memory store that speaks the Redis protocol, sharded over reactors by key hash.
 *
 * <p>A connection ({@link dev.enso.examples.kv.Session}) lives on one reactor, a key in the
 * {@link dev.enso.examples.kv.Shard} of one reactor. A command whose key lives elsewhere travels as a
 * {@link dev.enso.examples.kv.Leg} and comes back with its encoded reply; the {@link dev.enso.examples.kv.Pipeline} puts
 * the replies into the order of the commands. Everything here but the server itself is free of threads, clocks and
 * sockets.
 *
 * <p>What is atomic: a command on one key always is. A command on many keys is split by shard and atomic within each
 * shard only; another client may see some of its shards before and some after it.
 */
@NullMarked
package dev.enso.examples.kv;

import org.jspecify.annotations.NullMarked;
