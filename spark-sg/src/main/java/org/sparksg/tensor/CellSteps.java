package org.sparksg.tensor;

/**
 * What cells do in one step, for {@code n} rows, beside products and hyperbolic tangents, which {@link RecurrentSteps} has computed in
 * between: {@code σ(a) = (1 + tanh(a / 2)) / 2}. Widths are in units; nothing is touched.
 */
interface CellSteps {
    /** {@code curved[4] = x + s}, halved for the gates that have a sigmoid. */
    void lstmGates(Tensor x, Tensor s, Tensor curved);

    /**
     * {@code kept[5] = i, f, g, o, c}, and {@code cell[1] = c}, of the hyperbolic tangents of {@link #lstmGates}.
     *
     * @param beforeAt the column of {@code before} in which the cell before begins
     */
    void lstmCell(Tensor curved, Tensor before, int beforeAt, Tensor kept, Tensor cell);

    /** {@code y = o · cell}, of the hyperbolic tangent of the cell. */
    void lstmOutput(Tensor kept, Tensor cell, Tensor y);

    /**
     * {@code dx[4]}, of the gradients of output and cell; the latter becomes that of the cell before.
     *
     * @param cell the hyperbolic tangent of the cell
     */
    void lstmBackward(Tensor kept, Tensor cell, Tensor before, int beforeAt, Tensor dh, Tensor dc, Tensor dx);

    /** {@code curved[2] = (x + s) / 2} of the first two gates. */
    void gruGates(Tensor x, Tensor s, Tensor curved);

    /** {@code kept = r, z, -, q} of the hyperbolic tangents of {@link #gruGates}, and {@code cell = x + r · q} of the third. */
    void gruCandidate(Tensor x, Tensor s, Tensor shift, Tensor curved, Tensor kept, Tensor cell);

    /** {@code kept = -, -, n, -} and {@code y = (1 - z) · n + z · before}, of {@code n = cell}, the hyperbolic tangent. */
    void gruOutput(Tensor cell, Tensor before, Tensor kept, Tensor y);

    /** {@code dx[3]}, and {@code ds[3]} for the product; {@code dh} becomes what goes to the output before beside that. */
    void gruBackward(Tensor kept, Tensor before, Tensor dh, Tensor dx, Tensor ds);
}
