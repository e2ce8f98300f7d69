package org.sparksg.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.checkpoint.ModelFile;
import org.sparksg.storage.Holder;

/**
 * How a run stands, as its folder tells on any machine that can read it.
 *
 * @param location the folder
 * @param name the name of the run
 * @param state in a word
 * @param driver the last driver; empty if the run is of a version that noted none
 * @param attempts how many there were
 * @param stages where the stages of the last attempt run, or ran, one line for each
 * @param outcome how the last attempt ended; empty if it did not, or nobody could write it down
 * @param checkpoint after how many batches the newest checkpoint is; empty if there is none
 * @param evaluation the last one; missing if there is none
 */
public record RunStatus(
        String location,
        String name,
        State state,
        Optional<Holder> driver,
        int attempts,
        List<String> stages,
        String outcome,
        OptionalLong checkpoint,
        JsonNode evaluation) {

    /** What goes on. */
    public enum State {
        /** Its driver lives. */
        RUNNING,
        /** It has its model. */
        COMPLETED,
        /** Its driver gave it up: it was stopped, or it failed. */
        ENDED,
        /** Its driver gives no sign of life, and has not given it up. */
        LOST
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if there is no run
     */
    public static RunStatus read(Configuration hadoop, String folder) throws IOException {
        Path path = new Path(folder);
        ObjectNode json = new RecordFile(path.getFileSystem(hadoop), path)
                .read()
                .orElseThrow(() -> new IllegalArgumentException(
                        folder + ": is no run, for it has no " + RecordFile.NAME + ": name the folder of one"))
                .json();
        JsonNode attempts = json.path("attempts");
        JsonNode last = attempts.path(attempts.size() - 1);
        Optional<Holder> driver = Holder.of(hadoop, path);
        String outcome = last.path("outcome").asText("");
        JsonNode evaluations = json.path("evaluations");
        return new RunStatus(
                path.getFileSystem(hadoop).makeQualified(path).toString(),
                json.path("name").asText(path.getName()),
                state(driver, outcome, ModelFile.exists(hadoop, folder)),
                driver,
                attempts.size(),
                StreamSupport.stream(last.path("stages").spliterator(), false)
                        .map(RunStatus::stage)
                        .toList(),
                outcome,
                new CheckpointStore(hadoop, folder)
                        .complete().stream().mapToLong(Manifest::batchId).max(),
                evaluations.path(evaluations.size() - 1));
    }

    private static State state(Optional<Holder> driver, String outcome, boolean model) {
        if (driver.isPresent() && driver.get().lives()) {
            return State.RUNNING;
        }
        if (model && (outcome.startsWith("Completed") || outcome.startsWith("StoppedEarly"))) {
            return State.COMPLETED;
        }
        return driver.isPresent() && !driver.get().ended() ? State.LOST : State.ENDED;
    }

    private static String stage(JsonNode stage) {
        String gpus = stage.path("gpus").isEmpty() ? "" : ", gpus " + stage.path("gpus");
        return "stage " + stage.path("stage").asInt() + ": executor "
                + stage.path("executor").asText() + ", host "
                + stage.path("host").asText() + ", pid "
                + stage.path("pid").asLong() + gpus;
    }
}
