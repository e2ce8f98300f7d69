package org.sparksg.credit;

/** Backpropagation over the boundary: the stage below waits for the gradient from above. The baseline. */
public record Backpropagation() implements Rule {
    @Override
    public String label() {
        return "locked backpropagation";
    }

    @Override
    public Exchange exchange(long batchId) {
        return Exchange.waitingFor(Exchange.Reply.GRADIENT);
    }

    @Override
    public boolean isExact() {
        return true;
    }
}
