/** The ring from both of its ends: one writer and many cursors, many writers and one reader that moves. */
@NullMarked
package dev.enso.examples.rings;

import org.jspecify.annotations.NullMarked;
