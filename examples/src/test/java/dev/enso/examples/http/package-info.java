@NullMarked
package dev.enso.examples.http;

import org.jspecify.annotations.NullMarked;
