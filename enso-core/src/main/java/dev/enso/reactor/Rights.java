package dev.enso.reactor;

/** What may be done with an object of the {@link ObjectTable}. */
public enum Rights {
    /** It may be read. */
    R(1),
    /** It may be written to. */
    W(2),
    /** Both. */
    RW(3);

    private final int bits;

    Rights(int bits) {
        this.bits = bits;
    }

    /** Does who has these rights have those? */
    public boolean include(Rights needed) {
        return (bits & needed.bits) == needed.bits;
    }
}
