package org.sparksg.tensor;

/**
 * The numbers of one step of Adam with the bias corrections worked in, as the efficient form after algorithm 1 of Kingma
 * and Ba 2015 has them: {@code parameters = keep · parameters - rate · first / (sqrt(second) + epsilon)}. Mutable, so that
 * a step allocates nothing.
 */
final class AdamStep {
    private double gradientScale;
    private double beta1;
    private double beta2;
    private double rate;
    private double epsilon;
    private double decay;
    private double keep;

    AdamStep set(
            double gradientScale,
            long step,
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            double decay,
            boolean decoupledDecay) {
        if (step < 1) {
            throw new IllegalArgumentException("adam: step = " + step + ": counts from 1");
        }
        double secondCorrection = Math.sqrt(1 - Math.pow(beta2, step));
        this.gradientScale = gradientScale;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.rate = rate * secondCorrection / (1 - Math.pow(beta1, step));
        this.epsilon = epsilon * secondCorrection;
        this.decay = decoupledDecay ? 0 : decay;
        this.keep = decoupledDecay ? 1 - rate * decay : 1;
        return this;
    }

    double gradientScale() {
        return gradientScale;
    }

    double beta1() {
        return beta1;
    }

    double beta2() {
        return beta2;
    }

    /** Returns the step size with both corrections. */
    double rate() {
        return rate;
    }

    double epsilon() {
        return epsilon;
    }

    /** Returns the share of the parameters that is added to the gradient. */
    double decay() {
        return decay;
    }

    /** Returns the share of the parameters that decoupled decay leaves. */
    double keep() {
        return keep;
    }
}
