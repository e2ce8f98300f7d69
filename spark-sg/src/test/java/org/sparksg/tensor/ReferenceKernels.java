package org.sparksg.tensor;

import java.util.Arrays;

/**
 * The definitions of {@link Kernels} as plain loops in double precision: slow, without tricks, and what the real
 * implementations are measured against. Works on tensors of type F64; checks no shapes.
 */
public final class ReferenceKernels implements Kernels {

    @Override
    public String describe() {
        return "reference: plain loops, double";
    }

    @Override
    public Tensor zeros(Shape shape) {
        return Tensor.zeros(Element.F64, shape);
    }

    @Override
    public void copy(Tensor from, Tensor to) {
        scale(1, from, to);
    }

    @Override
    public void fill(Tensor to, double value) {
        for (int i = 0; i < to.size(); i++) {
            to.set(i, value);
        }
        to.touch();
    }

    @Override
    public void normaliseRows(Tensor x, Tensor y, Tensor lengths) {
        for (int row = 0; row < x.rows(); row++) {
            double sum = 0;
            double squares = 0;
            for (int column = 0; column < x.columns(); column++) {
                sum += at(x, row, column);
                squares += at(x, row, column) * at(x, row, column);
            }
            double length = Math.sqrt(Math.max(0, squares - sum * sum / x.columns())) + 1e-8;
            lengths.set(row, length);
            for (int column = 0; column < x.columns(); column++) {
                put(y, row, column, (at(x, row, column) - sum / x.columns()) / length);
            }
        }
        y.touch();
        lengths.touch();
    }

    /** By the full derivative: d y_i / d x_j = (1{i=j} - 1/m - y_i y_j) / length. */
    @Override
    public void normaliseRowsBackward(Tensor y, Tensor lengths, Tensor dy, Tensor dx) {
        for (int row = 0; row < y.rows(); row++) {
            for (int j = 0; j < y.columns(); j++) {
                double sum = 0;
                for (int i = 0; i < y.columns(); i++) {
                    double own = i == j ? 1 : 0;
                    sum += at(dy, row, i) * (own - 1.0 / y.columns() - at(y, row, i) * at(y, row, j));
                }
                put(dx, row, j, sum / lengths.get(row));
            }
        }
        dx.touch();
    }

    @Override
    public void split(Tensor from, Tensor a, Tensor b) {
        for (int row = 0; row < from.rows(); row++) {
            for (int column = 0; column < from.columns(); column++) {
                boolean left = column < a.columns();
                put(left ? a : b, row, left ? column : column - a.columns(), at(from, row, column));
            }
        }
        a.touch();
        b.touch();
    }

    @Override
    public void concatenate(Tensor a, Tensor b, Tensor to) {
        for (int row = 0; row < to.rows(); row++) {
            for (int column = 0; column < to.columns(); column++) {
                boolean left = column < a.columns();
                put(to, row, column, left ? at(a, row, column) : at(b, row, column - a.columns()));
            }
        }
        to.touch();
    }

    @Override
    public Step matmul(Tensor x, Tensor weight, Tensor y) {
        return () -> product(x, weight, y);
    }

    private static void product(Tensor x, Tensor weight, Tensor y) {
        for (int n = 0; n < x.rows(); n++) {
            for (int m = 0; m < weight.columns(); m++) {
                double sum = 0;
                for (int k = 0; k < x.columns(); k++) {
                    sum += at(x, n, k) * at(weight, k, m);
                }
                put(y, n, m, sum);
            }
        }
        y.touch();
    }

    @Override
    public Step dense(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        return () -> {
            product(x, weight, y);
            addBias(y, bias, y);
        };
    }

