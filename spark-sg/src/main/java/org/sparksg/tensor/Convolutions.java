package org.sparksg.tensor;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Convolutions, each done by oneDNN or as a product by OpenBLAS, whichever is faster for its shape. */
final class Convolutions {
    private static final Logger LOG = LoggerFactory.getLogger(Convolutions.class);
    private static final int TRIALS = 3;
    private static final int TRIAL_SIZE = 1 << 22; // elements of the larger images of a trial
    private static final int LONG =
            128; // elements that a window sees, and results, with which a product pays for its columns
    private static final int MANY = 32;

    private final OneDnn oneDnn;
    private final BlasConvolution.Scratch scratch = new BlasConvolution.Scratch();
    private final boolean avx512 = OneDnn.isa().startsWith("avx512");
    private final Map<Call, Boolean> measured; // null: by the table

    /** {@code measure}: whether the faster library for each shape is found by trial, in the place of what a table says. */
    Convolutions(OneDnn oneDnn, boolean measure) {
        this.oneDnn = oneDnn;
        this.measured = measure ? new HashMap<>() : null;
    }

    /** Which of its three products a convolution is asked for. */
    enum Direction {
        FORWARD,
        INPUT_GRADIENT,
        WEIGHT_GRADIENT
    }

    /** A convolution of so many images. {@code x, weight, y}: the shapes of all. */
    record Call(Direction direction, Shape x, Shape weight, Window window, int groups, Shape y) {
        /** Returns the same for a few images: what was found out holds for batches of all sizes. */
        Call trial() {
            int larger = Math.max(x.size() / x.dim(0), y.size() / y.dim(0));
            int images = Math.max(1, Math.min(8, TRIAL_SIZE / larger));
            return new Call(direction, x.withRows(images), weight, window, groups, y.withRows(images));
        }

        /** Returns how many elements the window sees of what it moves over. */
        int seen() {
            return window.size() * weight.dim(direction == Direction.INPUT_GRADIENT ? 3 : 2);
        }

        int results() {
            return weight.dim(direction == Direction.INPUT_GRADIENT ? 2 : 3);
        }

        boolean suitsBlas() {
            return BlasConvolution.canDo(window, weight, groups)
                    && (direction != Direction.INPUT_GRADIENT || BlasConvolution.canGoBack(window));
        }
    }

    /** Binds a convolution: {@code y} from {@code x} and {@code weight}, or the gradient by one of these from the other two. */
    Step bind(Direction direction, Tensor x, Tensor weight, Window window, int groups, Tensor y, boolean add) {
        Call call = new Call(direction, x.shape(), weight.shape(), window, groups, y.shape());
        return bind(byBlas(call), call, x, weight, y, add);
    }

    /** Binds one by that library. */
    Step bind(boolean byBlas, Call call, Tensor x, Tensor weight, Tensor y, boolean add) {
        if (byBlas) {
            BlasConvolution blas = new BlasConvolution(oneDnn::enter, scratch, call.window());
            return switch (call.direction()) {
                case FORWARD -> blas.forward(x, weight, y);
                case INPUT_GRADIENT -> blas.inputGradient(y, weight, x);
                case WEIGHT_GRADIENT -> blas.weightGradient(x, y, weight, add);
            };
        }
        OneDnnConvolution direct = new OneDnnConvolution(oneDnn, call.window(), call.groups());
        return switch (call.direction()) {
            case FORWARD -> direct.forward(x, weight, y);
            case INPUT_GRADIENT -> direct.inputGradient(y, weight, x);
            case WEIGHT_GRADIENT -> direct.weightGradient(x, y, weight, add);
        };
    }

    private boolean byBlas(Call call) {
        if (!call.suitsBlas()) {
            return false;
        }
        return measured == null
                ? !avx512 && call.seen() >= LONG && call.results() >= MANY
                : measured.computeIfAbsent(call.trial(), this::isFasterByBlas);
    }

    private boolean isFasterByBlas(Call call) {
        Tensor x = ones(call.x());
        Tensor weight = ones(call.weight());
        Tensor y = ones(call.y());
        double direct = milliseconds(bind(false, call, x, weight, y, false));
        double blas = milliseconds(bind(true, call, x, weight, y, false));
        LOG.info(String.format(Locale.ROOT, "convolution %s: oneDNN %.3f ms, OpenBLAS %.3f ms", call, direct, blas));
        return blas < direct;
    }

    private static double milliseconds(Step step) {
        step.run(); // the first time costs more
        long least = Long.MAX_VALUE;
        for (int trial = 0; trial < TRIALS; trial++) {
            long start = System.nanoTime();
            step.run();
            least = Math.min(least, System.nanoTime() - start);
        }
        return least / 1e6;
    }

    private static Tensor ones(Shape shape) {
        Tensor ones = Tensor.zeros(Element.F32, shape);
        VectorElements.fill(ones, 1);
        return ones;
    }
}
