/** A proxy for TCP and Unix sockets. */
@NullMarked
package dev.enso.examples.proxy;

import org.jspecify.annotations.NullMarked;
