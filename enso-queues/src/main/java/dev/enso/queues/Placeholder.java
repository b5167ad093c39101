/** Keeps the package exportable until its first type is here. */
package dev.enso.queues;

final class Placeholder {}
