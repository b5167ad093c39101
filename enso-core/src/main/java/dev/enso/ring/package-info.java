/**
 * The slots of the one ring that reactors' lanes and the queues share. Exported to the queues only; nothing here is meant for
 * users.
 */
@NullMarked
package dev.enso.ring;

import org.jspecify.annotations.NullMarked;
