package org.sparksg.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparksg.checkpoint.DataNames;
import org.sparksg.checkpoint.NetworkJson;
import org.sparksg.data.Schema;
import org.sparksg.pipeline.RunPlan;

/** Where results come from: what {@code run.json} says beside the events. */
final class Provenance {
    /** What decides the order of the examples: whether they are in memory or streamed, and how. */
    static final String ORDER = "examples";

    /** What a run must not change when it is resumed: else its batches, or the state of its optimizer, mean something else. */
    static final List<String> FIXED =
            List.of("network", "data", ORDER, "seed", "batch_size", "optimizer", "class_weights");

    private Provenance() {}

    /** Returns all facts. {@code more}: what the caller knows. */
    static Map<String, String> facts(RunPlan plan, JavaSparkContext context, Map<String, String> more) {
        Map<String, String> facts = new LinkedHashMap<>(more);
        facts.putAll(fixed(plan));
        facts.put("spark", context.version());
        facts.put("master", context.master());
        facts.put("application", context.sc().applicationId());
        facts.put("java", Runtime.version().toString());
        facts.put("stages", layersOfEach(plan).toString());
        return facts;
    }

    /** Returns a plan as a run that goes on keeps it: with the order of examples that its record tells, if the settings leave it open. */
    static RunPlan kept(RunPlan plan, Optional<RecordFile.Found> record) {
        return record.map(RecordFile.Found::json)
                .filter(json -> json.has("data"))
                .map(json -> json.path(ORDER).asText(""))
                .map(order -> plan.with(plan.settings().data().kept(plan.data(), order)))
                .orElse(plan);
    }

    /** Returns the {@link #FIXED} facts. */
    static Map<String, String> fixed(RunPlan plan) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("network", NetworkJson.write(plan.network()));
        facts.put("data", plan.data().fingerprint());
        facts.put(ORDER, plan.data().streaming().order());
        facts.put("seed", Long.toString(plan.settings().seed()));
        facts.put("batch_size", Integer.toString(plan.settings().training().batchSize()));
        facts.put("optimizer", plan.settings().optimizer().optimizer().toString());
        facts.put("augmentation", plan.settings().data().augmentation().toString());
        facts.put("class_weights", plan.network().loss().weights().toString());
        return facts;
    }

    /** Returns what the data of a plan call their columns and classes. */
    static DataNames names(RunPlan plan) {
        Schema schema = plan.data().schema();
        Map<String, Integer> columns = new LinkedHashMap<>();
        schema.columns().forEach(column -> columns.put(column.name(), column.width()));
        return new DataNames(columns, schema.label(), schema.classNames(), schema.preparation());
    }

    /** Also says once in how many batches a stage trains, if not on all. */
    private static List<String> layersOfEach(RunPlan plan) {
        return plan.stages().stream()
                .map(stage -> stage.to() - stage.from() + (stage.period() == 1 ? "" : "/" + stage.period()))
                .toList();
    }
}
