package dev.enso.channel;

/** Who may send and who may receive. */
public enum Driver {
    /** One sender, one receiver: the seed's LINK. */
    SPSC,
    /** Many senders, one receiver: the seed's SUB. */
    MPSC,
    /** One sender, many receivers that each see every message: the seed's PUB. */
    SPMC
}
