package org.sparksg.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparksg.credit.LocalNetwork;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.StageModel;

/**
 * What a checkpoint tells of a small network beside a boundary, so that a resumed run reads its tensors only as what they are.
 *
 * @param part its name in {@link StageModel#learned}, such as {@code boundary-3}
 * @param network what it is
 */
record NetworkFacts(String part, LocalNetwork network) {
    private static final String KIND = "/kind";
    private static final String SECTION = "/section"; // of checkpoints that were written before rules told the kind

    /** Returns those of all stages. */
    static List<NetworkFacts> of(RunPlan plan) {
        List<NetworkFacts> all = new ArrayList<>();
        for (int stage = 0; stage < plan.stages().size(); stage++) {
            all.addAll(of(plan, stage));
        }
        return all;
    }

    /** Returns those of a stage. */
    static List<NetworkFacts> of(RunPlan plan, int stage) {
        List<NetworkFacts> own = new ArrayList<>();
        plan.networksBeside(stage).forEach((part, network) -> own.add(new NetworkFacts(part, network)));
        return own;
    }

    /** Returns what a checkpoint keeps. */
    Map<String, String> facts() {
        Map<String, String> facts = new TreeMap<>();
        facts.put(part + KIND, network.kind());
        network.facts().forEach((key, value) -> facts.put(part + "/" + key, value));
        return facts;
    }

    /** Returns whether the facts of a checkpoint tell of a network of another kind in this one's place. */
    boolean isReplaced(Map<String, String> facts) {
        String section = facts.getOrDefault(part + SECTION, network.kind());
        String kind = section.substring(section.lastIndexOf('.') + 1);
        return !facts.getOrDefault(part + KIND, kind).equals(network.kind());
    }

    /** Returns the settings whose values are not those that a checkpoint tells of, with both values. */
    List<String> differences(Map<String, String> facts) {
        List<String> differences = new ArrayList<>();
        if (isReplaced(facts)) {
            return differences; // the new network starts anew
        }
        network.facts().forEach((key, now) -> {
            String before = facts.getOrDefault(part + "/" + key, now);
            if (!before.equals(now)) {
                differences.add("learning." + network.kind() + "." + key + ": before " + before + ", now " + now);
            }
        });
        return differences;
    }
}
