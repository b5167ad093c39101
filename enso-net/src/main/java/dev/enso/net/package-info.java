/** Sockets in the shape of mio: poll, registry, token, interest, events. */
@NullMarked
package dev.enso.net;

import org.jspecify.annotations.NullMarked;
