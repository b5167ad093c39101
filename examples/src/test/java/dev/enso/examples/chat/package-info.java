@NullMarked
package dev.enso.examples.chat;

import org.jspecify.annotations.NullMarked;
