package org.sparksg.tensor;

import static org.sparksg.tensor.ReferenceLoops.at;
import static org.sparksg.tensor.ReferenceLoops.each;
import static org.sparksg.tensor.ReferenceLoops.put;

/** The losses of {@link ReferenceKernels}, and what it counts. */
final class ReferenceLosses {
    private ReferenceLosses() {}

    static void softmaxCrossEntropy(Tensor logits, Tensor target, Tensor gradient, Tensor sum, boolean accumulate) {
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

    static void crossEntropy(
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

    static void squaredError(Tensor x, Tensor target, Tensor gradient, Tensor sum, boolean accumulate) {
        double loss = 0;
        for (int i = 0; i < x.size(); i++) {
            loss += (x.get(i) - target.get(i)) * (x.get(i) - target.get(i));
        }
        each(gradient, i -> 2 * (x.get(i) - target.get(i)));
        write(loss, sum, accumulate);
    }

    static void matchingArgmax(Tensor x, Tensor target, Tensor sum, boolean accumulate) {
        int matching = 0;
        for (int n = 0; n < x.rows(); n++) {
            matching += argmax(x, n) == argmax(target, n) ? 1 : 0;
        }
        write(matching, sum, accumulate);
    }

    static void matchingClasses(Tensor logits, Tensor classes, Tensor matching, Tensor places, boolean accumulate) {
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

    static void dot(Tensor x, Tensor y, Tensor sum, boolean accumulate) {
        double products = 0;
        for (int i = 0; i < x.size(); i++) {
            products += x.get(i) * y.get(i);
        }
        write(products, sum, accumulate);
    }

    static void matchingSigns(Tensor x, Tensor y, Tensor sum, boolean accumulate) {
        int equal = 0;
        for (int i = 0; i < x.size(); i++) {
            equal += Math.signum(x.get(i)) == Math.signum(y.get(i)) ? 1 : 0;
        }
        write(equal, sum, accumulate);
    }

    private static void write(double number, Tensor sum, boolean accumulate) {
        sum.set(0, number + (accumulate ? sum.get(0) : 0));
        sum.touch();
    }

    private static int argmax(Tensor x, int row) {
        int best = 0;
        for (int m = 1; m < x.columns(); m++) {
            best = at(x, row, m) > at(x, row, best) ? m : best;
        }
        return best;
    }
}
