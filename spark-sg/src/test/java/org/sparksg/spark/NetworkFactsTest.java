package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.config.ConfigReference;
import org.sparksg.config.ConfigReference.Row;
import org.sparksg.credit.LocalNetwork;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.StageModel;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;

/** What the driver knows of the networks beside the stages without making them. */
class NetworkFactsTest {
    private static final Kernels KERNELS = Backend.PORTABLE.open(Precision.F32);

    static List<String> rules() {
        Row rule = ConfigReference.rows().stream()
                .filter(row -> row.path().equals("learning.rule"))
                .findFirst()
                .orElseThrow();
        return Stream.of(rule.type().replaceFirst(", or.*", "").split(" \\| "))
                .filter(name -> !name.equals("a class of yours"))
                .toList();
    }

    /** Also of a rule that is added later: what its networks are must not change unseen when a run is resumed. */
    @ParameterizedTest
    @MethodSource("rules")
    void everyNetworkOfARuleIsKnown(String rule) throws IOException {
        RunPlan plan = plan("learning.rule=" + rule, "network.loss=squared-error");
        assertEquals(learned(plan), known(plan));
    }

    @Test
    void modelsOfInputsAreKnown() throws IOException {
        RunPlan plan = plan("learning.synthetic-inputs=true");
        assertEquals(Set.of("boundary-3", "boundary-3/inputs", "boundary-6", "boundary-6/inputs"), known(plan));
        assertEquals(learned(plan), known(plan));
    }

    @Test
    void valuesAreThoseOfKeysOfTheConfFile() throws IOException {
        Set<String> keys = ConfigReference.rows().stream().map(Row::path).collect(Collectors.toSet());
        List<NetworkFacts> networks = new ArrayList<>(NetworkFacts.of(plan("learning.synthetic-inputs=true")));
        networks.addAll(NetworkFacts.of(plan("learning.rule=local-loss")));
        assertEquals(6, networks.size());
        for (NetworkFacts network : networks) {
            LocalNetwork known = network.network();
            known.facts()
                    .keySet()
                    .forEach(key -> assertTrue(keys.contains("learning." + known.kind() + "." + key), key));
        }
    }

    @Test
    void nothingIsKnownOfACheckpointWithoutFacts() throws IOException {
        NetworkFacts network = NetworkFacts.of(plan()).get(0);
        assertEquals(List.of(), network.differences(Map.of("boundary-3/steps", "7")));
        assertFalse(network.isReplaced(Map.of("boundary-3/steps", "7")));
    }

    /** What a run with a rule that this library has never heard of must not change unseen. */
    @Test
    void networksOfACustomRuleAreToldLikeOurs() {
        var before = new NetworkFacts("boundary-3", new LocalNetwork("guess", Map.of("width", "3")));
        assertEquals(Map.of("boundary-3/kind", "guess", "boundary-3/width", "3"), before.facts());
        var now = new NetworkFacts("boundary-3", new LocalNetwork("guess", Map.of("width", "4")));
        assertEquals(List.of("learning.guess.width: before 3, now 4"), now.differences(before.facts()));
        var other = new NetworkFacts("boundary-3", new LocalNetwork("synthesizer", Map.of("width", "4")));
        assertTrue(other.isReplaced(before.facts()));
        assertEquals(List.of(), other.differences(before.facts()));
    }

    @Test
    void olderCheckpointsTellTheKindByTheirSection() throws IOException {
        NetworkFacts head = NetworkFacts.of(plan("learning.rule=local-loss")).get(0);
        assertTrue(head.isReplaced(Map.of("boundary-3/section", "learning.synthesizer")));
        assertFalse(head.isReplaced(Map.of("boundary-3/section", "learning.auxiliary")));
        assertFalse(head.isReplaced(Map.of()));
    }

    private static Set<String> known(RunPlan plan) {
        return NetworkFacts.of(plan).stream().map(NetworkFacts::part).collect(Collectors.toSet());
    }

    private static Set<String> learned(RunPlan plan) {
        Set<String> parts = new TreeSet<>();
        for (int stage = 0; stage < plan.stages().size(); stage++) {
            parts.addAll(new StageModel(plan, stage, KERNELS).learned().keySet());
        }
        return parts;
    }

    private static RunPlan plan(String... more) throws IOException {
        List<String> overrides = new ArrayList<>(List.of("stages=[3, 3, 1]", "data.held-out=0"));
        overrides.addAll(List.of(more));
        return RunOf.plan(overrides.toArray(String[]::new));
    }
}
