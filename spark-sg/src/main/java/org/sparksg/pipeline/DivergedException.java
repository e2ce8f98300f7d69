package org.sparksg.pipeline;

/** Training went wrong in a way that more training does not mend: the loss is no number any more. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates one for a batch with this loss. */
    public DivergedException(long batchId, int epoch, double loss) {
        super("the loss of batch " + batchId + " (epoch " + epoch + ") is " + loss
                + ": training diverged. Lower optimizer.learning-rate, clip the gradients (optimizer.clip-norm), or"
                + " look for values in the data that are no numbers");
    }
}
