/** Benchmarks, with peers beside us. */
@NullMarked
package dev.enso.bench;

import org.jspecify.annotations.NullMarked;
