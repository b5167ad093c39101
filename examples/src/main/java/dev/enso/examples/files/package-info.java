/** {@code cp} and {@code tail}: files as streams. */
@NullMarked
package dev.enso.examples.files;

import org.jspecify.annotations.NullMarked;
