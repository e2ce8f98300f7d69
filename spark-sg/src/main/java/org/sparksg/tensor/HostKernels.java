package org.sparksg.tensor;

/** What kernels on the memory of this machine have in common: they look at their operands, and some loops are the same. */
abstract class HostKernels implements Kernels {
    final Element type;
    final Operands fit;
    final Scratch scratch;
    private final CellSteps cells;
    private final SoftmaxRows softmax;
    private final ClassLosses losses;
    private final TableSums sums;
    private final AheadLoops ahead;

    /** The loops of {@link #crossEntropy}; returns the sum. */
    interface ClassLosses {
        double sum(Tensor logits, Tensor classes, double scale, Tensor gradient);
    }

    /** The loops of {@link #lookupBackward}. */
    interface TableSums {
        void add(Tensor ids, Tensor dy, Tensor dtable, boolean accumulate);
    }

    /** The loops of {@link #lookAhead}. */
    interface AheadLoops {
        void run(Tensor parameters, Tensor first, Tensor second, LookAhead numbers, Tensor to);
    }

    /** Computes in {@code type}, with these loops. */
    HostKernels(
            Element type, CellSteps cells, SoftmaxRows softmax, ClassLosses losses, TableSums sums, AheadLoops ahead) {
        this.type = type;
        this.fit = new Operands(type);
        this.scratch = new Scratch(type);
        this.cells = cells;
        this.softmax = softmax;
        this.losses = losses;
        this.sums = sums;
        this.ahead = ahead;
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
    public void lookAhead(Tensor parameters, Tensor first, Tensor second, LookAhead numbers, Tensor to) {
        fit.sameSize("lookAhead", parameters, first, second);
        fit.sameSize("lookAhead", parameters, to);
        ahead.run(parameters, first, second, numbers, to);
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

    @Override
    public void lookup(Tensor ids, Tensor table, Tensor y) {
        fit.lookup("lookup", ids, table, y);
        RowLoops.lookup(ids, table, y);
    }

    @Override
    public void lookupBackward(Tensor ids, Tensor dy, Tensor dtable, boolean accumulate) {
        fit.lookup("lookupBackward", ids, dtable, dy);
        sums.add(ids, dy, dtable, accumulate);
    }

    @Override
    public void swapAxes(Tensor x, Tensor y) {
        fit.swapped("swapAxes", x, y);
        RowLoops.swapAxes(x, y);
    }

    @Override
    public Step recurrence(
            Cell cell, Tensor x, Tensor weight, Tensor shift, Tensor start, Tensor kept, Tensor y, Tensor end) {
        fit.recurrence("recurrence", cell, x, weight, start, kept, y);
        fit.sameMatrix("recurrence", start, end);
        fit.shift("recurrence", cell, y, shift);
        return new RecurrentSteps(this, cells, cell, start, kept, y).forward(x, weight, shift, end);
    }

    @Override
    public Step recurrenceBackward(
            Cell cell,
            Tensor weight,
            Tensor start,
            Tensor kept,
            Tensor y,
            Tensor dy,
            Tensor dend,
            Tensor dx,
            Tensor dstart,
            Tensor dweight,
            Tensor dshift,
            boolean accumulate) {
        fit.recurrence("recurrenceBackward", cell, dx, weight, start, kept, y);
        fit.recurrence("recurrenceBackward", cell, dx, dweight, dstart, kept, dy);
        fit.shift("recurrenceBackward", cell, y, dshift);
        if (dend != null) {
            fit.sameMatrix("recurrenceBackward", start, dend);
        }
        return new RecurrentSteps(this, cells, cell, start, kept, y)
                .backward(weight, dy, dend, dx, dstart, dweight, dshift, accumulate);
    }

    @Override
    public Step attention(Tensor x, int heads, boolean causal, Tensor shares, Tensor y) {
        fit.attention("attention", x, heads, shares, y);
        return new AttentionHeads(this, softmax, x, heads, shares).forward(causal, y);
    }

    @Override
    public Step attentionBackward(Tensor x, int heads, Tensor shares, Tensor dy, Tensor dx) {
        fit.attention("attentionBackward", x, heads, shares, dy);
        fit.sameSequences("attentionBackward", x, dx);
        return new AttentionHeads(this, softmax, x, heads, shares).backward(dy, dx);
    }

    @Override
    public Step rotate(Tensor x, int heads, int direction, Tensor y) {
        fit.sameSequences("rotate", x, y);
        fit.heads("rotate", x, heads);
        Rotation rotation = new Rotation(x, heads, direction);
        return () -> rotation.run(x, y);
    }

    @Override
    public void crossEntropy(
            Tensor logits, Tensor classes, double scale, Tensor gradient, Tensor sum, boolean accumulate) {
        fit.sameSize("crossEntropy", logits, gradient);
        fit.classes("crossEntropy", logits, classes);
        Operands.sum("crossEntropy", sum);
        ElementLoops.write(losses.sum(logits, classes, scale, gradient), sum, accumulate);
    }

    @Override
    public void matchingClasses(Tensor logits, Tensor classes, Tensor matching, Tensor places, boolean accumulate) {
        fit.classes("matchingClasses", logits, classes);
        Operands.sum("matchingClasses", matching);
        Operands.sum("matchingClasses", places);
        ElementLoops.write(RowLoops.matchingClasses(logits, classes), matching, accumulate);
        ElementLoops.write(RowLoops.countClasses(classes), places, accumulate);
    }
}
