package dev.enso.core;

/** The complaint about a message that would be kept after its slot is reused. */
final class InPlace {
    private InPlace() {}

    /**
     * @param operator the name the user knows it by
     * @throws IllegalStateException when the heads of this stream must not be kept
     */
    static void refuse(Stream<?> source, String operator) {
        if (source.inPlace()) {
            throw new IllegalStateException(
                    operator + " keeps messages, and " + source.getClass().getSimpleName()
                            + " shows them in slots that are reused: put copy(fn) before " + operator);
        }
    }
}
