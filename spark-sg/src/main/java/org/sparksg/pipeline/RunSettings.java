package org.sparksg.pipeline;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Rule;
import org.sparksg.data.DataSettings;
import org.sparksg.data.Schema;
import org.sparksg.nn.Architecture;
import org.sparksg.nn.Network;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.GpuUse;
import org.sparksg.tensor.Precision;
import org.sparksg.transport.TransportSettings;

/**
 * All settings of one run. Every part checks itself; what concerns several parts is checked here.
 *
 * @param name the name of the run, a folder below the output directory
 * @param seed decides initial weights, order of the examples, dropout and the held-out split
 * @param data training and test data
 * @param architecture layers and loss
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
        Architecture architecture,
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
        Require.that(
                name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                "name",
                name,
                "made of letters, digits, '.', '_' and '-'",
                "it names a folder");
        learning.objectionToCorrections()
                .ifPresent(objection -> Require.that(
                        corrections.every() == 0, "corrections.every", corrections.every(), "0 with " + objection));
        Require.that(
                !corrections.apply() || learning.updateProbability() == 1,
                "corrections.apply",
                corrections.apply(),
                "false with learning.update-probability = " + learning.updateProbability(),
                "a correction would update stages that skip the batch");
        for (Rule rule : learning.rules()) {
            Require.that(
                    !corrections.apply() || rule.states(Exchange::hasGradient),
                    "corrections.apply",
                    corrections.apply(),
                    "false with " + rule.label(),
                    "a correction would train the stages that shall keep their initial weights");
        }
        boolean wantsBest = earlyStopping.patience() > 0 || output.model() == Output.Model.BEST;
        Require.that(
                !wantsBest || milestones.evaluatesCheckpoints(),
                "evaluation.every",
                milestones.evaluateEvery(),
                "a multiple of checkpoint.every = " + milestones.checkpointEvery()
                        + ", or both 0 (the end of each epoch)",
                "early stopping and output.model = best need a checkpoint at every evaluation");
        Require.that(
                learning.microBatches() == 1 || optimizer.proximal().isNone(),
                "optimizer.proximal.step",
                optimizer.proximal().step(),
                "0 with learning.micro-batches = " + learning.microBatches(),
                "the implicit step looks at a mini-batch as a whole");
        optimizer.proximal().checkBatch("optimizer", training.batchSize());
        learning.checkBatch(training.batchSize());
        Require.that(
                learning.microBatches() <= training.batchSize(),
                "learning.micro-batches",
                learning.microBatches(),
                "<= training.batch-size = " + training.batchSize());
    }

    /**
     * Returns the network for data.
     *
     * @throws org.sparksg.settings.BadSetting naming the key that does not fit them, what it has and what they have
     */
    public Network network(Schema schema) {
        data.augmentation().check(schema.features());
        return DataFit.network(architecture, schema);
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
            Require.that(patience >= 0, "patience", patience, ">= 0 (0 is never)");
            Require.notNegative("min-delta", minDelta);
        }
    }

    /**
     * What computes.
     *
     * @param backend which kernels
     * @param precision the precision of each stage; one entry serves all
     * @param gpu whether stages compute on GPUs
     */
    public record Compute(Backend backend, List<Precision> precision, GpuUse gpu) implements Serializable {

        /** Copies the list. */
        public Compute {
            precision = List.copyOf(precision);
            Require.that(!precision.isEmpty(), "precision", precision, "one entry for all stages, or one for each");
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
     * @param storage how long trouble with the file system of the run is borne before it counts as a failure
     */
    public record Recovery(int restarts, Duration backOff, Duration start, Duration stall, Duration storage)
            implements Serializable {

        /** Checks the numbers. */
        public Recovery {
            Require.atLeast("restarts", restarts, 0);
            Require.that(!backOff.isNegative(), "back-off", backOff, ">= 0");
            Require.that(start.compareTo(Duration.ZERO) > 0, "start", start, "> 0");
            Require.that(stall.compareTo(Duration.ZERO) > 0, "stall", stall, "> 0");
            Require.that(!storage.isNegative(), "storage", storage, ">= 0");
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
            Require.that(timelineEvery >= 0, "timeline-every", timelineEvery, ">= 0 (0 is never)");
            Require.atLeastOne("keep-checkpoints", keepCheckpoints);
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
