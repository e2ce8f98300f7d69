package org.sparksg.tensor;

/**
 * The numbers of one step of Adam, or of a relative of it: {@code parameters -= rate · (gradientShare · g + momentShare · m) / (sqrt(v /
 * (1 - beta2^number)) + epsilon)}, with the moments {@code m} and {@code v} after they took the gradient {@code g} in.
 *
 * @param number counts from 1
 * @param gradientScale factor on the gradient
 * @param gradientShare how far the step goes along the gradient itself: 0 for Adam
 * @param momentShare how far along the first moment: {@code 1 / (1 - beta1^number)} for Adam
 * @param beta1 decay of the mean of gradients
 * @param beta2 decay of the mean of their squares
 * @param decay weight decay: a share of the parameters that is added to the gradient (L2), or, if decoupled, to the step (AdamW: {@code
 *     parameters -= rate · decay · parameters})
 * @param correction what the root of the second moment is divided by: {@code sqrt(1 - beta2^number)}
 */
public record AdamStep(
        long number,
        double rate,
        double gradientScale,
        double gradientShare,
        double momentShare,
        double beta1,
        double beta2,
        double epsilon,
        double decay,
        boolean decoupledDecay,
        double correction) {
    /** Checks the number. */
    public AdamStep {
        if (number < 1) {
            throw new IllegalArgumentException("adam: step = " + number + ": counts from 1");
        }
    }

    /** Creates a step with the correction that belongs to its number. */
    public AdamStep(
            long number,
            double rate,
            double gradientScale,
            double gradientShare,
            double momentShare,
            double beta1,
            double beta2,
            double epsilon,
            double decay,
            boolean decoupledDecay) {
        this(
                number,
                rate,
                gradientScale,
                gradientShare,
                momentShare,
                beta1,
                beta2,
                epsilon,
                decay,
                decoupledDecay,
                Math.sqrt(1 - Math.pow(beta2, number)));
    }

    /** Returns a step of Adam itself, with bias correction: Kingma and Ba 2015, algorithm 1. */
    public static AdamStep of(
            long number,
            double rate,
            double gradientScale,
            double beta1,
            double beta2,
            double epsilon,
            double decay,
            boolean decoupledDecay) {
        return new AdamStep(
                number,
                rate,
                gradientScale,
                0,
                1 / (1 - Math.pow(beta1, number)),
                beta1,
                beta2,
                epsilon,
                decay,
                decoupledDecay);
    }

    /** Returns the step along the first moment, with the correction of the second one worked in. */
    double momentRate() {
        return rate * correction * momentShare;
    }

    /** Returns the step along the gradient, likewise. */
    double gradientRate() {
        return rate * correction * gradientShare;
    }

    /** Returns what is added to the root of the second moment as it is. */
    double correctedEpsilon() {
        return epsilon * correction;
    }

    /** Returns the share of the parameters that is added to the gradient. */
    double penalty() {
        return decoupledDecay ? 0 : decay;
    }

    /** Returns the share of the parameters that decoupled decay leaves. */
    double keep() {
        return decoupledDecay ? 1 - rate * decay : 1;
    }
}
