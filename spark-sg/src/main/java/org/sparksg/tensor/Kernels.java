package org.sparksg.tensor;

/**
 * The numeric primitives of the library. Methods write into results that the caller owns, and allocate nothing; those that a library is
 * called for, which has much to prepare, return a {@link Step} that is bound to its operands once and does so.
 *
 * <p>Matrices are row-major; a tensor of rank above 2 counts as {@code [dim(0), product of the rest]}. A batch is a
 * matrix with one example a row. Operands must not overlap unless a method says that they may.
 *
 * <p>One object serves one thread. Implementations: {@link PortableKernels} (prepared ND4J operations, single or double
 * precision) and {@link CpuKernels} (oneDNN, cblas and the Vector API on the same storage, single precision). A method
 * throws {@link IllegalArgumentException} naming both shapes when they do not fit.
 */
public interface Kernels extends AutoCloseable {

    /** Returns one line for logs and run records: implementation, libraries, instruction set, threads, precision. */
    String describe();

    /** Allocates a tensor of zeros. */
    Tensor zeros(Shape shape);

    /**
     * Allocates a single number in double precision, whatever these kernels compute in, that losses, dots and counts are written to.
     */
    default Tensor sum() {
        return Tensor.zeros(Element.F64, Shape.of(1));
    }

    // Data movement

    /** {@code to = from}, same size. */
    void copy(Tensor from, Tensor to);

    /** {@code to = value} everywhere. */
    void fill(Tensor to, double value);

    /** Writes {@code a | b} row by row: {@code to[n, p+q]} from {@code a[n, p]}, {@code b[n, q]}. */
    void concatenate(Tensor a, Tensor b, Tensor to);

    /** The first columns of {@code from} become {@code a}, the others {@code b}. */
    void split(Tensor from, Tensor a, Tensor b);

    /**
     * Centres each row and divides it by its length: {@code y = (x - mean) / (length + 1e-8)}, so that {@code y · yᵀ} holds the
     * correlations of the rows. Writes {@code length + 1e-8} of each centred row, {@code lengths: [n]}.
     */
    void normaliseRows(Tensor x, Tensor y, Tensor lengths);

    /** The gradient of {@link #normaliseRows}. */
    void normaliseRowsBackward(Tensor y, Tensor lengths, Tensor dy, Tensor dx);

    // Products. x: [n, k], weight: [k, m], y: [n, m]. They are bound to their operands once.

    /** {@code y = x · weight}. */
    Step matmul(Tensor x, Tensor weight, Tensor y);

    /** {@code y = x · weight + bias}, with {@code bias: [m]}. */
    Step dense(Tensor x, Tensor weight, Tensor bias, Tensor y);

    /** {@code y = max(0, x · weight + bias)}, with {@code bias: [m]}. */
    Step denseRelu(Tensor x, Tensor weight, Tensor bias, Tensor y);

    /** The gradient of a product's input: {@code dx[n, k] = dy[n, m] · weight[k, m]ᵀ}. */
    Step matmulTransposedWeight(Tensor dy, Tensor weight, Tensor dx);

    /** The gradient of a product's weight: {@code dw[k, m] (+)= x[n, k]ᵀ · dy[n, m]}; adds if {@code accumulate}. */
    Step matmulTransposedInput(Tensor x, Tensor dy, Tensor dw, boolean accumulate);

    // Rows

    /** {@code y = x + bias} in every row, with {@code bias: [m]}; {@code y} may be {@code x}. */
    void addBias(Tensor x, Tensor bias, Tensor y);

    /** The gradient of a bias: {@code db[m] (+)= sum over rows of dy[n, m]}; adds if {@code accumulate}. */
    void sumRows(Tensor dy, Tensor db, boolean accumulate);

    // Element by element. The result may be the first operand.

    /** {@code to = a·x + b·y}. */
    void combine(double a, Tensor x, double b, Tensor y, Tensor to);

    /** {@code to = a·x}. */
    void scale(double a, Tensor x, Tensor to);

    /** {@code to = a·x}, with {@code a: [1]}. */
    void scaleBy(Tensor x, Tensor a, Tensor to);

    /** {@code y = max(0, x)}. */
    void relu(Tensor x, Tensor y);

    /** {@code dx = dy where y > 0, else 0}, with {@code y} the result of the forward pass. */
    void reluBackward(Tensor y, Tensor dy, Tensor dx);

    /** {@link #reluBackward} and {@link #sumRows} of its result in one pass. */
    void reluBackwardBias(Tensor y, Tensor dy, Tensor dx, Tensor db, boolean accumulate);

    /** The gradient of the hyperbolic tangent, from its result: {@code dx = dy · (1 - y²)}. */
    void tanhBackward(Tensor y, Tensor dy, Tensor dx);

    /** The gradient of the sigmoid, from its result: {@code dx = dy · y · (1 - y)}. */
    void sigmoidBackward(Tensor y, Tensor dy, Tensor dx);

