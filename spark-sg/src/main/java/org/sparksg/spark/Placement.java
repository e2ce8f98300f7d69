package org.sparksg.spark;

import java.io.Serializable;
import org.sparksg.tensor.Gpus;

/**
 * Where a stage runs.
 *
 * @param stage the stage
 * @param executor Spark's id of the executor
 * @param host its host
 * @param pid its process
 * @param compute what computes there
 * @param gpus the GPUs that Spark reserved for it
 */
public record Placement(int stage, String executor, String host, long pid, String compute, Gpus gpus)
        implements Serializable {

    /** Returns {@code stage 1 (executor 0, host node7, pid 4711)}. */
    @Override
    public String toString() {
        return "stage " + stage + " (executor " + executor + ", host " + host + ", pid " + pid + ")";
    }
}
