package org.sparksg.tensor;

/**
 * What operands must have in common: a native library that is given too short a tensor reads and writes beyond it. Every check throws
 * {@link IllegalArgumentException} naming both shapes.
 */
final class Operands {
    private final Element type;

    /** Accepts tensors of this element type only. */
    Operands(Element type) {
        this.type = type;
    }

    void type(String method, Tensor x) {
        if (x.type() != type) {
            throw new IllegalArgumentException(method + ": a tensor of type " + x.type()
                    + ", but these kernels compute in " + type + ": allocate tensors through Kernels.zeros");
        }
    }

    void type(String method, Tensor... all) {
        for (Tensor x : all) {
            type(method, x);
        }
    }

    void sameSize(String method, Tensor x, Tensor y) {
        type(method, x);
        type(method, y);
        require(x.size() == y.size(), method, x, y, "need as many elements");
    }

    void sameSize(String method, Tensor x, Tensor y, Tensor z) {
        sameSize(method, x, y);
        sameSize(method, x, z);
    }

    void single(String method, Tensor x) {
        type(method, x);
        if (x.size() != 1) {
            throw new IllegalArgumentException(method + ": shape " + x.shape() + ": need one element");
        }
    }

    /** A number of either type. */
    static void sum(String method, Tensor x) {
        if (x.size() != 1) {
            throw new IllegalArgumentException(method + ": a sum of shape " + x.shape() + ": need one element");
        }
    }

    void sameMatrix(String method, Tensor x, Tensor y, Tensor z) {
        sameMatrix(method, x, y);
        sameMatrix(method, x, z);
    }

    void sameMatrix(String method, Tensor x, Tensor y) {
        sameSize(method, x, y);
        require(x.rows() == y.rows(), method, x, y, "need as many rows");
    }

    /** {@code perColumn}: one element for each column of {@code matrix}. */
    void perColumn(String method, Tensor matrix, Tensor perColumn) {
        type(method, matrix);
        type(method, perColumn);
        require(perColumn.size() == matrix.columns(), method, matrix, perColumn, "need one element for each column");
    }

    /** {@code perRow}: one element for each row of {@code matrix}. */
    void perRow(String method, Tensor matrix, Tensor perRow) {
        type(method, matrix);
        type(method, perRow);
        require(perRow.size() == matrix.rows(), method, matrix, perRow, "need one element for each row");
    }

    void perColumn(String method, Tensor matrix, Tensor a, Tensor b, Tensor c, Tensor d) {
        perColumn(method, matrix, a);
        perColumn(method, matrix, b);
        perColumn(method, matrix, c);
        perColumn(method, matrix, d);
    }

    /** {@code y[n, m]} from {@code x[n, k]} and {@code weight[k, m]}. */
    void product(String method, Tensor x, Tensor weight, Tensor y) {
        type(method, x);
        type(method, weight);
        type(method, y);
        require(x.columns() == weight.rows(), method, x, weight, "need [n, k] and [k, m]");
        require(x.rows() == y.rows(), method, x, y, "need as many rows");
        require(weight.columns() == y.columns(), method, weight, y, "need as many columns");
    }

    /** {@code to[n, p + q]} from {@code a[n, p]} and {@code b[n, q]}. */
    void concatenation(String method, Tensor a, Tensor b, Tensor to) {
        type(method, a);
        type(method, b);
        type(method, to);
        require(a.rows() == b.rows(), method, a, b, "need as many rows");
        require(a.rows() == to.rows(), method, a, to, "need as many rows");
        require(a.columns() + b.columns() == to.columns(), method, b, to, "need the columns of both operands");
    }

    /** {@code x} of whole rows, {@code perChannel} for each of its channels, {@code perGroup[rows, groups]}. */
    void groups(String method, Tensor x, int rows, int groups, Tensor perChannel, Tensor perGroup) {
        type(method, x, perChannel, perGroup);
        int channels = perChannel.size();
        boolean fits = channels % groups == 0 && x.size() % (rows * channels) == 0;
        require(
                fits && x.shape().last() == channels,
                method,
                x,
                perChannel,
                "need whole rows, and one element for each channel");
        require(perGroup.size() == rows * groups, method, x, perGroup, "need one element for each group of each row");
    }

    /** {@code y = x ∗ weight}, images and their results. */
    void convolution(String method, Tensor x, Tensor weight, Window window, int groups, Tensor y) {
        type(method, x, weight, y);
        require(x.shape().rank() == 4 && y.shape().rank() == 4, method, x, y, "need images of rank 4");
        require(weight.shape().rank() == 4, method, x, weight, "need a weight of rank 4");
        Shape w = weight.shape();
        boolean seen =
                w.dim(0) == window.down().size() && w.dim(1) == window.right().size();
        boolean fits = seen && w.dim(2) * groups == x.shape().dim(3) && w.dim(3) % groups == 0;
        require(fits, method, x, weight, "need a weight [window, window, channels / groups, units]");
        places(method, x, window, y);
        require(w.dim(3) == y.shape().dim(3), method, weight, y, "need as many channels as units");
    }

