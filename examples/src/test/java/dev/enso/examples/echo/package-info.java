@NullMarked
package dev.enso.examples.echo;

import org.jspecify.annotations.NullMarked;
