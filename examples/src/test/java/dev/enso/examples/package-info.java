@NullMarked
package dev.enso.examples;

import org.jspecify.annotations.NullMarked;
