/** What may go wrong between a client and a server. */
@NullMarked
package dev.enso.examples.faults;

import org.jspecify.annotations.NullMarked;
