package org.sparksg.tensor;

/**
 * The numbers of one step of Adam, or of a relative of it: {@code parameters -= rate · (gradientShare · g + momentShare · m) / (sqrt(v) /
 * correction + epsilon)}, with the moments {@code m} and {@code v} after they took the gradient {@code g} in.
 *
 * @param gradientScale factor on the gradient
 * @param gradientShare how far the step goes along the gradient itself: 0 for Adam
 * @param momentShare how far along the first moment: {@code 1 / (1 - beta1^number)} for Adam
 * @param beta1 decay of the mean of gradients
 * @param beta2 decay of the mean of their squares
 * @param correction what the root of the second moment is divided by: {@link #correction(double, long)}
 * @param decay weight decay: a share of the parameters that is added to the gradient (L2), or, if decoupled, to the step (AdamW: {@code
 *     parameters -= rate · decay · parameters})
 */
public record AdamStep(
        double rate,
        double gradientScale,
        double gradientShare,
        double momentShare,
        double beta1,
        double beta2,
        double correction,
        double epsilon,
        double decay,
        boolean decoupledDecay) {
    /**
     * Returns a step of Adam itself, with bias correction: Kingma and Ba 2015, algorithm 1.
     *
     * @param number counts from 1
     */
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
                rate,
                gradientScale,
                0,
                1 / (1 - Math.pow(beta1, number)),
                beta1,
                beta2,
                correction(beta2, number),
                epsilon,
                decay,
                decoupledDecay);
    }

    /** Returns {@code sqrt(1 - beta2^number)}, of the step {@code number}, which counts from 1. */
    public static double correction(double beta2, long number) {
        if (number < 1) {
            throw new IllegalArgumentException("adam: step = " + number + ": counts from 1");
        }
        return Math.sqrt(1 - Math.pow(beta2, number));
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
