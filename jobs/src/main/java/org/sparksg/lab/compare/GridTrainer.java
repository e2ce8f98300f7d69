package org.sparksg.lab.compare;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparksg.metrics.Event;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.Split;
import org.sparksg.spark.RunFailedException;
import org.sparksg.spark.RunResult;
import org.sparksg.spark.SparkTrainer;
import org.sparksg.spark.Start;
import org.sparksg.spark.Submission;
import org.sparksg.storage.Lease;

/** Trains the runs of a grid one after the other in one application, and writes table and pages anew after each. */
final class GridTrainer {
    private static final String TABLE = "comparison";

    private final JavaSparkContext context;
    private final SparkSession session;
    private final Folder folder;
    private final LiveTable live;
    private final BooleanSupplier stopping;
    private final ResultTable table;

    /** {@code stopping}: tells that no other run shall begin. */
    GridTrainer(JavaSparkContext context, Folder folder, LiveTable live, BooleanSupplier stopping) {
        this.context = context;
        this.stopping = stopping;
        this.session = SparkSession.builder().sparkContext(context.sc()).getOrCreate();
        this.folder = folder;
        this.live = live;
        this.table = new ResultTable(session, folder.location(TABLE));
    }

    /**
     * Trains what is not settled yet, and returns how all runs ended.
     *
     * @param begun the comparison, without any run
     * @throws InterruptedException if it shall stop; what has ended is written
     */
    Comparison train(Comparison begun, List<GridRun> runs) throws IOException, InterruptedException {
        try (Lease lease = folder.own(Submission.driver(context), live::waiting)) {
            lease.letFormerOwnerEnd(live::waiting);
            return train(lease, begun, runs);
        }
    }

    private Comparison train(Lease lease, Comparison begun, List<GridRun> runs)
            throws IOException, InterruptedException {
        folder.claim(begun.name());
        Map<String, Result> known = new HashMap<>();
        if (folder.has(TABLE)) {
            table.read().forEach(result -> known.put(result.run(), result));
        }
        Comparison comparison = begun;
        for (GridRun run : runs) {
            if (stopping.getAsBoolean()) {
                throw new InterruptedException("stopped before the run " + run.id());
            }
            RunTables tables = new RunTables(session, folder.location(run.id()), run.plan());
            Result result = known.get(run.id());
            if (result != null && result.isSettled() && folder.hasRun(run.id())) {
                live.known(result);
            } else {
                live.begin(run);
                result = train(run, tables);
                lease.require();
                table.write(result);
                live.ended(result);
            }
            Curves curves = tables.curves();
            comparison = comparison.with(new Comparison.Entry(result, curves));
            write(comparison);
        }
        return comparison;
    }

    private Result train(GridRun run, RunTables tables) throws IOException, InterruptedException {
        RunPlan plan = run.plan();
        Outcome outcome;
        Result.Score score = Result.Score.NONE;
        try {
            RunResult result = new SparkTrainer(context, live)
                    .train(
                            plan,
                            folder.hasRun(run.id()) ? Start.RESUME : Start.NEW,
                            Map.of("config", run.cell().config().render()));
            score = result.modelEvaluation().map(GridTrainer::score).orElse(score);
            // Where the test data could not be scored there is a validation score at best, which would not compare.
            boolean scored = plan.data().test() == 0 || score.split().equals(Split.TEST.label());
            outcome = scored ? Outcome.COMPLETE : Outcome.FAILED;
            score = scored ? score : Result.Score.NONE;
        } catch (RunFailedException e) {
            if (context.sc().isStopped()) {
                throw e; // no other run could start
            }
            outcome = e.hasDiverged() ? Outcome.DIVERGED : Outcome.FAILED;
        }
        return new Result(
                run.id(),
                run.cell().rule(),
                run.cell().network(),
                run.cell().seed(),
                outcome,
                score,
                parameters(plan),
                tables.figures());
    }

    private static Result.Score score(Event.Evaluation evaluation) {
        return new Result.Score(evaluation.split(), 1 - evaluation.accuracy(), evaluation.loss());
    }

    private static long parameters(RunPlan plan) {
        var network = plan.network();
        return network.parameters(0, network.size()).stream()
                .mapToLong(slot -> slot.shape().size())
                .sum();
    }

    private void write(Comparison comparison) throws IOException {
        folder.write("comparison.md", MarkdownReport.of(comparison));
        folder.write("comparison.html", HtmlReport.of(comparison));
    }
}
