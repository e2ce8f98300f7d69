package org.sparksg.pipeline;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Rule;
import org.sparksg.data.DataSettings;
import org.sparksg.nn.Network;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Precision;
import org.sparksg.transport.TransportSettings;

/**
 * All settings of one run. Every part checks itself; what concerns several parts is checked here.
 *
 * @param name the name of the run, a folder below the output directory
 * @param seed decides initial weights, order of the examples, dropout and the held-out split
 * @param data training and test data
 * @param network layers and loss
 * @param cut where the network is cut into stages
 * @param learning how the stages learn
 * @param corrections when true and synthetic gradients are compared
 * @param optimizer the optimizer of every stage
 * @param training epochs, batch size, window
 * @param milestones when to evaluate and to save
 * @param earlyStopping when to end before the last epoch
 * @param compute kernels and precision
 * @param transport links between stages
 * @param recovery what happens when a stage is lost
 * @param output where results go
 */
public record RunSettings(
        String name,
        long seed,
        DataSettings data,
        Network network,
        Cut cut,
        Learning learning,
        Corrections corrections,
        OptimizerSettings optimizer,
        Training training,
        Milestones milestones,
        EarlyStopping earlyStopping,
        Compute compute,
        TransportSettings transport,
        Recovery recovery,
        Output output)
        implements Serializable {

    /** Checks what concerns several parts. */
    public RunSettings {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException(
                    "name = " + name + ": letters, digits, '.', '_' and '-' only, since it names a folder");
        }
        if (corrections.every() > 0 && !learning.allowsCorrections()) {
            throw new IllegalArgumentException("corrections.every = " + corrections.every() + " with "
                    + learning.objectionToCorrections().orElseThrow() + ": set it to 0");
        }
        if (corrections.apply() && learning.updateProbability() < 1) {
            throw new IllegalArgumentException(
                    "corrections.apply = true with updateProbability = " + learning.updateProbability()
                            + ": a correction would update stages that skip the batch: set it to false");
        }
        for (Rule rule : learning.rules()) {
            if (corrections.apply() && !rule.states(Exchange::hasGradient)) {
                throw new IllegalArgumentException("corrections.apply = true with " + rule.label() + ": a correction"
                        + " would train the stages that shall keep their initial weights: set it to false");
            }
        }
        boolean wantsBest = earlyStopping.patience() > 0 || output.model() == Output.Model.BEST;
        if (wantsBest && !milestones.evaluatesCheckpoints()) {
            throw new IllegalArgumentException("evaluation.every = " + milestones.evaluateEvery()
                    + ", checkpoint.every = " + milestones.checkpointEvery()
                    + ": early stopping and output.model = best need a checkpoint at every evaluation: make the first a"
                    + " multiple of the second, or leave both at 0 (the end of each epoch)");
        }
        if (learning.microBatches() > 1 && !optimizer.proximal().isNone()) {
            throw new IllegalArgumentException("optimizer.proximal.step = "
                    + optimizer.proximal().step() + " with microBatches = " + learning.microBatches()
                    + ": the implicit step looks at a mini-batch as a whole: set microBatches to 1, or the step to 0");
        }
        optimizer.proximal().checkBatch("optimizer", training.batchSize());
        learning.checkBatch(training.batchSize());
        if (learning.microBatches() > training.batchSize()) {
            throw new IllegalArgumentException(
                    "microBatches = " + learning.microBatches() + ": must be <= batchSize = " + training.batchSize());
        }
    }

    /** Returns these settings with another cut. */
    public RunSettings withCut(Cut other) {
        return new RunSettings(
                name,
                seed,
                data,
                network,
                other,
                learning,
                corrections,
                optimizer,
                training,
                milestones,
                earlyStopping,
                compute,
                transport,
                recovery,
                output);
    }

    /**
     * Ends the run when the loss on the held-out data (on the test data, if none are held out) has not improved.
     *
     * @param patience evaluations without improvement before the run ends; 0 for never
     * @param minDelta what counts as an improvement of the loss
     */
    public record EarlyStopping(int patience, double minDelta) implements Serializable {

        /** Checks the numbers. */
        public EarlyStopping {
            if (patience < 0) {
                throw new IllegalArgumentException("patience = " + patience + ": must be >= 0 (0 is never)");
            }
            if (!(minDelta >= 0)) {
                throw new IllegalArgumentException("minDelta = " + minDelta + ": must be >= 0");
            }
        }
    }

    /**
     * What computes.
     *
     * @param backend which kernels
     * @param precision the precision of each stage; one entry serves all
     */
    public record Compute(Backend backend, List<Precision> precision) implements Serializable {

        /** Copies the list. */
        public Compute {
            precision = List.copyOf(precision);
            if (precision.isEmpty()) {
                throw new IllegalArgumentException("precision = []: name one, or one per stage");
            }
        }

        /** Returns the precision of a stage. */
        public Precision of(int stage) {
            return precision.size() == 1 ? precision.get(0) : precision.get(stage);
        }
    }

    /**
     * What happens when a stage fails or is lost.
     *
     * @param restarts how many times in a row, without a new checkpoint between them, the run may resume from its newest
     *     one before it gives up
     * @param backOff the wait before the first restart; doubles with each that follows
     * @param start how long it may take until all stages stand: executors come, memory is allocated, data are read
     * @param stall how long a stage may wait for another one before the attempt fails
     */
    public record Recovery(int restarts, Duration backOff, Duration start, Duration stall) implements Serializable {

        /** Checks the numbers. */
        public Recovery {
            if (restarts < 0) {
                throw new IllegalArgumentException("restarts = " + restarts + ": must be >= 0");
            }
            if (backOff.isNegative()) {
                throw new IllegalArgumentException("backOff = " + backOff + ": must be >= 0");
            }
            requirePositive("start", start);
            requirePositive("stall", stall);
        }

        private static void requirePositive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " = " + value + ": must be > 0");
            }
        }
    }

    /**
     * Where results go.
     *
     * @param directory a directory of any Hadoop file system; the run gets a folder of its name in it
     * @param timelineEvery every n-th batch is drawn in the timeline table; 0 for none
     * @param keepCheckpoints how many of the newest checkpoints stay, beside the best one
     * @param model which weights become the final model
     */
    public record Output(String directory, int timelineEvery, int keepCheckpoints, Model model)
            implements Serializable {

        /** Checks the numbers. */
        public Output {
            if (timelineEvery < 0) {
                throw new IllegalArgumentException("timelineEvery = " + timelineEvery + ": must be >= 0 (0 is never)");
            }
            if (keepCheckpoints < 1) {
                throw new IllegalArgumentException("keepCheckpoints = " + keepCheckpoints + ": must be >= 1");
            }
        }

        /** Which weights become the final model. */
        public enum Model {
            /** Those after the last batch. */
            LAST,
            /** Those of the checkpoint with the lowest loss at its evaluation. */
            BEST
        }
    }
}
