package org.sparksg.tensor;

import org.sparksg.tensor.OneDnnSpec.Operation;

/**
 * Keeps the bfloat16 copies of tensors. A copy has room for the whole memory, so that the weights of a stage can be rounded in
 * one go, when an optimizer writes them; what other kernels write is rounded tensor by tensor, by whoever needs it first.
 */
final class Bf16Rounding {
    /** Elements of a block: few enough for four arrays in the second-level cache. */
    static final int BLOCK = 1 << 15;

    private final OneDnn oneDnn;
    private final OneDnnSpec spec = new OneDnnSpec();
    private final Address from = new Address();
    private final Address to = new Address();

    Bf16Rounding(OneDnn oneDnn) {
        this.oneDnn = oneDnn;
    }

    /** Returns where the copy of a tensor lies, rounded anew if the tensor's memory changed. */
    Address current(Tensor x) {
        Address address = x.bf16Address();
        Bf16Copy copy = x.bf16();
        if (!copy.isOf(x.version()) && !x.isRounded()) {
            round(x, 0, x.size());
            x.rounded();
        }
        return address;
    }

    /** Rounds {@code count} elements, {@code first} counted from the first one of the tensor. */
    private void round(Tensor x, int first, int count) {
        spec.elements(Operation.TO_BF16, count);
        oneDnn.primitive(spec)
                .source(from.behind(x.address(), (long) Float.BYTES * first), (long) Float.BYTES * count)
                .destination(to.behind(x.bf16Address(), (long) Short.BYTES * first), (long) Short.BYTES * count)
                .execute();
    }

    /**
     * Rounds a block that an optimizer has just written, while the cache still holds it; if the tensor has a copy and is all
     * of its memory. After the last block the copy is that of the tensor as {@link Tensor#touch} leaves it next.
     */
    void follow(Tensor parameters, int start, int end) {
        Bf16Copy copy = parameters.bf16();
        if (copy != null && copy.size() == parameters.size()) {
            round(parameters, start, end - start);
            copy.becomes(end == parameters.size() ? parameters.version() + 1 : Bf16Copy.NEVER);
        }
    }
}
