package org.sparksg.tensor;

/** What kernels on the memory of this machine have in common: they look at their operands, and some loops are the same. */
abstract class HostKernels implements Kernels {
    final Element type;
    final Operands fit;

    /** Computes in {@code type}. */
    HostKernels(Element type) {
        this.type = type;
        this.fit = new Operands(type);
    }

    @Override
    public Tensor zeros(Shape shape) {
        return Tensor.zeros(type, shape);
    }

    @Override
    public void copy(Tensor from, Tensor to) {
        fit.sameSize("copy", from, to);
        RowLoops.copy(from, to);
    }

    @Override
    public void concatenate(Tensor a, Tensor b, Tensor to) {
        fit.concatenation("concatenate", a, b, to);
        RowLoops.concatenate(a, b, to);
    }

    @Override
    public void split(Tensor from, Tensor a, Tensor b) {
        fit.concatenation("split", a, b, from);
        RowLoops.split(from, a, b);
    }

    @Override
    public void normaliseRows(Tensor x, Tensor y, Tensor lengths) {
        fit.sameMatrix("normaliseRows", x, y);
        fit.perRow("normaliseRows", x, lengths);
        RowLoops.normaliseRows(x, y, lengths);
    }

    @Override
    public void normaliseRowsBackward(Tensor y, Tensor lengths, Tensor dy, Tensor dx) {
        fit.sameMatrix("normaliseRowsBackward", y, dy, dx);
        fit.perRow("normaliseRowsBackward", y, lengths);
        RowLoops.normaliseRowsBackward(y, lengths, dy, dx);
    }

    @Override
    public void scaleBy(Tensor x, Tensor a, Tensor to) {
        fit.sameSize("scaleBy", x, to);
        fit.single("scaleBy", a);
        scale(a.get(0), x, to);
    }

    @Override
    public void matchingArgmax(Tensor x, Tensor target, Tensor sum, boolean accumulate) {
        fit.sameMatrix("matchingArgmax", x, target);
        Operands.sum("matchingArgmax", sum);
        ElementLoops.write(RowLoops.matchingArgmax(x, target), sum, accumulate);
    }

    @Override
    public void matchingSigns(Tensor x, Tensor y, Tensor sum, boolean accumulate) {
        fit.sameSize("matchingSigns", x, y);
        Operands.sum("matchingSigns", sum);
        ElementLoops.write(ElementLoops.matchingSigns(x, y), sum, accumulate);
    }

    @Override
    public Step groupNorm(
            Tensor x,
            Tensor scale,
            Tensor shift,
            int rows,
            int groups,
            double epsilon,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor y) {
        fit.groups("groupNorm", x, rows, groups, scale, mean);
        fit.groups("groupNorm", y, rows, groups, shift, inverseDeviation);
        GroupNormLoops loops = new GroupNormLoops(x, rows, scale.size(), groups);
        return () -> loops.forward(x, scale, shift, epsilon, mean, inverseDeviation, y);
    }

    @Override
    public Step groupNormBackward(
            Tensor x,
            Tensor dy,
            Tensor scale,
            int rows,
            int groups,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor dx,
            Tensor dscale,
            Tensor dshift,
            boolean accumulate) {
        fit.groups("groupNormBackward", x, rows, groups, scale, mean);
        fit.groups("groupNormBackward", dy, rows, groups, dscale, inverseDeviation);
        fit.groups("groupNormBackward", dx, rows, groups, dshift, inverseDeviation);
        GroupNormLoops loops = new GroupNormLoops(x, rows, scale.size(), groups);
        return () -> loops.backward(x, dy, scale, mean, inverseDeviation, dx, dscale, dshift, accumulate);
    }
}
