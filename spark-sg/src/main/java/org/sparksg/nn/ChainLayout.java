package org.sparksg.nn;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
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
 * @param seeds those of what is carried to the next batch; none or one
 * @param feedback what stands in the place of the first layer's weights on an aligned way; null without such a way
 */
record ChainLayout(
        NetworkGraph body, Value seed, List<Value> seeds, Value feedback, Map<Wanted, Way> ways, Layout layout) {
    static ChainLayout of(
            Network network, int from, int to, int rows, NetworkGraph.Mode mode, Differentiation differentiation) {
        NetworkGraph body = NetworkGraph.of(network, from, to, rows, mode, differentiation.proximal());
        Graph graph = body.graph();
        Value seed = graph.input("dy", body.output().shape());
        List<Value> seeds = new ArrayList<>();
        if (differentiation.throughTime()) {
            body.after().forEach(after -> seeds.add(graph.input("dstate", after.shape())));
        }
        Set<Wanted> wanted = differentiation.wanted();
        Value feedback = wanted.contains(Wanted.ALIGNED)
                ? graph.input("feedback", body.parameters().get(0).shape())
                : null;
        Map<Wanted, Way> ways = new EnumMap<>(Wanted.class);
        Map<Value, Value> above = new LinkedHashMap<>(Map.of(body.output(), seed));
        seeds.forEach(dstate -> above.put(body.after().get(0), dstate));
        boolean throughTime = differentiation.throughTime();
        Map<Value, Value> gradients = gradients(body, above, wanted, throughTime, Map.of());
        for (Wanted one : wanted) {
            Map<Value, Value> found =
                    switch (one) {
                        case ALIGNED ->
                            gradients(
                                    body,
                                    above,
                                    Set.of(one),
                                    throughTime,
                                    Map.of(body.parameters().get(0), feedback));
                        case STATE ->
                            gradients(body, Map.of(body.after().get(0), seeds.get(0)), Set.of(one), true, Map.of());
                        case PARAMETERS, INPUT, BOTH -> gradients;
                    };
            List<Value> wantedOf = wanted(body, one, throughTime);
            ways.put(one, new Way(one.name().toLowerCase(Locale.ROOT), part(found, wantedOf)));
        }
        Set<Value> results = new LinkedHashSet<>(body.after());
        results.add(body.output());
        Layout layout = Layout.of(graph, results, List.copyOf(ways.values()));
        return new ChainLayout(body, seed, seeds, feedback, ways, layout);
    }

    /** Differentiates once for several ways back, which then share what they have in common. */
    private static Map<Value, Value> gradients(
            NetworkGraph body,
            Map<Value, Value> seeds,
            Set<Wanted> wanted,
            boolean throughTime,
            Map<Value, Value> instead) {
        Set<Value> of = new LinkedHashSet<>();
        wanted.forEach(one -> of.addAll(wanted(body, one, throughTime)));
        Map<Value, Value> gradients = body.graph().differentiate(seeds, of, instead);
        // A gradient that comes back as it is has its own memory: that of a seed is everybody's.
        gradients.replaceAll((value, gradient) ->
                seeds.values().stream().anyMatch(gradient::sharesMemoryWith) ? gradient.times(1) : gradient);
        return gradients;
    }

    /** Returns what a way has gradients of. */
    private static List<Value> wanted(NetworkGraph body, Wanted one, boolean throughTime) {
        List<Value> of = new ArrayList<>();
        if (one != Wanted.INPUT && one != Wanted.STATE) {
            of.addAll(body.parameters());
        }
        if (one != Wanted.PARAMETERS && one != Wanted.STATE) {
            of.add(body.input());
        }
        if (throughTime) {
            of.addAll(body.before());
        }
        return of;
    }

    private static Map<Value, Value> part(Map<Value, Value> gradients, List<Value> of) {
        Map<Value, Value> part = new LinkedHashMap<>();
        of.forEach(value -> {
            if (gradients.containsKey(value)) {
                part.put(value, gradients.get(value));
            }
        });
        return part;
    }
}
