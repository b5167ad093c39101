package dev.enso.net;

/**
 * A port's pipe.
 *
 * @param reading what was written comes out here
 * @param writing what is written here
 */
record PipeEnds(ByteSocket reading, ByteSocket writing) {}
