package org.sparksg.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Interlocked;
import org.sparksg.credit.LocalLoss;
import org.sparksg.credit.Rule;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.pipeline.Learning;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.StageModel;
import org.sparksg.pipeline.StageRange;

/**
 * The small network beside a boundary, as far as the conf file decides what its tensors mean. A checkpoint tells it with the
 * tensors, because a run may be resumed with another rule, which has another network there or none.
 *
 * @param part its name in {@link StageModel#learned}, such as {@code boundary-3}
 * @param section of the conf file, such as {@code learning.synthesizer}
 * @param values what a resumed run must not change, by key of the section
 */
record LocalNetwork(String part, String section, Map<String, String> values) {
    private static final String SECTION = "/section";

    /** Returns those of all stages. */
    static List<LocalNetwork> of(RunPlan plan) {
        List<LocalNetwork> all = new ArrayList<>();
        for (int stage = 0; stage < plan.stages().size(); stage++) {
            all.addAll(of(plan, stage));
        }
        return all;
    }

    /** Returns those of a stage. */
    static List<LocalNetwork> of(RunPlan plan, int stage) {
        List<LocalNetwork> own = new ArrayList<>();
        StageRange range = plan.stages().get(stage);
        Learning learning = plan.settings().learning();
        String above = StageModel.beside(range.to());
        Rule rule = range.last() ? null : learning.rule(stage);
        if (rule instanceof SyntheticGradients synthetic) {
            own.add(synthesizer(above, synthetic.synthesizer()));
        } else if (rule instanceof LocalLoss local) {
            own.add(head(above, local.head()));
        } else if (rule instanceof Interlocked interlocked) {
            own.add(head(above, interlocked.head()));
        }
        if (learning.inputs() != null && stage > 0) {
            own.add(inputs(StageModel.ofInputs(range.from()), learning.inputs()));
        }
        return own;
    }

    private static LocalNetwork synthesizer(String part, SynthesizerSettings settings) {
        Map<String, String> values = values(settings.hidden(), settings.batchNorm(), settings.optimizer());
        values.put("context", word(settings.context()));
        values.put("head", word(settings.head()));
        return new LocalNetwork(part, "learning.synthesizer", values);
    }

    /** A model of inputs has no context. */
    private static LocalNetwork inputs(String part, SynthesizerSettings settings) {
        return new LocalNetwork(
                part, "learning.inputs", values(settings.hidden(), settings.batchNorm(), settings.optimizer()));
    }

    /** Similarity matching is a part by itself, which can come and go. */
    private static LocalNetwork head(String part, AuxiliarySettings settings) {
        return new LocalNetwork(
                part, "learning.auxiliary", values(settings.hidden(), settings.batchNorm(), settings.optimizer()));
    }

    private static Map<String, String> values(List<Integer> hidden, boolean batchNorm, OptimizerSettings optimizer) {
        Map<String, String> values = new TreeMap<>();
        values.put("hidden", hidden.toString());
        values.put("batch-norm", Boolean.toString(batchNorm));
        values.put("optimizer", optimizer.optimizer().toString());
        return values;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Returns what a checkpoint keeps. */
    Map<String, String> facts() {
        Map<String, String> facts = new TreeMap<>();
        facts.put(part + SECTION, section);
        values.forEach((key, value) -> facts.put(part + "/" + key, value));
        return facts;
    }

    /** Returns whether the facts of a checkpoint tell of a network of another kind in this one's place. */
    boolean isReplaced(Map<String, String> facts) {
        return !facts.getOrDefault(part + SECTION, section).equals(section);
    }

    /** Returns the keys whose values are not those that a checkpoint tells of, with both values. */
    List<String> differences(Map<String, String> facts) {
        List<String> differences = new ArrayList<>();
        if (isReplaced(facts)) {
            return differences; // the new network starts anew
        }
        values.forEach((key, now) -> {
            String before = facts.getOrDefault(part + "/" + key, now);
            if (!before.equals(now)) {
                differences.add(section + "." + key + ": before " + before + ", now " + now);
            }
        });
        return differences;
    }
}
