package org.sparksg.tensor;

import org.sparksg.tensor.Scratch.Use;

/** Attention head by head, each in memory of its own that stays in the caches: two products and a softmax, five products back. */
final class AttentionHeads {
    private final HostKernels kernels;
    private final SoftmaxRows softmax;
    private final Tensor x;
    private final Tensor shares;
    private final int rows;
    private final int steps;
    private final int heads;
    private final int width; // of a head
    private final double scale;
    private final Tensor query;
    private final Tensor key;
    private final Tensor value;
    private final Tensor head; // what comes out
    private final Tensor taken; // shares of one head

    AttentionHeads(HostKernels kernels, SoftmaxRows softmax, Tensor x, int heads, Tensor shares) {
        this.kernels = kernels;
        this.softmax = softmax;
        this.x = x;
        this.shares = shares;
        this.rows = x.rows();
        this.steps = x.shape().dim(1);
        this.heads = heads;
        this.width = x.shape().last() / 3 / heads;
        this.scale = 1 / Math.sqrt(width);
        Shape one = Shape.of(steps, width);
        this.query = kernels.scratch.of(Use.QUERY, one);
        this.key = kernels.scratch.of(Use.KEY, one);
        this.value = kernels.scratch.of(Use.VALUE, one);
        this.head = kernels.scratch.of(Use.HEAD, one);
        this.taken = kernels.scratch.of(Use.SHARES, Shape.of(steps, steps));
    }

    Step forward(boolean causal, Tensor y) {
        Step compare = kernels.matmulTransposedWeight(query, key, taken);
        Step mix = kernels.matmul(taken, value, head);
        return () -> {
            for (int row = 0; row < rows; row++) {
                for (int h = 0; h < heads; h++) {
                    takeOperands(row, h);
                    compare.run();
                    softmax.forward(taken, scale, causal);
                    RowLoops.move(taken, 0, 0, 0, shares, at(row, h), 0, 0, 1, taken.size());
                    mix.run();
                    put(head, y, heads * width, row, h * width);
                }
            }
            shares.touch();
            y.touch();
        };
    }

    Step backward(Tensor dy, Tensor dx) {
        Shape one = Shape.of(steps, width);
        Tensor dquery = kernels.scratch.of(Use.QUERY_GRADIENT, one);
        Tensor dkey = kernels.scratch.of(Use.KEY_GRADIENT, one);
        Tensor dvalue = kernels.scratch.of(Use.VALUE_GRADIENT, one);
        Tensor dtaken = kernels.scratch.of(Use.SHARES_GRADIENT, taken.shape());
        Step ofValue = kernels.matmulTransposedInput(taken, head, dvalue, false);
        Step ofShares = kernels.matmulTransposedWeight(head, value, dtaken);
        Step ofQuery = kernels.matmul(dtaken, key, dquery);
        Step ofKey = kernels.matmulTransposedInput(dtaken, query, dkey, false);
        int all = heads * width;
        return () -> {
            for (int row = 0; row < rows; row++) {
                for (int h = 0; h < heads; h++) {
                    takeOperands(row, h);
                    take(dy, all, row, h * width, head);
                    RowLoops.move(shares, at(row, h), 0, 0, taken, 0, 0, 0, 1, taken.size());
                    taken.touch();
                    ofValue.run();
                    ofShares.run();
                    softmax.backward(taken, scale, dtaken);
                    ofQuery.run();
                    ofKey.run();
                    put(dquery, dx, 3 * all, row, h * width);
                    put(dkey, dx, 3 * all, row, all + h * width);
                    put(dvalue, dx, 3 * all, row, 2 * all + h * width);
                }
            }
            dx.touch();
        };
    }

    private int at(int row, int h) {
        return (row * heads + h) * steps * steps;
    }

    private void takeOperands(int row, int h) {
        int all = heads * width;
        take(x, 3 * all, row, h * width, query);
        take(x, 3 * all, row, all + h * width, key);
        take(x, 3 * all, row, 2 * all + h * width, value);
    }

    /** Copies what one head has of all steps of an example. */
    private void take(Tensor from, int stride, int row, int at, Tensor to) {
        RowLoops.move(from, row * steps * stride, stride, at, to, 0, width, 0, steps, width);
        to.touch();
    }

    private void put(Tensor from, Tensor to, int stride, int row, int at) {
        RowLoops.move(from, 0, width, 0, to, row * steps * stride, stride, at, steps, width);
    }
}
