package org.sparksg.tensor;

import java.util.ArrayList;
import java.util.List;

/** One call of one method of {@link Kernels}: its operands and how to pass them. */
record KernelCase(String method, String variant, List<Operand> operands, Call call) {

    private static final List<Curve> CURVES = List.of(
            Curve.of(Curve.Form.GELU),
            Curve.of(Curve.Form.SILU),
            new Curve(Curve.Form.LEAKY_RELU, 0.125),
            Curve.of(Curve.Form.SOFTPLUS),
            Curve.of(Curve.Form.TANH),
            Curve.of(Curve.Form.SIGMOID));

    static final Operand SUM = new Operand(Shape.of(1), Contents.SUM);

    /** How many different ids there are; a class may be missing, too. */
    static final int IDS = 5;

    /** What an operand holds before the call. */
    enum Contents {
        NORMAL,
        INDICES,
        CLASSES,
        POSITIVE,
        ONE_HOT,
        SUM
    }

    record Operand(Shape shape, Contents contents) {}

    /** Calls a method. */
    interface Call {
        void on(Kernels kernels, Tensor... t);

        /** Binds it to its operands, as far as the method has it. */
        default Runnable bind(Kernels kernels, Tensor... t) {
            return () -> on(kernels, t);
        }
    }

    /** A method that returns a step. */
    interface Preparation {
        Step of(Kernels kernels, Tensor... t);
    }

    @Override
    public String toString() {
        return method + " " + variant;
    }

