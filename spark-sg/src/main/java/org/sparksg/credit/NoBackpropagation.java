package org.sparksg.credit;

/**
 * No gradient over the boundary: the stage below keeps its initial weights. The control of every claim that a rule learns
 * (Jaderberg et al. 2017, table of feed-forward networks, column "no bprop").
 */
public record NoBackpropagation() implements Rule {
    @Override
    public String label() {
        return "no backpropagation";
    }

    @Override
    public Exchange exchange(long batchId) {
        return Exchange.NOTHING;
    }
}
