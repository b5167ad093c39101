/**
 * The queue contract. A channel has two halves of two types, {@link dev.enso.channel.Sender} (tx) and
 * {@link dev.enso.channel.Receiver} (rx); a {@link dev.enso.channel.Backend} makes them, and no signature names one.
 */
@NullMarked
package dev.enso.channel;

import org.jspecify.annotations.NullMarked;
