package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Credit;
import org.sparksg.credit.DirectFeedback;
import org.sparksg.credit.FeedbackAlignment;
import org.sparksg.credit.Interlocked;
import org.sparksg.credit.LocalLoss;
import org.sparksg.credit.NoBackpropagation;
import org.sparksg.credit.Rule;
import org.sparksg.credit.TargetProjection;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.ParameterVector;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** The gradients of one batch under each rule, against plain Java written from the definitions. */
@Timeout(60)
class RuleGradientsTest {
    private static final AuxiliarySettings LINEAR = new AuxiliarySettings(List.of(), false, DenseStages.UNIT);

    private static Recipe recipe(Rule... rules) {
        return DenseStages.recipe(Learning.of(rules));
    }

    @Test
    void feedbackAlignmentReplacesTheWeightsOnTheWayBackByTheFixedOnes() {
        Rig rig = new Rig(recipe(new FeedbackAlignment()));
        PlainNetwork plain = DenseStages.plain(rig);
        double[][][] gradients = new double[4][][];
        gradients[3] = plain.error();
        for (int stage = 3; stage > 0; stage--) {
            double[][] fixed = PlainNetwork.rows(
                    rig.models.get(stage).feedback().parameters().get(0));
            assertTrue(Math.abs(fixed[0][0] - plain.weights.get(stage)[0][0]) > 1e-3, "drawn on their own");
            gradients[stage - 1] = plain.toInput(stage, gradients[stage], fixed);
        }
        DenseStages.check(rig, plain, stage -> gradients[stage]);
    }

    @Test
    void directFeedbackProjectsTheErrorOfTheOutput() {
        Rig rig = new Rig(recipe(DirectFeedback.random()));
        PlainNetwork plain = DenseStages.plain(rig);
        DenseStages.check(
                rig,
                plain,
                stage -> stage == 3
                        ? plain.error()
                        : PlainNetwork.times(plain.error(), fixed(rig.plan, stage, new Initializer.GlorotUniform())));
    }

    @Test
    void targetProjectionStandsInForTheErrorWithTheNegativeTarget() {
        Rig rig = new Rig(recipe(new TargetProjection()));
        PlainNetwork plain = DenseStages.plain(rig);
        double[][] negative = Stream.of(plain.target)
                .map(row -> Arrays.stream(row).map(v -> -v).toArray())
                .toArray(double[][]::new);
        DenseStages.check(
                rig,
                plain,
                stage -> stage == 3
                        ? plain.error()
                        : PlainNetwork.times(negative, fixed(rig.plan, stage, new Initializer.GlorotUniform())));
    }

    /** The matrix of a boundary, {@code [outputs, width]}, as the seed of the run draws it. */
    private static double[][] fixed(RunPlan plan, int boundary, Initializer initializer) {
        long seed = Hash.mix(
                plan.settings().seed() ^ 0xC4ED17, plan.stages().get(boundary).to());
        int width = plan.boundary(boundary).size();
        double[][] matrix = new double[DenseStages.OUTPUTS][width];
        for (int i = 0; i < DenseStages.OUTPUTS * width; i++) {
            matrix[i / width][i % width] = initializer.value(Shape.of(DenseStages.OUTPUTS, width), seed, i);
        }
        return matrix;
    }

    @Test
    void kickbackGivesEveryUnitTheSumOfTheErrors() {
        Rig rig = new Rig(recipe(DirectFeedback.kickback()));
        PlainNetwork plain = DenseStages.plain(rig);
        DenseStages.check(rig, plain, stage -> stage == 3 ? plain.error() : sums(plain.error(), width(plain, stage)));
    }

    private static int width(PlainNetwork plain, int stage) {
        return plain.output(stage)[0].length;
    }

    private static double[][] sums(double[][] error, int width) {
        double[][] sums = new double[error.length][width];
        for (int i = 0; i < error.length; i++) {
            double sum = 0;
            for (double value : error[i]) {
                sum += value;
            }
            Arrays.fill(sums[i], sum);
        }
        return sums;
    }

