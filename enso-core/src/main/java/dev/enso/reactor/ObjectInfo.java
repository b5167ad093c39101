package dev.enso.reactor;

/**
 * What a table tells of one object, as it was when it was asked.
 *
 * @param id never the id of another object of this group of reactors
 * @param kind the name of its kind
 * @param source where what happens to it comes from
 * @param name what it is called; empty when it has no name
 * @param rights what may be done with it by this id
 * @param range the part of it that may be reached
 * @param owner the index of the reactor it belongs to
 * @param generation how many objects had its slot, this one included
 * @param uses how often it was found by its id and allowed what was asked
 * @param refusals how often it was found and not allowed
 * @param state how it is, in its own words
 */
public record ObjectInfo(
        long id,
        String kind,
        Kind.Source source,
        String name,
        Rights rights,
        Range range,
        int owner,
        int generation,
        long uses,
        long refusals,
        String state) {
    /** One line of a listing. */
    @Override
    public String toString() {
        String called = name.isEmpty() ? "" : " '" + name + "'";
        return Long.toHexString(id) + " " + source + "/" + kind + called + ", " + rights + " over " + range
                + ", generation " + generation + " on reactor " + owner + ", " + uses + " uses, " + refusals
                + " refusals: " + state;
    }
}