    /**
     * Inverted dropout: {@code mask[i] = 0 or 1/(1-rate)}, {@code y = x · mask}. Element {@code i} is dropped if and
     * only if {@link Hash#uniform uniform(stream, i)} {@code < rate}, so that a mask depends on nothing but its arguments.
     */
    void dropout(Tensor x, double rate, long stream, Tensor mask, Tensor y);

    /** {@code to = x · y}, element by element. */
    void multiply(Tensor x, Tensor y, Tensor to);

    // Normalisation. x, y, dy, dx: [n, m]; everything else [m]

    /**
     * Batch normalisation with the statistics of this batch (Ioffe and Szegedy 2015): {@code y = scale · (x - mean) ·
     * inverseDeviation + shift}, with {@code inverseDeviation = 1/sqrt(variance + epsilon)} of the biased variance.
     * Writes {@code mean} and {@code inverseDeviation} for the backward pass, and the unbiased variance (biased for one row).
     */
    void batchNorm(
            Tensor x,
            Tensor scale,
            Tensor shift,
            double epsilon,
            Tensor mean,
            Tensor variance,
            Tensor inverseDeviation,
            Tensor y);

    /** Batch normalisation with statistics of other batches. */
    void batchNormInference(
            Tensor x, Tensor scale, Tensor shift, double epsilon, Tensor mean, Tensor variance, Tensor y);

    /** The gradients of {@link #batchNorm}; {@code dscale} and {@code dshift} are added to if {@code accumulate}. */
    void batchNormBackward(
            Tensor x,
            Tensor dy,
            Tensor scale,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor dx,
            Tensor dscale,
            Tensor dshift,
            boolean accumulate);

    // Images. x: [n, height, width, channels], weight: [window down, window right, channels / groups, units],
    // y: [n, places down, places right, units]. They are bound to their operands once, too.

    /** {@code y = x ∗ weight}: the product of the weight with what the window sees at each place, group by group. */
    Step convolution(Tensor x, Tensor weight, Window window, int groups, Tensor y);

    /** The gradient of {@link #convolution} by {@code x}. */
    Step convolutionInput(Tensor dy, Tensor weight, Window window, int groups, Tensor dx);

    /** The gradient of {@link #convolution} by {@code weight}; adds if {@code accumulate}. */
    Step convolutionWeight(Tensor x, Tensor dy, Window window, int groups, Tensor dw, boolean accumulate);

    /**
     * The largest element of each channel that the window sees, the first one if tied: {@code y, chosen: [n, places down, places
     * right, channels]}. Padding is never chosen; {@code chosen} counts the elements of the window row by row.
     */
    Step maxPool(Tensor x, Window window, Tensor y, Tensor chosen);

    /** The gradient of {@link #maxPool}. */
    Step maxPoolBackward(Tensor dy, Tensor chosen, Window window, Tensor dx);

    /** The mean of each channel over what the window sees; padding does not count. */
    Step meanPool(Tensor x, Window window, Tensor y);

    /** The gradient of {@link #meanPool}. */
    Step meanPoolBackward(Tensor dy, Window window, Tensor dx);

    /** {@code y = curve(x)}, element by element; {@code y} may be {@code x}. */
    Step curve(Curve curve, Tensor x, Tensor y);

    /** {@code dx = dy · curve'(x)}; {@code dx} may be {@code dy}. */
    Step curveBackward(Curve curve, Tensor x, Tensor dy, Tensor dx);

    /**
     * Normalises groups of channels: {@code x} is {@code rows} times some positions times channels, and each group of each row gets
     * mean 0 and (biased) variance 1, then each channel {@code scale} and {@code shift}. Writes {@code mean, inverseDeviation: [rows,
     * groups]} for the way back.
     */
    Step groupNorm(
            Tensor x,
            Tensor scale,
            Tensor shift,
            int rows,
            int groups,
            double epsilon,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor y);

    /** The gradients of {@link #groupNorm}; {@code dscale} and {@code dshift} are added to if {@code accumulate}. */
    Step groupNormBackward(
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
            boolean accumulate);

    // Sequences. Ids and classes are whole numbers from 0 on, in the type of these kernels. What is time-major has the
    // steps
    // of time first: [steps, n, ...].

    /** {@code y[i, m] = table[ids[i], m]}: a row of the table for each id, and zeros for one below 0, which stands for nothing. */
    void lookup(Tensor ids, Tensor table, Tensor y);

    /** The gradient of the table of {@link #lookup}; adds if {@code accumulate}. */
    void lookupBackward(Tensor ids, Tensor dy, Tensor dtable, boolean accumulate);

    /** {@code y[q, p, m] = x[p, q, m]}: the first two axes change places. */
    void swapAxes(Tensor x, Tensor y);

    /**
     * All steps of a recurrent layer, time-major, as {@link Cell} defines them. Bound to its operands once, as products are.
     *
     * @param x {@code [steps, n, gates · units]}, what the inputs give to each gate, with the bias
     * @param weight {@code [units, gates · units]}, of the output before
     * @param shift {@code [units]}, of a GRU; null elsewhere
     * @param start {@code [n, parts · units]}, the state before the first step
     * @param kept receives {@code [steps, n, kept · units]}, for the way back
     * @param y receives {@code [steps, n, units]}, the outputs
     * @param end receives {@code [n, parts · units]}, the state after the last step
     */
    Step recurrence(Cell cell, Tensor x, Tensor weight, Tensor shift, Tensor start, Tensor kept, Tensor y, Tensor end);

