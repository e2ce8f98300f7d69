package org.sparksg.config;

import static org.sparksg.config.ConfigErrorsTest.assertProblem;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules of learning, corrections and the models beside boundaries that make no sense together: what the user reads. */
class LearningErrorsTest {

    @Test
    void correctionsOfLockedBackpropagationAreRefused() {
        assertProblem(
                "x.conf:7: corrections.every = 5: must be 0 with locked backpropagation, whose gradients are true already",
                "corrections.every = 5, learning.rule = locked");
        assertProblem(
                "x.conf:7: learning.micro-batches = 64: must be <= training.batch-size = 32",
                "learning { rule = locked, micro-batches = 64 }, training.batch-size = 32");
    }

    @Test
    void rulesThatWouldUndoEachOtherAreRefused() {
        assertProblem(
                "x.conf:7: corrections.apply = true: must be false with no backpropagation: a correction would train the"
                        + " stages that shall keep their initial weights",
                "corrections { every = 5, apply = true }, learning.rule = no-backpropagation");
        assertProblem(
                "x.conf:7: learning.gate = 0.3: must be 0 with lambda = 0.5: a mix with the gradient from above does not"
                        + " stand or fall with the synthesizer",
                "learning { lambda = 0.5, gate = 0.3 }");
        assertProblem(
                "x.conf:7: learning.synthesizer.head = sigmoid: must be linear with optimizer.proximal.step = 0.5: the"
                        + " implicit step is one of dense layers",
                "learning.synthesizer { head = sigmoid, optimizer.proximal.step = 0.5 }");
    }

    @Test
    void rulesThatWaitButCannotBeCutRefuseMicroBatches() {
        String reason = ": only stages that wait for gradients and have none of their own gain from more";
        assertProblem(
                "x.conf:7: learning.micro-batches = 4: must be 1 with pairwise interlocking" + reason,
                "learning { rule = interlocked, micro-batches = 4 }");
        assertProblem(
                "x.conf:7: learning.micro-batches = 4: must be 1 with local loss" + reason,
                "learning { rule = [locked, local-loss], micro-batches = 4 }");
        assertProblem(
                "x.conf:7: learning.micro-batches = 4: must be 1 with synthetic gradients" + reason,
                "learning { lambda = 0.5, micro-batches = 4 }");
    }

    @Test
    void whatGrowsWithTheBatchOrTheDelayHasALimit() {
        assertProblem(
                "x.conf:7: learning.delay = 1000000000: must be between 0 and 1000",
                "learning { rule = delayed, delay = 1000000000 }");
        assertProblem(
                "x.conf:7: learning.auxiliary.similarity = 0.99: must be 0 with batches of 9001: similarity matching holds"
                        + " numbers for each pair of examples, of 9000 at most: or make training.batch-size smaller",
                "learning { rule = local-loss, auxiliary.similarity = 0.99 }, training.batch-size = 9001");
        String reason =
                ": must be 0 with batches of 16001: the implicit step holds a number for each pair of examples: set"
                        + " training.batch-size to <= 16000, or the step to 0";
        for (String model : List.of("", "learning.synthesizer.", "learning.inputs.")) {
            assertProblem(
                    "x.conf:7: " + model + "optimizer.proximal.step = 0.5" + reason,
                    "learning.synthetic-inputs = true, training.batch-size = 16001, " + model
                            + "optimizer.proximal.step = 0.5");
        }
    }
}
