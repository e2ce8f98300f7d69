package org.sparksg.lab.compare;

import static org.apache.spark.sql.functions.expr;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HiddenFileFilter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparksg.pipeline.Milestones;
import org.sparksg.pipeline.RunPlan;

/** The Parquet tables of one run that has ended, asked for what a comparison needs. */
final class RunTables {
    private static final int POINTS = 300; // of a curve
    private static final String WORK = "(forward_ms + backward_ms + synthesize_ms + learn_ms)";

    private final SparkSession session;
    private final String directory;
    private final RunPlan plan;
    private final String time;
    private Dataset<Row> steps; // null until asked for
    private Extent extent; // likewise

    /** Opens the folder of a run. */
    RunTables(SparkSession session, String directory, RunPlan plan) {
        this.session = session;
        this.directory = directory;
        this.plan = plan;
        this.time = "(" + WORK + " + message_ms + if(" + pause(plan) + ", 0, wait_ms))";
    }

    /** Returns the steps whose waiting has another reason than training: the stage evaluated or saved before, or had just begun. */
    private static String pause(RunPlan plan) {
        Milestones milestones = plan.settings().milestones();
        long epoch = plan.calendar().batchesPerEpoch();
        return "batch_id %% %d = 0 or batch_id %% %d = 0"
                .formatted(
                        milestones.evaluateEvery() == 0 ? epoch : milestones.evaluateEvery(),
                        milestones.checkpointEvery() == 0 ? epoch : milestones.checkpointEvery());
    }

    /** Returns a table, if the run has come so far that there is one. */
    private Optional<Dataset<Row>> table(String name) throws IOException {
        Path folder = new Path(directory, name);
        FileSystem files = folder.getFileSystem(session.sparkContext().hadoopConfiguration());
        try {
            boolean written = Arrays.stream(files.listStatus(folder, HiddenFileFilter.INSTANCE))
                    .anyMatch(file -> file.getPath().getName().endsWith(".parquet"));
            return written ? Optional.of(session.read().parquet(folder.toString())) : Optional.empty();
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Where a run is: its newest batch, its last stage. */
    private record Extent(long steps, int epoch, int top) {
        static Extent of(Dataset<Row> steps) {
            Row row = steps.selectExpr("max(batch_id) + 1", "max(epoch)", "max(stage)")
                    .first();
            return new Extent(row.getLong(0), row.getInt(1), row.getInt(2));
        }

        long warmUp() {
            return steps / 10;
        }
    }

    private boolean hasSteps() throws IOException {
        if (steps == null) {
            steps = table("steps").orElse(null);
            extent = steps == null ? null : Extent.of(steps);
        }
        return steps != null;
    }

    /** Returns the figures of the run's course. */
    Result.Figures figures() throws IOException {
        if (!hasSteps()) {
            return Result.Figures.NONE;
        }
        String warm = "batch_id >= " + extent.warmUp();
        String newest = "epoch = " + extent.epoch();
        List<Row> stages = steps.groupBy("stage")
                .agg(
                        expr(ratio(WORK, time, warm)),
                        expr(ratio("1000 * examples", time, warm)),
                        expr("sum(" + time + ") / 1000"),
                        expr(ratio("loss * examples", "examples", newest)))
                .orderBy("stage")
                .collectAsList();
        Row top = stages.get(stages.size() - 1);
        return new Result.Figures(
                number(top, 4),
                extent.steps(),
                number(top, 2),
                number(top, 3),
                stages.stream().map(stage -> number(stage, 1)).toList());
    }

    private static String ratio(String over, String under, String condition) {
        return "sum(if(%s, %s, 0)) / sum(if(%s, %s, 0))".formatted(condition, over, condition, under);
    }

    private static double number(Row row, int column) {
        return row.isNullAt(column) ? Double.NaN : row.getDouble(column);
    }

    /** Returns the curves of the run. */
    Curves curves() throws IOException {
        return hasSteps() ? new Curves(evaluations(), gradients()) : Curves.NONE;
    }

    private List<Curves.Evaluation> evaluations() throws IOException {
        Optional<Dataset<Row>> evaluations = table("evaluations");
        if (evaluations.isEmpty()) {
            return List.of();
        }
        Dataset<Row> clock = steps.where("stage = " + extent.top())
                .selectExpr(
                        "batch_id + 1 as done",
                        "sum(" + time + ") over (partition by stage order by batch_id) / 1000 as seconds");
        return evaluations
                .get()
                .where("split = '" + plan.monitored().label() + "'")
                .join(clock, expr("batch_id = done"))
                .selectExpr("batch_id", "seconds", "1 - accuracy", "loss")
                .orderBy("batch_id")
                .collectAsList()
                .stream()
                .map(row -> new Curves.Evaluation(row.getLong(0), number(row, 1), number(row, 2), number(row, 3)))
                .toList();
    }

    private List<Curves.Gradient> gradients() throws IOException {
        Optional<Dataset<Row>> corrections = table("corrections");
        if (corrections.isEmpty()) {
            return List.of();
        }
        long width = Math.max(1, extent.steps() / POINTS);
        return corrections
                .get()
                .groupBy(expr("boundary"), expr("batch_id div " + width + " as part"))
                .agg(
                        expr("min(batch_id) as step"),
                        expr(mean("relative_error")),
                        expr(mean("cosine")),
                        expr("1 - avg(sign_agreement)"))
                .orderBy("boundary", "step")
                .collectAsList()
                .stream()
                .map(row -> new Curves.Gradient(
                        row.getInt(0), row.getLong(2), number(row, 3), number(row, 4), number(row, 5)))
                .toList();
    }

    /** Returns the mean of what is a number: a gradient of zero has no direction. */
    private static String mean(String column) {
        return "avg(if(isnan(" + column + "), null, " + column + "))";
    }
}