    /**
     * The gradients of {@link #recurrence}; {@code dweight} and {@code dshift} are added to if {@code accumulate}.
     *
     * @param dend the gradient of the end; null if nothing depends on that
     * @param dshift of a GRU; null elsewhere
     */
    Step recurrenceBackward(
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
            boolean accumulate);

    /**
     * Scaled dot-product attention (Vaswani et al. 2017, equation 1) of several heads: {@code softmax(q kᵀ / √(d / heads)) v}. Bound
     * to its operands once.
     *
     * @param x {@code [n, steps, 3 · d]}: queries, keys and values side by side, each with its heads side by side
     * @param causal whether a step sees itself and those before it only
     * @param shares receives {@code [n, heads, steps, steps]}: what each step takes of each
     * @param y receives {@code [n, steps, d]}
     */
    Step attention(Tensor x, int heads, boolean causal, Tensor shares, Tensor y);

    /** The gradient of {@link #attention} by {@code x}. */
    Step attentionBackward(Tensor x, int heads, Tensor shares, Tensor dy, Tensor dx);

    /**
     * Rotary positions (Su et al. 2021, equation 34) of queries and keys: in each head, the pair {@code (2j, 2j + 1)} of step {@code t}
     * turns by {@code t · 10000^(-2j / width)}, with the width of a head. Values stay as they are.
     *
     * @param x {@code [n, steps, 3 · d]}, as in {@link #attention}
     * @param direction 1, or -1 for the way back
     */
    Step rotate(Tensor x, int heads, int direction, Tensor y);

    // Sums, into one element of any type, added to what is there if accumulate. Losses are per example: gradients are
    // those
    // of each example's own loss, not divided by the batch size.

    /**
     * Softmax cross-entropy: the sum over rows of {@code -sum(target · log softmax(logits))}; writes
     * {@code gradient = softmax(logits) · sum(target) - target}. Target rows are one-hot or any weights.
     */
    void softmaxCrossEntropy(Tensor logits, Tensor target, Tensor gradient, Tensor sum, boolean accumulate);

    /**
     * Softmax cross-entropy of classes: the sum of {@code -scale · log softmax(logits)[class]} over all places with a class; writes
     * {@code gradient = scale · (softmax(logits) - onehot(class))}, and 0 where the class is below 0, which does not count.
     *
     * @param logits {@code [..., classes]}
     * @param classes one for each place
     */
    void crossEntropy(Tensor logits, Tensor classes, double scale, Tensor gradient, Tensor sum, boolean accumulate);

    /**
     * The number of places with a class (one that is not below 0), and of those whose largest logit, the first if tied, is that of the
     * class.
     */
    void matchingClasses(Tensor logits, Tensor classes, Tensor matching, Tensor places, boolean accumulate);

    /** The sum over rows of the squared L2 distance; writes {@code gradient = 2 · (x - target)}. */
    void squaredError(Tensor x, Tensor target, Tensor gradient, Tensor sum, boolean accumulate);

    /** The number of rows whose largest element stands in the same column of both matrices (the first, if tied). */
    void matchingArgmax(Tensor x, Tensor target, Tensor sum, boolean accumulate);

    /** The sum of {@code x · y} over all elements. */
    void dot(Tensor x, Tensor y, Tensor sum, boolean accumulate);

    /** The number of elements of equal sign; zero counts as a sign of its own. */
    void matchingSigns(Tensor x, Tensor y, Tensor sum, boolean accumulate);

    // Optimizer steps over flat vectors; gradient is multiplied by gradientScale first

    /**
     * Stochastic gradient descent with (Nesterov) momentum as PyTorch defines it: {@code g = gradientScale · gradient +
     * decay · parameters; velocity = momentum · velocity + g; parameters -= rate · velocity}, for Nesterov
     * {@code parameters -= rate · (g + momentum · velocity)}. {@code velocity} may be null if {@code momentum} is 0.
     */
    void sgd(
            Tensor parameters,
            Tensor gradient,
            double gradientScale,
            Tensor velocity,
            double rate,
            double momentum,
            boolean nesterov,
            double decay);

    /**
     * A step of Adam or of a relative of it, as {@link AdamStep} defines it. Moments below 1e-30 in size are flushed to 0, so that
     * denormals never slow a step down.
     */
    void adam(Tensor parameters, Tensor gradient, Tensor first, Tensor second, AdamStep step);

    /** Where its first moment alone carries Adam, as {@link LookAhead} defines it. */
    void lookAhead(Tensor parameters, Tensor first, Tensor second, LookAhead numbers, Tensor to);

    /** Clamps every element into {@code [-limit, limit]}, in place. */
    void clamp(Tensor x, double limit);

    @Override
    void close();
}
