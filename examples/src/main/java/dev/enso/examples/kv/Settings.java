package dev.enso.examples.kv;

/**
 * What one server is set to.
 *
 * @param limits what one client may ask for
 * @param hashSeed the seed of the key hash; the same on every shard
 * @param maxMemory bytes of the heap that keys, values and large commands may take in all shards together, each shard
 *     getting an equal part; commands that add to a full shard are refused
 * @param heap what values cost
 * @param host the address it is bound to
 * @param port the port it is bound to
 * @param processId the operating system's number of the process
 */
record Settings(Limits limits, long hashSeed, long maxMemory, HeapRegions heap, String host, int port, long processId) {
    /** The Redis release whose behaviour is the model; clients choose features by it. */
    static final String COMPATIBLE_VERSION = "7.0.15";
}