    /** Every method with every shape that matters: one row, one column, around and above the vector length, tiny, large and with long rows. */
    static List<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (int[] nkm : new int[][] {
            {1, 1, 1},
            {1, 7, 3},
            {5, 1, 4},
            {3, 4, 1},
            {16, 16, 16},
            {33, 17, 65},
            {64, 128, 96},
            {67, 131, 71},
            {1, 100, 200},
            {100, 64, 10},
            {70, 67, 256},
            {1, 70, 1000},
            {37, 70, 1000},
            {130, 65, 1000},
            {128, 65, 500},
            {128, 9, 511},
            {128, 9, 512},
            {66, 100, 257}
        }) {
            addProducts(cases, nkm[0], nkm[1], nkm[2]);
        }
        for (int[] nm : new int[][] {{1, 1}, {1, 5}, {7, 1}, {2, 16}, {5, 17}, {33, 31}, {19, 100}, {64, 513}}) {
            addElements(cases, Shape.of(nm));
            addRows(cases, nm[0], nm[1]);
            addNormalization(cases, nm[0], nm[1]);
        }
        for (int size : new int[] {1, 15, 16, 17, 1003}) {
            addOptimizers(cases, size);
        }
        addElements(cases, Shape.of(3, 5, 7));
        cases.addAll(ImageCases.all());
        addGroups(cases, 3, 4, 6, 2);
        addGroups(cases, 2, 1, 17, 1);
        addGroups(cases, 5, 6, 4, 4);
        cases.addAll(SequenceCases.all());
        return cases;
    }

    private static void addProducts(List<KernelCase> cases, int n, int k, int m) {
        Operand x = normal(n, k);
        Operand weight = normal(k, m);
        Operand y = normal(n, m);
        addStep(cases, "matmul", "", (c, t) -> c.matmul(t[0], t[1], t[2]), x, weight, y);
        addStep(cases, "dense", "", (c, t) -> c.dense(t[0], t[1], t[2], t[3]), x, weight, normal(m), y);
        addStep(cases, "denseRelu", "", (c, t) -> c.denseRelu(t[0], t[1], t[2], t[3]), x, weight, normal(m), y);
        addStep(
                cases,
                "matmulTransposedWeight",
                "",
                (c, t) -> c.matmulTransposedWeight(t[0], t[1], t[2]),
                y,
                weight,
                x);
        for (boolean accumulate : new boolean[] {false, true}) {
            addStep(
                    cases,
                    "matmulTransposedInput",
                    "accumulate=" + accumulate,
                    (c, t) -> c.matmulTransposedInput(t[0], t[1], t[2], accumulate),
                    x,
                    y,
                    weight);
        }
    }

    private static void addElements(List<KernelCase> cases, Shape shape) {
        Operand x = new Operand(shape, Contents.NORMAL);
        add(cases, "copy", "", (c, t) -> c.copy(t[0], t[1]), x, x);
        add(cases, "fill", "", (c, t) -> c.fill(t[0], -1.5), x);
        add(cases, "combine", "", (c, t) -> c.combine(0.5, t[0], -3, t[1], t[2]), x, x, x);
        add(cases, "combine", "in place", (c, t) -> c.combine(0.5, t[0], -3, t[1], t[0]), x, x);
        add(cases, "combine", "into the second", (c, t) -> c.combine(0.5, t[0], -3, t[1], t[1]), x, x);
        add(cases, "scale", "", (c, t) -> c.scale(-0.25, t[0], t[1]), x, x);
        add(cases, "scale", "in place", (c, t) -> c.scale(-0.25, t[0], t[0]), x);
        add(cases, "scaleBy", "", (c, t) -> c.scaleBy(t[0], t[1], t[2]), x, normal(1), x);
        add(cases, "relu", "", (c, t) -> c.relu(t[0], t[1]), x, x);
        add(cases, "relu", "in place", (c, t) -> c.relu(t[0], t[0]), x);
        add(cases, "reluBackward", "", (c, t) -> c.reluBackward(t[0], t[1], t[2]), x, x, x);
        add(cases, "reluBackward", "in place", (c, t) -> c.reluBackward(t[0], t[1], t[0]), x, x);
        add(cases, "reluBackward", "into dy", (c, t) -> c.reluBackward(t[0], t[1], t[1]), x, x);
        add(cases, "tanhBackward", "", (c, t) -> c.tanhBackward(t[0], t[1], t[2]), x, x, x);
        add(cases, "tanhBackward", "in place", (c, t) -> c.tanhBackward(t[0], t[1], t[0]), x, x);
        add(cases, "sigmoidBackward", "", (c, t) -> c.sigmoidBackward(t[0], t[1], t[2]), x, x, x);
        add(cases, "sigmoidBackward", "into dy", (c, t) -> c.sigmoidBackward(t[0], t[1], t[1]), x, x);
        add(cases, "dropout", "", (c, t) -> c.dropout(t[0], 0.3, 42, t[1], t[2]), x, x, x);
        add(cases, "dropout", "in place", (c, t) -> c.dropout(t[0], 0.3, 43, t[1], t[0]), x, x);
        add(cases, "dropout", "of nothing", (c, t) -> c.dropout(t[0], 0, 42, t[1], t[2]), x, x, x);
        add(cases, "multiply", "", (c, t) -> c.multiply(t[0], t[1], t[2]), x, x, x);
        add(cases, "multiply", "in place", (c, t) -> c.multiply(t[0], t[1], t[0]), x, x);
        add(cases, "clamp", "", (c, t) -> c.clamp(t[0], 0.75), x);
        for (Curve curve : CURVES) {
            String name = curve.form().toString();
            addStep(cases, "curve", name, (c, t) -> c.curve(curve, t[0], t[1]), x, x);
            addStep(cases, "curve", name + " in place", (c, t) -> c.curve(curve, t[0], t[0]), x);
            addStep(cases, "curveBackward", name, (c, t) -> c.curveBackward(curve, t[0], t[1], t[2]), x, x, x);
            addStep(
                    cases,
                    "curveBackward",
                    name + " into dy",
                    (c, t) -> c.curveBackward(curve, t[0], t[1], t[1]),
                    x,
                    x);
        }
        for (boolean accumulate : new boolean[] {false, true}) {
            String variant = "accumulate=" + accumulate;
            Operand positive = new Operand(shape, Contents.POSITIVE); // sums that cancel are no measure
            add(cases, "dot", variant, (c, t) -> c.dot(t[0], t[1], t[2], accumulate), positive, positive, SUM);
            add(cases, "matchingSigns", variant, (c, t) -> c.matchingSigns(t[0], t[1], t[2], accumulate), x, x, SUM);
            add(
                    cases,
                    "squaredError",
                    variant,
                    (c, t) -> c.squaredError(t[0], t[1], t[2], t[3], accumulate),
                    x,
                    x,
                    x,
                    SUM);
            add(
                    cases,
                    "squaredError",
                    variant + " in place",
                    (c, t) -> c.squaredError(t[0], t[1], t[0], t[2], accumulate),
                    x,
                    x,
                    SUM);
        }
    }

    private static void addRows(List<KernelCase> cases, int n, int m) {
        Operand x = normal(n, m);
        Operand classes = new Operand(Shape.of(n, m), Contents.ONE_HOT);
        Operand weights = new Operand(Shape.of(n, m), Contents.POSITIVE);
        add(cases, "normaliseRows", "", (c, t) -> c.normaliseRows(t[0], t[1], t[2]), x, normal(n, m), normal(n));
        add(
                cases,
                "normaliseRowsBackward",
                "",
                (c, t) -> c.normaliseRowsBackward(t[0], t[1], t[2], t[3]),
                x,
                new Operand(Shape.of(n), Contents.POSITIVE),
                normal(n, m),
                normal(n, m));
        add(cases, "addBias", "", (c, t) -> c.addBias(t[0], t[1], t[2]), x, normal(m), x);
        add(cases, "addBias", "in place", (c, t) -> c.addBias(t[0], t[1], t[0]), x, normal(m));
        add(cases, "split", "", (c, t) -> c.split(t[0], t[1], t[2]), normal(n, m + 3), x, normal(n, 3));
        add(cases, "concatenate", "", (c, t) -> c.concatenate(t[0], t[1], t[2]), x, normal(n, 3), normal(n, m + 3));
        for (boolean accumulate : new boolean[] {false, true}) {
            String variant = "accumulate=" + accumulate;
            add(cases, "sumRows", variant, (c, t) -> c.sumRows(t[0], t[1], accumulate), x, normal(m));
            add(
                    cases,
                    "reluBackwardBias",
                    variant,
                    (c, t) -> c.reluBackwardBias(t[0], t[1], t[2], t[3], accumulate),
                    x,
                    x,
                    x,
                    normal(m));
            add(
                    cases,
                    "reluBackwardBias",
                    variant + " into dy",
                    (c, t) -> c.reluBackwardBias(t[0], t[1], t[1], t[2], accumulate),
                    x,
                    x,
                    normal(m));
            Call entropy = (c, t) -> c.softmaxCrossEntropy(t[0], t[1], t[2], t[3], accumulate);
            add(cases, "softmaxCrossEntropy", variant + " of classes", entropy, x, classes, x, SUM);
            add(cases, "softmaxCrossEntropy", variant + " of weights", entropy, x, weights, x, SUM);
            add(
                    cases,
                    "softmaxCrossEntropy",
                    variant + " in place",
                    (c, t) -> c.softmaxCrossEntropy(t[0], t[1], t[0], t[2], accumulate),
                    x,
                    classes,
                    SUM);
            Call argmax = (c, t) -> c.matchingArgmax(t[0], t[1], t[2], accumulate);
            add(cases, "matchingArgmax", variant, argmax, x, classes, SUM);
        }
    }

    private static void addNormalization(List<KernelCase> cases, int n, int m) {
        Operand x = normal(n, m);
        Operand positive = new Operand(Shape.of(m), Contents.POSITIVE);
        add(
                cases,
                "batchNorm",
                "",
                (c, t) -> c.batchNorm(t[0], t[1], t[2], 1e-3, t[3], t[4], t[5], t[6]),
                x,
                normal(m),
                normal(m),
                normal(m),
                normal(m),
                normal(m),
                x);
        add(
                cases,
                "batchNormInference",
                "",
                (c, t) -> c.batchNormInference(t[0], t[1], t[2], 1e-3, t[3], t[4], t[5]),
                x,
                normal(m),
                normal(m),
                normal(m),
                positive,
                x);
        for (boolean accumulate : new boolean[] {false, true}) {
            add(
                    cases,
                    "batchNormBackward",
                    "accumulate=" + accumulate,
                    (c, t) -> c.batchNormBackward(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], accumulate),
                    x,
                    x,
                    normal(m),
                    normal(m),
                    positive,
                    x,
                    normal(m),
                    normal(m));
        }
    }

    private static void addGroups(List<KernelCase> cases, int rows, int positions, int channels, int groups) {
        Operand x = normal(rows, positions, channels);
        Operand each = normal(channels);
        Operand group = normal(rows, groups);
        Operand positive = new Operand(Shape.of(rows, groups), Contents.POSITIVE);
        addStep(
                cases,
                "groupNorm",
                "",
                (c, t) -> c.groupNorm(t[0], t[1], t[2], rows, groups, 1e-3, t[3], t[4], t[5]),
                x,
                each,
                each,
                group,
                group,
                x);
        for (boolean accumulate : new boolean[] {false, true}) {
            addStep(
                    cases,
                    "groupNormBackward",
                    "accumulate=" + accumulate,
                    (c, t) -> c.groupNormBackward(
                            t[0], t[1], t[2], rows, groups, t[3], t[4], t[5], t[6], t[7], accumulate),
                    x,
                    x,
                    each,
                    group,
                    positive,
                    x,
                    each,
                    each);
        }
    }

    private static void addOptimizers(List<KernelCase> cases, int size) {
        Operand p = normal(size);
        Operand positive = new Operand(Shape.of(size), Contents.POSITIVE);
        add(cases, "sgd", "plain", (c, t) -> c.sgd(t[0], t[1], 0.5, null, 0.1, 0, false, 0), p, p);
        add(cases, "sgd", "decay", (c, t) -> c.sgd(t[0], t[1], 0.5, null, 0.1, 0, false, 0.2), p, p);
        add(cases, "sgd", "momentum", (c, t) -> c.sgd(t[0], t[1], 0.5, t[2], 0.1, 0.9, false, 0.2), p, p, p);
        add(cases, "sgd", "Nesterov", (c, t) -> c.sgd(t[0], t[1], 0.5, t[2], 0.1, 0.9, true, 0.2), p, p, p);
        LookAhead ahead = new LookAhead(0.75, 0.5, 2, 1e-3);
        add(cases, "lookAhead", "", (c, t) -> c.lookAhead(t[0], t[1], t[2], ahead, t[3]), p, p, positive, p);
        AdamStep along = new AdamStep(0.1, 0.5, 0.7, 1.5, 0.9, 0.999, 0.05, 1e-3, 0.2, true);
        add(
                cases,
                "adam",
                "along the gradient, too",
                (c, t) -> c.adam(t[0], t[1], t[2], t[3], along),
                p,
                p,
                p,
                positive);
        for (long step : new long[] {1, 2, 1000}) {
            for (boolean decoupled : new boolean[] {false, true}) {
                AdamStep numbers = AdamStep.of(step, 0.1, 0.5, 0.9, 0.999, 1e-3, 0.2, decoupled);
                add(
                        cases,
                        "adam",
                        "step " + step + (decoupled ? " decoupled" : " L2"),
                        (c, t) -> c.adam(t[0], t[1], t[2], t[3], numbers),
                        p,
                        p,
                        p,
                        positive);
            }
        }
    }

    static Operand normal(int... dims) {
        return new Operand(Shape.of(dims), Contents.NORMAL);
    }

    static void addStep(
            List<KernelCase> cases, String method, String variant, Preparation preparation, Operand... operands) {
        Call call = new Call() {
            @Override
            public void on(Kernels kernels, Tensor... t) {
                preparation.of(kernels, t).run();
            }

            @Override
            public Runnable bind(Kernels kernels, Tensor... t) {
                Step step = preparation.of(kernels, t);
                return step::run;
            }
        };
        add(cases, method, variant, call, operands);
    }

    static void add(List<KernelCase> cases, String method, String variant, Call call, Operand... operands) {
        cases.add(new KernelCase(method, variant, List.of(operands), call));
    }
}