    /** Bit for bit over some batches: the rule of the one, and that of the other with a matrix filled in by hand. */
    @Test
    void kickbackIsDirectFeedbackWithOnes() {
        Recipe kickback = recipe(DirectFeedback.kickback());
        Recipe direct = recipe(DirectFeedback.random());
        kickback.epochs = 3;
        direct.epochs = 3;
        Rig.Parts ones = new Rig.Parts();
        ones.credits = (plan, stage, model) -> new Ones(model);
        new Rig(kickback)
                .step()
                .state()
                .assertSameAs(new Rig(direct, ones).step().state(), "kickback");
    }

    /** The projection of the error of the output through a matrix of ones. */
    private record Ones(Supplier<StageModel> model) implements Credit {
        @Override
        public Tensor receive(Tensor activation, Tensor target, Tensor reply) {
            Kernels kernels = model.get().kernels();
            Tensor ones = kernels.zeros(Shape.of(DenseStages.OUTPUTS, activation.columns()));
            ones.set(DoubleStream.generate(() -> 1).limit(ones.size()).toArray());
            Tensor gradient = kernels.zeros(activation.shape());
            kernels.matmul(reply, ones, gradient).run();
            return gradient;
        }
    }

    @Test
    void localLossNeverLooksBeyondItsHead() {
        Rig rig = new Rig(recipe(new LocalLoss(LINEAR)));
        PlainNetwork plain = DenseStages.plain(rig);
        double[][][] gradients = new double[4][][];
        for (int stage = 0; stage < 3; stage++) {
            gradients[stage] = headGradient(rig, plain, stage);
        }
        gradients[3] = plain.error();
        DenseStages.check(rig, plain, stage -> gradients[stage]);
    }

    /** The gradient of the loss of a linear head by the output of its stage. */
    private static double[][] headGradient(Rig rig, PlainNetwork plain, int stage) {
        ParameterVector head = rig.models
                .get(stage)
                .learned()
                .values()
                .iterator()
                .next()
                .vectors()
                .get(0);
        double[][] weight = PlainNetwork.rows(head.get(0));
        double[][] guess = PlainNetwork.plus(
                PlainNetwork.times(plain.output(stage), weight), head.get(1).toArray());
        return PlainNetwork.times(
                PlainNetwork.squaredErrorGradient(guess, plain.target), PlainNetwork.transposed(weight));
    }

    /** Gomez et al. 2022: the loss so many stages ahead, through the stages between; at the top the true one. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void interlockedStagesLearnFromTheLossAheadOfThem(int distance) {
        Rig rig = new Rig(recipe(new Interlocked(distance, LINEAR)));
        PlainNetwork plain = DenseStages.plain(rig);
        double[][][] gradients = new double[4][][];
        for (int stage = 0; stage < 4; stage++) {
            int source = Math.min(stage + distance, 3);
            double[][] gradient = source == 3 ? plain.error() : headGradient(rig, plain, source);
            for (int between = source; between > stage; between--) {
                gradient = plain.toInput(between, gradient);
            }
            gradients[stage] = gradient;
        }
        DenseStages.check(rig, plain, stage -> gradients[stage]);
    }

    @Test
    void withoutBackpropagationOnlyTheLastStageLearns() {
        Rig rig = new Rig(recipe(new NoBackpropagation()));
        PlainNetwork plain = DenseStages.plain(rig);
        DenseStages.check(
                rig,
                plain,
                stage -> stage == 3 ? plain.error() : new double[DenseStages.EXAMPLES][width(plain, stage)]);
    }

    /** The lower part learns from its own loss, the upper one by backpropagation. */
    @Test
    void rulesCanDifferByBoundary() {
        Rig rig = new Rig(
                recipe(new LocalLoss(LINEAR), new org.sparksg.credit.Backpropagation(), new FeedbackAlignment()));
        PlainNetwork plain = DenseStages.plain(rig);
        double[][] fixed =
                PlainNetwork.rows(rig.models.get(3).feedback().parameters().get(0));
        double[][][] gradients = new double[4][][];
        gradients[3] = plain.error();
        gradients[2] = plain.toInput(3, gradients[3], fixed);
        gradients[1] = plain.toInput(2, gradients[2]);
        gradients[0] = headGradient(rig, plain, 0);
        DenseStages.check(rig, plain, stage -> gradients[stage]);
    }
}
