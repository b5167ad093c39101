package dev.enso.bench.compare;

import java.util.function.DoubleUnaryOperator;

/**
 * The figure that a comparison is about.
 *
 * @param key under which a trial measures it
 * @param unit in which it is shown
 * @param isTime whether it depends on how fast the machine is
 * @param shown from what is measured to what is shown
 */
record Figure(String key, String unit, boolean isTime, DoubleUnaryOperator shown) {
    static final Figure TIME = new Figure("nanos", "ns/op", true, nanos -> nanos);
    static final Figure RATE = new Figure("nanos", "M msgs/s", true, nanos -> 1000 / nanos);
    static final Figure P50 = new Figure("p50", "µs", true, nanos -> nanos / 1000);
    static final Figure P999 = new Figure("p999", "µs", true, nanos -> nanos / 1000);
    static final Figure ALLOCATED = new Figure("allocated", "B/op", false, bytes -> bytes);
    static final Figure BYTES = new Figure("bytes", "B", false, bytes -> bytes);
    static final Figure CPU = new Figure("cpu", "ns CPU/msg", true, nanos -> nanos);
    static final Figure MESSAGE_RATE = new Figure("rate", "k msgs/s", true, rate -> rate / 1000);
    static final Figure GIGABYTE = new Figure("gigabyte", "ms CPU/GB", true, nanosPerByte -> nanosPerByte * 1000);
    static final Figure EFFICIENCY = new Figure("efficiency", "k requests/CPU s", true, rate -> rate / 1000);
    static final Figure GET_RATE = requests("get-rate");
    static final Figure SET_RATE = requests("set-rate");
    static final Figure GET_P99 = latency("get-p99");
    static final Figure SET_P99 = latency("set-p99");
    static final Figure RESIDENT = new Figure("resident", "MB", false, bytes -> bytes / 1e6);

    private static Figure requests(String key) {
        return new Figure(key, "k requests/s", true, rate -> rate / 1000);
    }

    private static Figure latency(String key) {
        return new Figure(key, "ms", true, millis -> millis);
    }

    /** The figure of one run, as it is shown. */
    double of(Figures measured) {
        return shown.applyAsDouble(measured.median(key));
    }
}
