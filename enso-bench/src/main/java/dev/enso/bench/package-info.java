/** JMH benchmarks, each with its peers in the same class, so that one run compares them. */
package dev.enso.bench;
