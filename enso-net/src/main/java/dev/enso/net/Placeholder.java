/** Keeps the package exportable until its first type is here. */
package dev.enso.net;

final class Placeholder {}
