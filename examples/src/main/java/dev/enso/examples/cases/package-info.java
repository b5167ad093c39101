/** The cases of the slides: messages that come over the network, go through links on one core or on all, and go out again. */
@NullMarked
package dev.enso.examples.cases;

import org.jspecify.annotations.NullMarked;
