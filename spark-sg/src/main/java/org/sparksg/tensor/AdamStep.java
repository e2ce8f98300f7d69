package org.sparksg.tensor;

/**
 * The numbers of one step of Adam with the bias corrections worked in, as the efficient form after algorithm 1 of Kingma
 * and Ba 2015 has them: {@code parameters = keep · parameters - rate · first / (sqrt(second) + epsilon)}.
 *
 * @param decay share of the parameters that is added to the gradient
 * @param keep share of the parameters that decoupled decay leaves
 */
record AdamStep(
        double gradientScale, double beta1, double beta2, double rate, double epsilon, double decay, double keep) {

    static AdamStep of(
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
        return new AdamStep(
                gradientScale,
                beta1,
                beta2,
                rate * secondCorrection / (1 - Math.pow(beta1, step)),
                epsilon * secondCorrection,
                decoupledDecay ? 0 : decay,
                decoupledDecay ? 1 - rate * decay : 1);
    }
}
