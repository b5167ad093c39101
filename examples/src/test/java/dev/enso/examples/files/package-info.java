@NullMarked
package dev.enso.examples.files;

import org.jspecify.annotations.NullMarked;
