package org.sparksg.data;

/**
 * The linear classifier, in plain Java, trained with Adam. It depends on nothing of the library, and serves to say how
 * hard data are.
 */
final class SoftmaxRegression {
    private static final int BATCH = 100;

    private final int classes;
    private final float[] weights; // inputs x classes, then the biases
    private final float[] gradient;
    private final float[] first;
    private final float[] second;
    private final float[] scores;
    private int step;

    SoftmaxRegression(int inputs, int classes) {
        this.classes = classes;
        this.weights = new float[(inputs + 1) * classes];
        this.gradient = new float[weights.length];
        this.first = new float[weights.length];
        this.second = new float[weights.length];
        this.scores = new float[classes];
    }

    /** Passes once over the examples. */
    void train(float[][] rows, int[] labels, int[] order, double rate) {
        for (int i = 0; i < order.length; i++) {
            learn(rows[order[i]], labels[order[i]]);
            if ((i + 1) % BATCH == 0) {
                update(rate);
            }
        }
    }

    /** Returns the share of examples whose class gets the largest score. */
    double accuracy(float[][] rows, int[] labels) {
        int right = 0;
        for (int i = 0; i < rows.length; i++) {
            score(rows[i]);
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = scores[c] > scores[best] ? c : best;
            }
            right += best == labels[i] ? 1 : 0;
        }
        return (double) right / rows.length;
    }

    private void score(float[] row) {
        System.arraycopy(weights, row.length * classes, scores, 0, classes);
        for (int p = 0; p < row.length; p++) {
            for (int c = 0; c < classes && row[p] != 0; c++) {
                scores[c] += row[p] * weights[p * classes + c];
            }
        }
    }

    private void learn(float[] row, int label) {
        score(row);
        float largest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        float sum = 0;
        for (int c = 0; c < classes; c++) {
            scores[c] = (float) Math.exp(scores[c] - largest);
            sum += scores[c];
        }
        for (int c = 0; c < classes; c++) {
            scores[c] = scores[c] / sum - (c == label ? 1 : 0);
            gradient[row.length * classes + c] += scores[c];
        }
        for (int p = 0; p < row.length; p++) {
            for (int c = 0; c < classes && row[p] != 0; c++) {
                gradient[p * classes + c] += row[p] * scores[c];
            }
        }
    }

    private void update(double rate) {
        step++;
        float size = (float) (rate * Math.sqrt(1 - Math.pow(0.999, step)) / (1 - Math.pow(0.9, step)));
        for (int i = 0; i < weights.length; i++) {
            float g = gradient[i] / BATCH;
            gradient[i] = 0;
            first[i] = 0.9f * first[i] + 0.1f * g;
            second[i] = 0.999f * second[i] + 0.001f * g * g;
            weights[i] -= size * first[i] / ((float) Math.sqrt(second[i]) + 1e-8f);
        }
    }
}
