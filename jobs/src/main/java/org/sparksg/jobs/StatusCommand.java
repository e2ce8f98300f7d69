package org.sparksg.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparksg.settings.FileTrouble;
import org.sparksg.spark.RunStatus;
import org.sparksg.storage.Holder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code status}: how a run stands, wherever its driver is. */
@Command(
        name = "status",
        description = {
            "Tells how a run stands: from its folder alone, on any machine that can read it.",
            "Exit code: 0 if it is running or completed, 1 if it ended, or was lost, before that."
        },
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of the run.")
    private String run;

    @Override
    public Integer call() throws IOException {
        Configuration hadoop = new Configuration();
        FileTrouble.reach("RUN", run, hadoop);
        RunStatus status = RunStatus.read(hadoop, run);
        line("run", status.name() + " in " + Screen.readable(status.location()));
        line("state", state(status));
        status.driver().map(StatusCommand::driver).ifPresent(driver -> line("driver", driver));
        line("attempts", Integer.toString(status.attempts()));
        status.stages().forEach(stage -> line("", stage));
        if (!status.outcome().isEmpty()) {
            line("outcome", status.outcome());
        }
        line(
                "reached",
                status.checkpoint().isPresent()
                        ? "a checkpoint after " + status.checkpoint().getAsLong() + " batches"
                        : "no checkpoint yet");
        if (!status.evaluation().isMissingNode()) {
            line("latest", evaluation(status.evaluation()));
        }
        spec.commandLine().getOut().flush();
        return switch (status.state()) {
            case RUNNING, COMPLETED -> 0;
            case ENDED, LOST -> Main.FAILED;
        };
    }

    private void line(String what, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-8s %s%n", what, text);
    }

    private static String state(RunStatus status) {
        return switch (status.state()) {
            case RUNNING -> "running";
            case COMPLETED ->
                "completed: its model is in " + Screen.readable(new Path(status.location(), "model").toString());
            case ENDED -> "ended before its last batch: it goes on with the same command and --resume";
            case LOST -> "lost: its driver gives no sign of life; it goes on with the same command and --resume";
        };
    }

    private static String driver(Holder driver) {
        return driver.text()
                + (driver.ended() ? "" : ", heard of " + driver.silence().toSeconds() + " s ago");
    }

    private static String evaluation(JsonNode evaluation) {
        double accuracy = evaluation.path("accuracy").asDouble(Double.NaN);
        return String.format(
                Locale.ROOT,
                "batch %d, epoch %d, %s: loss %.4f%s",
                evaluation.path("batch_id").asLong(),
                evaluation.path("epoch").asInt(),
                evaluation.path("split").asText(),
                evaluation.path("loss").asDouble(Double.NaN),
                Double.isNaN(accuracy) ? "" : String.format(Locale.ROOT, ", accuracy %.2f %%", 100 * accuracy));
    }
}
