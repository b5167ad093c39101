@NullMarked
package dev.enso.examples.kv;

import org.jspecify.annotations.NullMarked;