    /** What a window makes of each image and channel. */
    void pool(String method, Tensor x, Window window, Tensor y) {
        type(method, x, y);
        require(x.shape().rank() == 4 && y.shape().rank() == 4, method, x, y, "need images of rank 4");
        places(method, x, window, y);
        require(x.shape().dim(3) == y.shape().dim(3), method, x, y, "need as many channels");
    }

    private static void places(String method, Tensor x, Window window, Tensor y) {
        boolean fits = x.shape().dim(0) == y.shape().dim(0)
                && window.down().places(x.shape().dim(1)) == y.shape().dim(1)
                && window.right().places(x.shape().dim(2)) == y.shape().dim(2);
        require(fits, method, x, y, "need as many images, and as many pixels as the window has places");
    }

    void momentum(String method, Tensor parameters, Tensor velocity, double momentum) {
        if (velocity != null) {
            sameSize(method, parameters, velocity);
        } else if (momentum != 0) {
            throw new IllegalArgumentException(method + ": momentum = " + momentum + " needs a velocity of shape "
                    + parameters.shape() + ", none was given");
        }
    }

    void rate(String method, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException(method + ": rate = " + rate + ": must be in [0, 1)");
        }
    }

    private static void require(boolean fits, String method, Tensor x, Tensor y, String rule) {
        if (!fits) {
            throw new IllegalArgumentException(method + ": shapes " + x.shape() + " and " + y.shape() + ": " + rule);
        }
    }

    /** A row of the table for each id. */
    void lookup(String method, Tensor ids, Tensor table, Tensor y) {
        type(method, ids, table, y);
        require(table.columns() == y.shape().last(), method, table, y, "need rows as long as those of the table");
        require(ids.size() * table.columns() == y.size(), method, ids, y, "need a row of the table for each id");
    }

    void swapped(String method, Tensor x, Tensor y) {
        sameSize(method, x, y);
        boolean fits = x.shape().rank() >= 2
                && y.shape().rank() == x.shape().rank()
                && x.shape().dim(0) == y.shape().dim(1)
                && x.shape().dim(1) == y.shape().dim(0);
        require(fits, method, x, y, "need the same shape with the first two axes exchanged");
    }

    /** {@code x} what the gates get, {@code y} what comes out, time-major. */
    void recurrence(String method, Cell cell, Tensor x, Tensor weight, Tensor start, Tensor kept, Tensor y) {
        type(method, x, weight, start);
        type(method, kept, y);
        steps(method, x, y, cell.gates());
        steps(method, kept, y, cell.kept());
        int units = y.shape().last();
        boolean square = weight.rows() == units && weight.columns() == cell.gates() * units;
        require(square, method, weight, y, "need a weight [units, gates · units]");
        boolean state = start.rows() == y.shape().dim(1) && start.columns() == cell.parts() * units;
        require(state, method, start, y, "need a state [n, parts · units]");
    }

    private static void steps(String method, Tensor wide, Tensor y, int times) {
        Shape x = wide.shape();
        boolean fits = x.rank() == 3
                && y.shape().rank() == 3
                && x.dim(0) == y.shape().dim(0)
                && x.dim(1) == y.shape().dim(1)
                && x.dim(2) == times * y.shape().dim(2);
        require(fits, method, wide, y, "need as many steps and rows, and " + times + " times the units");
    }

    void shift(String method, Cell cell, Tensor y, Tensor shift) {
        if (cell.hasShift() && shift == null) {
            throw new IllegalArgumentException(method + ": " + cell + " needs a shift, none was given");
        } else if (cell.hasShift()) {
            type(method, shift);
            require(shift.size() == y.shape().last(), method, y, shift, "need one element for each unit");
        }
    }

    /** {@code x}: queries, keys and values. */
    void attention(String method, Tensor x, int heads, Tensor shares, Tensor y) {
        type(method, x, shares, y);
        heads(method, x, heads);
        Shape of = x.shape();
        boolean fits = y.shape().equals(Shape.of(of.dim(0), of.dim(1), of.dim(2) / 3));
        require(fits, method, x, y, "need as many steps, and a third of the width");
        boolean each = shares.shape().equals(Shape.of(of.dim(0), heads, of.dim(1), of.dim(1)));
        require(each, method, x, shares, "need [n, heads, steps, steps]");
    }

    void heads(String method, Tensor x, int heads) {
        Shape of = x.shape();
        boolean fits = of.rank() == 3 && of.dim(2) % (3 * heads) == 0;
        if (!fits) {
            throw new IllegalArgumentException(
                    method + ": shape " + of + ": need [n, steps, 3 · " + heads + " heads · width of a head]");
        }
    }

    void sameSequences(String method, Tensor x, Tensor y) {
        type(method, x, y);
        require(x.shape().equals(y.shape()), method, x, y, "need the same shape");
    }

    /** One class for each place. */
    void classes(String method, Tensor logits, Tensor classes) {
        type(method, logits, classes);
        require(
                logits.size() == classes.size() * logits.shape().last(),
                method,
                logits,
                classes,
                "need one class for each place");
    }
}
