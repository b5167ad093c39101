package dev.enso.reactor;

import java.util.List;

/** Some reactors of a group by their places in it: whoever is in such a place now, should one be started anew there. */
final class Places {
    private final Reactors group;
    private final int[] indices;

    private Places(Reactors group, int[] indices) {
        this.group = group;
        this.indices = indices;
    }

    /**
     * The places of these reactors, in their order.
     *
     * @throws IllegalArgumentException when there are none
     */
    static Places of(List<Reactor> among) {
        if (among.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no reactor to place anything on: give the node one with this role (Roles)");
        }
        return new Places(
                among.get(0).group(),
                among.stream().mapToInt(reactor -> reactor.index()).toArray());
    }

    Reactor get(int place) {
        return group.get(indices[place]);
    }

    /** Which of them this one is in; -1 for none. */
    int placeOf(Reactor reactor) {
        if (reactor.group() == group) {
            for (int place = 0; place < indices.length; place++) {
                if (indices[place] == reactor.index()) {
                    return place;
                }
            }
        }
        return -1;
    }

    int size() {
        return indices.length;
    }
}
