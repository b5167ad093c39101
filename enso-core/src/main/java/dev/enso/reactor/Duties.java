package dev.enso.reactor;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where new work goes among the reactors that there are, and what may move between them. Made anew when there are more. */
final class Duties {
    private final Roles roles;
    private final Map<Role, Placement> placements = new EnumMap<>(Role.class);
    private final @Nullable Rebalancing rebalancing;

    Duties(Reactors group, Blueprint blueprint) {
        this.roles = group.roles();
        for (Role role : Role.values()) {
            List<Reactor> with = group.with(role);
            if (!with.isEmpty()) {
                placements.put(role, blueprint.placement.apply(with));
            }
        }
        List<Reactor> net = group.with(Role.NET);
        this.rebalancing = blueprint.rebalancing == null || net.isEmpty() ? null : blueprint.rebalancing.apply(net);
    }

    Placement placement(Role role) {
        Placement placement = placements.get(role);
        if (placement == null) {
            throw new IllegalStateException("no reactor of this node has the role " + role + ": " + roles
                    + "; give it to one when the node is described (Roles)");
        }
        return placement;
    }

    Optional<Rebalancing> rebalancing() {
        return Optional.ofNullable(rebalancing);
    }
}
