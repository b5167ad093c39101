/**
 * The slots of a ring, below the cursors that the queues put on them. Exported to the queues only; nothing here is meant for
 * users.
 */
@NullMarked
package dev.enso.ring;

import org.jspecify.annotations.NullMarked;
