package dev.enso.reactor;

/**
 * A name for an object. It stands in the table of the object's owner with rights of its own, so its id is a way to the object
 * that allows no more than the name does.
 */
record ObjectName(String name, long target) {
    @Override
    public String toString() {
        return "for " + ObjectId.text(target);
    }
}
