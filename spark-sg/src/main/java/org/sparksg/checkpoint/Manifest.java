package org.sparksg.checkpoint;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What makes a directory of files a checkpoint.
 *
 * @param run the name of the run
 * @param batchId how many batches had been trained on
 * @param epoch the epoch of the next batch, from 0
 * @param attempt the attempt that wrote it
 * @param network the network as the caller describes it, a JSON value; nothing here looks into it
 * @param names what the training data call their columns and classes
 * @param facts what a run that goes on from here must not change, as the caller calls it, by name; nothing here looks into it
 * @param stages the files, by stage; their layers follow each other without gaps
 * @param created when it was committed
 */
public record Manifest(
        String run,
        long batchId,
        int epoch,
        int attempt,
        String network,
        DataNames names,
        Map<String, String> facts,
        List<StageFile> stages,
        Instant created)
        implements Serializable {

    /** The format of manifests that this library writes. Those of format 1, without a checksum of their own, are read, too. */
    public static final int FORMAT = 2;

    /** Normalises {@code network} to JSON without line breaks. */
    public Manifest {
        if (batchId < 0 || epoch < 0 || attempt < 0) {
            throw new IllegalArgumentException(
                    "batchId = " + batchId + ", epoch = " + epoch + ", attempt = " + attempt + ": must be >= 0");
        }
        network = ManifestJson.normalised(network);
        facts = Map.copyOf(facts);
        stages = List.copyOf(stages);
        requireGapless(stages);
    }

    /** A checkpoint of data without names, and without facts. */
    public Manifest(
            String run, long batchId, int epoch, int attempt, String network, List<StageFile> stages, Instant created) {
        this(run, batchId, epoch, attempt, network, DataNames.NONE, Map.of(), stages, created);
    }

    /** Returns whether this tells of the same files, whenever it was written. */
    boolean isSame(Manifest other) {
        return batchId == other.batchId && attempt == other.attempt && stages.equals(other.stages);
    }

    private static void requireGapless(List<StageFile> stages) {
        int layer = 0;
        for (int stage = 0; stage < stages.size(); stage++) {
            StageFile file = stages.get(stage);
            if (file.stage() != stage || file.firstLayer() != layer) {
                throw new IllegalArgumentException("stages[" + stage + "] = " + file + ": must be stage " + stage
                        + " and begin at layer " + layer);
            }
            layer = file.endLayer();
        }
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("stages = []: a checkpoint has at least one");
        }
    }

    static String unsupported(Object file, int format, int newest) {
        return file + ": checkpoint format " + format + ", this library reads 1.." + newest + ": update the library";
    }

    /**
     * The file of one stage.
     *
     * @param stage the stage, from 0
     * @param file its name within the checkpoint's directory
     * @param size its length in bytes
     * @param crc its checksum, see {@link TensorFile.Written}
     * @param firstLayer the first layer in it, from 0
     * @param endLayer the first layer after it
     */
    public record StageFile(int stage, String file, long size, int crc, int firstLayer, int endLayer)
            implements Serializable {

        /** Checks that the name is plain and the numbers are possible. */
        public StageFile {
            if (file.isEmpty() || file.contains("/")) {
                throw new IllegalArgumentException("file = '" + file + "': must be a plain file name");
            }
            if (stage < 0 || firstLayer < 0 || endLayer <= firstLayer) {
                throw new IllegalArgumentException("stage = " + stage + " with layers " + firstLayer + ".." + endLayer
                        + ": must be >= 0 and hold at least one layer");
            }
        }
    }
}
