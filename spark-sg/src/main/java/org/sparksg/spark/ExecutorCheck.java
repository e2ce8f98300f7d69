package org.sparksg.spark;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparksg.tensor.Gpus;

/**
 * What an executor finds about itself: its libraries, their speed, its limits. Settings of the driver tell only what was asked
 * for.
 *
 * @param where the executor, its host and process
 * @param findings see {@link ComputeFindings#ofThisJvm}
 */
public record ExecutorCheck(String where, List<Finding> findings) implements Serializable {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /**
     * Asks the executors of an application, with one small job of as many tasks as there are stages. Spark may give two tasks
     * to one executor, so that not all are asked.
     */
    public static Collection<ExecutorCheck> run(JavaSparkContext context, int stages) {
        List<Integer> tasks = IntStream.range(0, stages).boxed().toList();
        var checks = new TreeMap<String, ExecutorCheck>();
        Tasks.run(context, tasks, task -> here(), LIMIT, "the executors did not answer")
                .forEach(check -> checks.put(check.where, check));
        return checks.values();
    }

    private static ExecutorCheck here() {
        String where = "executor " + Executors.id() + ", host " + Executors.host() + ", pid " + Executors.pid();
        List<Finding> findings = new ArrayList<>(ComputeFindings.ofThisJvm());
        Gpus gpus = Executors.gpus();
        if (!gpus.equals(Gpus.NONE)) {
            findings.add(Finding.ok("GPUs", gpus.toString()));
        }
        return new ExecutorCheck(where, findings);
    }
}
