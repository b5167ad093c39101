@NullMarked
package dev.enso.examples.proxy;

import org.jspecify.annotations.NullMarked;
