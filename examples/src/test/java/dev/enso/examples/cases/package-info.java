@NullMarked
package dev.enso.examples.cases;

import org.jspecify.annotations.NullMarked;
