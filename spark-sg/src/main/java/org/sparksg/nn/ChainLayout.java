package org.sparksg.nn;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sparksg.graph.Graph;
import org.sparksg.graph.Layout;
import org.sparksg.graph.Value;
import org.sparksg.graph.Way;

/**
 * Consecutive layers laid out for one number of rows.
 *
 * @param seed the gradient of the output
 * @param feedback what stands in the place of the first layer's weights on an aligned way; null without such a way
 */
record ChainLayout(NetworkGraph body, Value seed, Value feedback, Map<Wanted, Way> ways, Layout layout) {

    static ChainLayout of(
            Network network, int from, int to, int rows, NetworkGraph.Mode mode, Differentiation differentiation) {
        NetworkGraph body = NetworkGraph.of(network, from, to, rows, mode, differentiation.proximal());
        Graph graph = body.graph();
        Value seed = graph.input("dy", body.output().shape());
        Set<Wanted> wanted = differentiation.wanted();
        Value feedback = wanted.contains(Wanted.ALIGNED)
                ? graph.input("feedback", body.parameters().get(0).shape())
                : null;
        Map<Wanted, Way> ways = new EnumMap<>(Wanted.class);
        for (Wanted one : wanted) {
            ways.put(one, way(body, seed, one, one == Wanted.ALIGNED ? feedback : null));
        }
        Layout layout = Layout.of(graph, Set.of(body.output()), List.copyOf(ways.values()));
        return new ChainLayout(body, seed, feedback, ways, layout);
    }

    private static Way way(NetworkGraph body, Value seed, Wanted wanted, Value feedback) {
        Set<Value> of = new LinkedHashSet<>();
        if (wanted != Wanted.INPUT) {
            of.addAll(body.parameters());
        }
        if (wanted != Wanted.PARAMETERS) {
            of.add(body.input());
        }
        Map<Value, Value> instead =
                feedback == null ? Map.of() : Map.of(body.parameters().get(0), feedback);
        Map<Value, Value> gradients = body.graph().differentiate(Map.of(body.output(), seed), of, instead);
        // A gradient that comes back as it is has its own memory: that of the seed is everybody's.
        gradients.computeIfPresent(body.input(), (x, dx) -> dx.sharesMemoryWith(seed) ? dx.times(1) : dx);
        return new Way(wanted.name().toLowerCase(Locale.ROOT), gradients);
    }
}