    @Override
    public Step denseRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        return () -> {
            product(x, weight, y);
            addBias(y, bias, y);
            relu(y, y);
        };
    }

    @Override
    public Step matmulTransposedWeight(Tensor dy, Tensor weight, Tensor dx) {
        return () -> {
            for (int n = 0; n < dy.rows(); n++) {
                for (int k = 0; k < weight.rows(); k++) {
                    double sum = 0;
                    for (int m = 0; m < dy.columns(); m++) {
                        sum += at(dy, n, m) * at(weight, k, m);
                    }
                    put(dx, n, k, sum);
                }
            }
            dx.touch();
        };
    }

    @Override
    public Step matmulTransposedInput(Tensor x, Tensor dy, Tensor dw, boolean accumulate) {
        return () -> {
            for (int k = 0; k < x.columns(); k++) {
                for (int m = 0; m < dy.columns(); m++) {
                    double sum = accumulate ? at(dw, k, m) : 0;
                    for (int n = 0; n < x.rows(); n++) {
                        sum += at(x, n, k) * at(dy, n, m);
                    }
                    put(dw, k, m, sum);
                }
            }
            dw.touch();
        };
    }

    @Override
    public void addBias(Tensor x, Tensor bias, Tensor y) {
        each(y, i -> x.get(i) + bias.get(i % y.columns()));
    }

    @Override
    public void sumRows(Tensor dy, Tensor db, boolean accumulate) {
        for (int m = 0; m < dy.columns(); m++) {
            double sum = accumulate ? db.get(m) : 0;
            for (int n = 0; n < dy.rows(); n++) {
                sum += at(dy, n, m);
            }
            db.set(m, sum);
        }
        db.touch();
    }

    @Override
    public void scaleBy(Tensor x, Tensor a, Tensor to) {
        each(to, i -> a.get(0) * x.get(i));
    }

    @Override
    public void combine(double a, Tensor x, double b, Tensor y, Tensor to) {
        each(to, i -> a * x.get(i) + b * y.get(i));
    }

    @Override
    public void scale(double a, Tensor x, Tensor to) {
        each(to, i -> a * x.get(i));
    }

    @Override
    public void relu(Tensor x, Tensor y) {
        each(y, i -> Math.max(0, x.get(i)));
    }

    @Override
    public void reluBackward(Tensor y, Tensor dy, Tensor dx) {
        each(dx, i -> y.get(i) > 0 ? dy.get(i) : 0);
    }

    @Override
    public void reluBackwardBias(Tensor y, Tensor dy, Tensor dx, Tensor db, boolean accumulate) {
        reluBackward(y, dy, dx);
        sumRows(dx, db, accumulate);
    }

    @Override
    public void tanhBackward(Tensor y, Tensor dy, Tensor dx) {
        each(dx, i -> dy.get(i) * (1 - y.get(i) * y.get(i)));
    }

    @Override
    public void sigmoidBackward(Tensor y, Tensor dy, Tensor dx) {
        each(dx, i -> dy.get(i) * y.get(i) * (1 - y.get(i)));
    }

    @Override
    public void dropout(Tensor x, double rate, long stream, Tensor mask, Tensor y) {
        each(mask, i -> Hash.uniform(stream, i) < rate ? 0 : 1 / (1 - rate));
        multiply(x, mask, y);
    }

    @Override
    public void multiply(Tensor x, Tensor y, Tensor to) {
        each(to, i -> x.get(i) * y.get(i));
    }

    @Override
    public void batchNorm(
            Tensor x,
            Tensor scale,
            Tensor shift,
            double epsilon,
            Tensor mean,
            Tensor variance,
            Tensor inverseDeviation,
            Tensor y) {
        ReferenceBatchNorm.forward(x, scale, shift, epsilon, mean, variance, inverseDeviation, y);
    }

    @Override
    public void batchNormInference(
            Tensor x,
            Tensor scale,
            Tensor shift,
            double epsilon,
            Tensor runningMean,
            Tensor runningVariance,
            Tensor y) {
        ReferenceBatchNorm.inference(x, scale, shift, epsilon, runningMean, runningVariance, y);
    }

    @Override
    public void batchNormBackward(
            Tensor x,
            Tensor dy,
            Tensor scale,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor dx,
            Tensor dscale,
            Tensor dshift,
            boolean accumulate) {
        ReferenceBatchNorm.backward(x, dy, scale, mean, inverseDeviation, dx, dscale, dshift, accumulate);
    }

    @Override
    public void softmaxCrossEntropy(Tensor logits, Tensor target, Tensor gradient, Tensor sum, boolean accumulate) {
        double loss = 0;
        for (int n = 0; n < logits.rows(); n++) {
            double total = 0;
            double weight = 0;
            for (int m = 0; m < logits.columns(); m++) {
                total += Math.exp(at(logits, n, m));
                weight += at(target, n, m);
            }
            for (int m = 0; m < logits.columns(); m++) {
                double probability = Math.exp(at(logits, n, m)) / total;
                loss -= at(target, n, m) * Math.log(probability);
                put(gradient, n, m, probability * weight - at(target, n, m));
            }
        }
        gradient.touch();
        write(loss, sum, accumulate);
    }

    private static void write(double number, Tensor sum, boolean accumulate) {
        sum.set(0, number + (accumulate ? sum.get(0) : 0));
        sum.touch();
    }

    @Override
    public void squaredError(Tensor x, Tensor target, Tensor gradient, Tensor sum, boolean accumulate) {
        double loss = 0;
        for (int i = 0; i < x.size(); i++) {
            loss += (x.get(i) - target.get(i)) * (x.get(i) - target.get(i));
        }
        each(gradient, i -> 2 * (x.get(i) - target.get(i)));
        write(loss, sum, accumulate);
    }

    @Override
    public void matchingArgmax(Tensor x, Tensor target, Tensor sum, boolean accumulate) {
        int matching = 0;
        for (int n = 0; n < x.rows(); n++) {
            matching += argmax(x, n) == argmax(target, n) ? 1 : 0;
        }
        write(matching, sum, accumulate);
    }

    @Override
    public void dot(Tensor x, Tensor y, Tensor sum, boolean accumulate) {
        double products = 0;
        for (int i = 0; i < x.size(); i++) {
            products += x.get(i) * y.get(i);
        }
        write(products, sum, accumulate);
    }

    @Override
    public void matchingSigns(Tensor x, Tensor y, Tensor sum, boolean accumulate) {
        int equal = 0;
        for (int i = 0; i < x.size(); i++) {
            equal += Math.signum(x.get(i)) == Math.signum(y.get(i)) ? 1 : 0;
        }
        write(equal, sum, accumulate);
    }

    @Override
    public void sgd(
            Tensor parameters,
            Tensor gradient,
            double gradientScale,
            Tensor velocity,
            double rate,
            double momentum,
            boolean nesterov,
            double decay) {
        for (int i = 0; i < parameters.size(); i++) {
            double g = gradientScale * gradient.get(i) + decay * parameters.get(i);
            double step = g;
            if (velocity != null) {
                velocity.set(i, momentum * velocity.get(i) + g);
                step = nesterov ? g + momentum * velocity.get(i) : velocity.get(i);
            }
            parameters.set(i, parameters.get(i) - rate * step);
        }
        parameters.touch();
    }

    @Override
    public void adam(Tensor parameters, Tensor gradient, Tensor first, Tensor second, AdamStep step) {
        double decay = step.rate() * step.decay();
        for (int i = 0; i < parameters.size(); i++) {
            double old = parameters.get(i);
            double g = step.gradientScale() * gradient.get(i) + (step.decoupledDecay() ? 0 : step.decay() * old);
            first.set(i, flushed(step.beta1() * first.get(i) + (1 - step.beta1()) * g));
            second.set(i, flushed(step.beta2() * second.get(i) + (1 - step.beta2()) * g * g));
            double corrected = second.get(i) / (1 - Math.pow(step.beta2(), step.number()));
            double along = step.gradientShare() * g + step.momentShare() * first.get(i);
            double move = step.rate() * along / (Math.sqrt(corrected) + step.epsilon());
            parameters.set(i, old - move - (step.decoupledDecay() ? decay * old : 0));
        }
        parameters.touch();
    }

    @Override
    public void lookAhead(
            Tensor parameters,
            Tensor first,
            Tensor second,
            double keep,
            double along,
            double share,
            double epsilon,
            Tensor to) {
        each(to, i -> keep * parameters.get(i) - along * first.get(i) / (Math.sqrt(second.get(i) * share) + epsilon));
    }

    @Override
    public void clamp(Tensor x, double limit) {
        each(x, i -> Math.min(limit, Math.max(-limit, x.get(i))));
    }

    /** What an element of the window sees, by its definition: for each number of {@code y}, all that it is a sum of. */
    private interface Product {
        void take(int x, int weight, int y);
    }

    private static void products(Tensor x, Window window, int groups, Tensor y, Product product) {
        int[] in = {
            x.shape().dim(0), x.shape().dim(1), x.shape().dim(2), x.shape().dim(3)
        };
        int[] out = {in[0], y.shape().dim(1), y.shape().dim(2), y.shape().dim(3)};
        int perGroup = in[3] / groups;
        for (int to = 0; to < y.size(); to++) {
            int unit = to % out[3];
            int right = to / out[3] % out[2];
            int down = to / out[3] / out[2] % out[1];
            int image = to / out[3] / out[2] / out[1];
            for (int k = 0; k < window.down().size(); k++) {
                for (int l = 0; l < window.right().size(); l++) {
                    int row = down * window.down().stride()
                            + k * window.down().dilation()
                            - window.down().before();
                    int column = right * window.right().stride()
                            + l * window.right().dilation()
                            - window.right().before();
                    if (row < 0 || row >= in[1] || column < 0 || column >= in[2]) {
                        continue;
                    }
                    for (int c = 0; c < perGroup; c++) {
                        int channel = unit / (out[3] / groups) * perGroup + c;
                        product.take(
                                ((image * in[1] + row) * in[2] + column) * in[3] + channel,
                                ((k * window.right().size() + l) * perGroup + c) * out[3] + unit,
                                to);
                    }
                }
            }
        }
    }

    private static void add(Tensor to, int index, double value) {
        to.set(index, to.get(index) + value);
    }

    @Override
    public Step convolution(Tensor x, Tensor weight, Window window, int groups, Tensor y) {
        return () -> {
            fill(y, 0);
            products(x, window, groups, y, (i, w, o) -> add(y, o, x.get(i) * weight.get(w)));
        };
    }

    @Override
    public Step convolutionInput(Tensor dy, Tensor weight, Window window, int groups, Tensor dx) {
        return () -> {
            fill(dx, 0);
            products(dx, window, groups, dy, (i, w, o) -> add(dx, i, dy.get(o) * weight.get(w)));
        };
    }

    @Override
    public Step convolutionWeight(Tensor x, Tensor dy, Window window, int groups, Tensor dw, boolean accumulate) {
        return () -> {
            if (!accumulate) {
                fill(dw, 0);
            }
            products(x, window, groups, dy, (i, w, o) -> add(dw, w, x.get(i) * dy.get(o)));
        };
    }

    /** All that the window sees of one channel at a place of the result: indices, and -1 for padding. */
    private static int[] seen(Tensor x, Window window, Tensor y, int to) {
        int channels = y.shape().dim(3);
        int right = to / channels % y.shape().dim(2);
        int down = to / channels / y.shape().dim(2) % y.shape().dim(1);
        int image = to / channels / y.shape().dim(2) / y.shape().dim(1);
        int[] indices = new int[window.size()];
        for (int i = 0; i < indices.length; i++) {
            int row = down * window.down().stride()
                    + i / window.right().size() * window.down().dilation()
                    - window.down().before();
            int column = right * window.right().stride()
                    + i % window.right().size() * window.right().dilation()
                    - window.right().before();
            boolean inside = row >= 0
                    && row < x.shape().dim(1)
                    && column >= 0
                    && column < x.shape().dim(2);
            int pixel = (image * x.shape().dim(1) + row) * x.shape().dim(2) + column;
            indices[i] = inside ? pixel * channels + to % channels : -1;
        }
        return indices;
    }

    @Override
    public Step maxPool(Tensor x, Window window, Tensor y, Tensor chosen) {
        return () -> {
            for (int to = 0; to < y.size(); to++) {
                int[] indices = seen(x, window, y, to);
                int best = -1;
                for (int i = 0; i < indices.length; i++) {
                    if (indices[i] >= 0 && (best < 0 || x.get(indices[i]) > x.get(indices[best]))) {
                        best = i;
                    }
                }
                y.set(to, x.get(indices[best]));
                chosen.set(to, best);
            }
        };
    }

    @Override
    public Step maxPoolBackward(Tensor dy, Tensor chosen, Window window, Tensor dx) {
        return () -> {
            fill(dx, 0);
            for (int to = 0; to < dy.size(); to++) {
                add(dx, seen(dx, window, dy, to)[(int) chosen.get(to)], dy.get(to));
            }
        };
    }

    @Override
    public Step meanPool(Tensor x, Window window, Tensor y) {
        return () -> {
            for (int to = 0; to < y.size(); to++) {
                int[] inside = Arrays.stream(seen(x, window, y, to))
                        .filter(i -> i >= 0)
                        .toArray();
                y.set(to, Arrays.stream(inside).mapToDouble(x::get).sum() / inside.length);
            }
        };
    }

    @Override
    public Step meanPoolBackward(Tensor dy, Window window, Tensor dx) {
        return () -> {
            fill(dx, 0);
            for (int to = 0; to < dy.size(); to++) {
                int[] inside = Arrays.stream(seen(dx, window, dy, to))
                        .filter(i -> i >= 0)
                        .toArray();
                for (int i : inside) {
                    add(dx, i, dy.get(to) / inside.length);
                }
            }
        };
    }

    @Override
    public Step curve(Curve curve, Tensor x, Tensor y) {
        return () -> {
            for (int i = 0; i < y.size(); i++) {
                y.set(i, curve.value(x.get(i)));
            }
        };
    }

    /** By differences: its own derivative is what others are measured against. */
    @Override
    public Step curveBackward(Curve curve, Tensor x, Tensor dy, Tensor dx) {
        double h = 1e-3;
        return () -> {
            for (int i = 0; i < dx.size(); i++) {
                double at = x.get(i);
                boolean kink = curve.form() == Curve.Form.LEAKY_RELU && Math.abs(at) < 2 * h;
                double near = curve.value(at + h) - curve.value(at - h);
                double far = curve.value(at + 2 * h) - curve.value(at - 2 * h);
                double slope = (8 * near - far) / (12 * h); // of fourth order
                dx.set(i, dy.get(i) * (kink ? curve.derivative(at) : slope));
            }
        };
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
        int channels = scale.size();
        return () -> {
            double[] sums = new double[rows * groups];
            double[] squares = new double[rows * groups];
            double count = (double) x.size() / rows / groups;
            for (int i = 0; i < x.size(); i++) {
                sums[group(x, i, rows, channels, groups)] += x.get(i);
            }
            for (int i = 0; i < x.size(); i++) {
                int group = group(x, i, rows, channels, groups);
                squares[group] += Math.pow(x.get(i) - sums[group] / count, 2);
            }
            for (int group = 0; group < sums.length; group++) {
                mean.set(group, sums[group] / count);
                inverseDeviation.set(group, 1 / Math.sqrt(squares[group] / count + epsilon));
            }
            for (int i = 0; i < x.size(); i++) {
                int group = group(x, i, rows, channels, groups);
                double normal = (x.get(i) - mean.get(group)) * inverseDeviation.get(group);
                y.set(i, scale.get(i % channels) * normal + shift.get(i % channels));
            }
        };
    }

    private static int group(Tensor x, int index, int rows, int channels, int groups) {
        return index / (x.size() / rows) * groups + index % channels / (channels / groups);
    }

    /** By the full derivative: d y_i / d x_j = scale_i · inverse · (1{i=j} - 1/m - y_i y_j / m), of normal numbers y. */
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
        int channels = scale.size();
        return () -> {
            if (!accumulate) {
                fill(dscale, 0);
                fill(dshift, 0);
            }
            double count = (double) x.size() / rows / groups;
            double[] normal = new double[x.size()];
            for (int i = 0; i < x.size(); i++) {
                int group = group(x, i, rows, channels, groups);
                normal[i] = (x.get(i) - mean.get(group)) * inverseDeviation.get(group);
                add(dscale, i % channels, dy.get(i) * normal[i]);
                add(dshift, i % channels, dy.get(i));
            }
            for (int j = 0; j < x.size(); j++) {
                int group = group(x, j, rows, channels, groups);
                double sum = 0;
                for (int i = 0; i < x.size(); i++) {
                    if (group(x, i, rows, channels, groups) == group) {
                        double own = i == j ? 1 : 0;
                        sum += dy.get(i) * scale.get(i % channels) * (own - 1 / count - normal[i] * normal[j] / count);
                    }
                }
                dx.set(j, inverseDeviation.get(group) * sum);
            }
        };
    }

    @Override
    public void lookup(Tensor ids, Tensor table, Tensor y) {
        int width = table.columns();
        each(y, i -> ids.get(i / width) < 0 ? 0 : at(table, (int) ids.get(i / width), i % width));
    }

    @Override
    public void lookupBackward(Tensor ids, Tensor dy, Tensor dtable, boolean accumulate) {
        if (!accumulate) {
            fill(dtable, 0);
        }
        int width = dtable.columns();
        for (int i = 0; i < dy.size(); i++) {
            if (ids.get(i / width) >= 0) {
                int id = (int) ids.get(i / width);
                add(dtable, id * width + i % width, dy.get(i));
            }
        }
        dtable.touch();
    }

    @Override
    public void swapAxes(Tensor x, Tensor y) {
        int p = x.shape().dim(0);
        int q = x.shape().dim(1);
        int length = x.size() / p / q;
        each(y, i -> x.get((i / length % p * q + i / length / p) * length + i % length));
    }

    @Override
    public Step recurrence(
            Cell cell, Tensor x, Tensor weight, Tensor shift, Tensor start, Tensor kept, Tensor y, Tensor end) {
        return () -> ReferenceSequences.recurrence(cell, x, weight, shift, start, kept, y, end);
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
        return () -> {
            if (!accumulate) {
                fill(dweight, 0);
            }
            if (!accumulate && dshift != null) {
                fill(dshift, 0);
            }
            ReferenceSequences.recurrenceBackward(cell, weight, start, kept, y, dy, dend, dx, dstart, dweight, dshift);
        };
    }

    @Override
    public Step attention(Tensor x, int heads, boolean causal, Tensor shares, Tensor y) {
        return () -> ReferenceSequences.attention(x, heads, causal, shares, y);
    }

    @Override
    public Step attentionBackward(Tensor x, int heads, Tensor shares, Tensor dy, Tensor dx) {
        return () -> ReferenceSequences.attentionBackward(x, heads, shares, dy, dx);
    }

    @Override
    public Step rotate(Tensor x, int heads, int direction, Tensor y) {
        return () -> ReferenceSequences.rotate(x, heads, direction, y);
    }

    @Override
    public void crossEntropy(
            Tensor logits, Tensor classes, double scale, Tensor gradient, Tensor sum, boolean accumulate) {
        int columns = logits.shape().last();
        double loss = 0;
        for (int place = 0; place < classes.size(); place++) {
            double counts = classes.get(place) < 0 ? 0 : scale;
            double total = 0;
            for (int c = 0; c < columns; c++) {
                total += Math.exp(logits.get(place * columns + c));
            }
            for (int c = 0; c < columns; c++) {
                double share = Math.exp(logits.get(place * columns + c)) / total;
                boolean right = c == classes.get(place);
                loss -= right ? counts * Math.log(share) : 0;
                gradient.set(place * columns + c, counts * (share - (right ? 1 : 0)));
            }
        }
        gradient.touch();
        write(loss, sum, accumulate);
    }

    @Override
    public void matchingClasses(Tensor logits, Tensor classes, Tensor matching, Tensor places, boolean accumulate) {
        Tensor matrix = logits.view(0, Shape.of(classes.size(), logits.shape().last()));
        int right = 0;
        int known = 0;
        for (int place = 0; place < classes.size(); place++) {
            right += argmax(matrix, place) == classes.get(place) ? 1 : 0;
            known += classes.get(place) < 0 ? 0 : 1;
        }
        write(right, matching, accumulate);
        write(known, places, accumulate);
    }

    @Override
    public void close() {}

    private interface Function {
        double at(int index);
    }

    private static void each(Tensor to, Function element) {
        for (int i = 0; i < to.size(); i++) {
            to.set(i, element.at(i));
        }
        to.touch();
    }

    private static double flushed(double moment) {
        return Math.abs(moment) < 1e-30 ? 0 : moment;
    }

    private static int argmax(Tensor x, int row) {
        int best = 0;
        for (int m = 1; m < x.columns(); m++) {
            best = at(x, row, m) > at(x, row, best) ? m : best;
        }
        return best;
    }

    private static double at(Tensor matrix, int row, int column) {
        return matrix.get(row * matrix.columns() + column);
    }

    private static void put(Tensor matrix, int row, int column, double value) {
        matrix.set(row * matrix.columns() + column, value);
    }
}
