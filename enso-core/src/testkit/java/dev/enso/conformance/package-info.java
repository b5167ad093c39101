/**
 * What every implementation of an interface has to hold, as JUnit classes to extend: a discipline of your own passes {@link
 * dev.enso.conformance.SchedulerConformance}.
 */
@NullMarked
package dev.enso.conformance;

import org.jspecify.annotations.NullMarked;
