/**
 * The queue contract. A channel has two halves of two types, {@link dev.enso.channel.Sender} (tx) and
 * {@link dev.enso.channel.Receiver} (rx); a {@link dev.enso.channel.Backend} makes them, and no signature names one. A
 * {@link dev.enso.channel.Publisher} shows what it sends to any number of {@link dev.enso.channel.Subscriber}s.
 */
@NullMarked
package dev.enso.channel;

import org.jspecify.annotations.NullMarked;
