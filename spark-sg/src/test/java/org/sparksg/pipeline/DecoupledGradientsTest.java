package org.sparksg.pipeline;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;

/**
 * What stages and synthesizers learn in one batch, against plain Java written from the definitions. The synthesizers are linear
 * and, unlike at the start of a run, not zero.
 */
@Timeout(60)
class DecoupledGradientsTest {
    private static SynthesizerSettings linear(Context context) {
        return new SynthesizerSettings(List.of(), false, context, DenseStages.UNIT);
    }

    private static Rig rig(SyntheticGradients rule, SynthesizerSettings inputs) {
        return DenseStages.drawn(
                DenseStages.recipe(new Learning(List.of(rule), 1, MicroBatchOrder.FILL_DRAIN, inputs, 1)));
    }

    /** Returns {@code a x + b y}, as wide as x. */
    private static double[][] sum(double a, double[][] x, double b, double[][] y) {
        double[][] sum = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x[0].length; j++) {
                sum[i][j] = a * x[i][j] + b * y[i][j];
            }
        }
        return sum;
    }

    private static double[][] beside(double[][] x, double[][] y) {
        double[][] both = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            both[i] = Arrays.copyOf(x[i], x[i].length + y[i].length);
            System.arraycopy(y[i], 0, both[i], x[i].length, y[i].length);
        }
        return both;
    }

    /** The linear synthesizer at the boundary above a stage, in front of the gradient that comes back from above. */
    private static PlainNetwork synthesizer(Rig rig, int stage, Context context, PlainNetwork plain, double[][] reply) {
        double[][] h = plain.output(stage);
        double[][] seen = context != Context.NONE ? beside(h, plain.target) : h;
        return new PlainNetwork(List.of(DenseStages.synthesizer(rig, stage)), seen, reply);
    }

    /**
     * A stage uses {@code λ δ + (1 - λ) c SG(h, y) + α ∂L_SG/∂h}: BP(λ) and the scale of Jaderberg et al. 2017, SG+prop of
     * Czarnecki et al. 2017, table 1. The stage below hears what the first two make of it.
     */
    @ParameterizedTest(name = "lambda {0}, scale {1}, alpha {2}, {3}")
    @CsvSource({
        "0, 1, 0, NONE",
        "0, 0.5, 0, LABEL",
        "0.3, 1, 0, LABEL",
        "0.3, 0.5, 0, NONE",
        "0, 1, 0.25, NONE",
        "0, 1, 0.25, LABEL",
        "0, 0.5, 0.25, LABEL"
    })
    void stagesAndSynthesizersLearnWhatTheFormulasSay(double lambda, double scale, double alpha, Context context) {
        Rig rig = rig(new SyntheticGradients(linear(context), 0, lambda, 1, scale, alpha, 0), null);
        PlainNetwork plain = DenseStages.plain(rig);
        PlainNetwork[] synthesizers = new PlainNetwork[3];
        double[][][] gradients = new double[4][][];
        gradients[3] = plain.error();
        double[][] passedOn = gradients[3];
        for (int stage = 2; stage >= 0; stage--) {
            double[][] reply = plain.toInput(stage + 1, passedOn);
            PlainNetwork own = synthesizer(rig, stage, context, plain, reply);
            passedOn = sum(lambda, reply, (1 - lambda) * scale, own.output(0));
            gradients[stage] = sum(1, passedOn, alpha, own.toInput(0, own.error()));
            synthesizers[stage] = own;
        }
        double[][] before = {
            DenseStages.synthesizer(rig, 0), DenseStages.synthesizer(rig, 1), DenseStages.synthesizer(rig, 2)
        };
        DenseStages.check(rig, plain, stage -> gradients[stage]);
        for (int stage = 0; stage < 3; stage++) {
            double[] gradient = synthesizers[stage].toParameters(0, synthesizers[stage].error());
            DenseStages.checkStep(gradient, before[stage], DenseStages.synthesizer(rig, stage), "synthesizer " + stage);
        }
    }

    /** Complete unlock: stages work on the inputs that they expect, and what really comes teaches the model that does. */
    @ParameterizedTest
    @EnumSource(
            value = Context.class,
            names = {"NONE", "LABEL"})
    void modelsOfInputsMakeAStepTowardsTheRealOnes(Context context) {
        Rig rig = rig(SyntheticGradients.of(linear(context)), linear(Context.NONE));
        PlainNetwork plain = DenseStages.plain(rig);
        List<double[]> parameters = DenseStages.parameters(rig);
        PlainNetwork[] inputs = new PlainNetwork[4];
        double[][] before = new double[4][];
        for (int stage = 1; stage < 4; stage++) {
            before[stage] = inputs(rig, stage);
            inputs[stage] = new PlainNetwork(List.of(before[stage]), plain.input(0), plain.output(stage - 1));
            plain.forward(stage, inputs[stage].output(0), parameters.get(stage));
        }
        DenseStages.check(
                rig,
                plain,
                stage -> stage == 3
                        ? plain.error()
                        : synthesizer(rig, stage, context, plain, null).output(0));
        for (int stage = 1; stage < 4; stage++) {
            double[] gradient = inputs[stage].toParameters(0, inputs[stage].error());
            DenseStages.checkStep(gradient, before[stage], inputs(rig, stage), "inputs of stage " + stage);
        }
    }

    private static double[] inputs(Rig rig, int stage) {
        return DenseStages.learned(
                rig, stage, "boundary-" + rig.plan.stages().get(stage).from() + "/inputs");
    }
}
