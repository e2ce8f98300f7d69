package org.sparksg.tensor;

/**
 * Keeps the bfloat16 copies of tensors. A copy has room for the whole memory, so that the weights of a stage can be rounded in
 * one go, when an optimizer writes them; what other kernels write is rounded tensor by tensor, by whoever needs it first.
 */
final class Bf16Rounding {
    /** Elements of a block: few enough for four arrays in the second-level cache. */
    static final int BLOCK = 1 << 15;

    private Bf16Rounding() {}

    /** Rounds a tensor anew if its memory has changed. */
    static void renew(Tensor x) {
        Bf16Copy copy = x.bf16();
        if (!copy.isOf(x.version()) && !x.isRounded()) {
            copy.round(x, 0, x.size());
            x.rounded();
        }
    }

    /**
     * Rounds a block that an optimizer has just written, while the cache still holds it; if the tensor has a copy and is all
     * of its memory. After the last block the copy is that of the tensor as {@link Tensor#touch} leaves it next.
     */
    static void follow(Tensor parameters, int start, int end) {
        Bf16Copy copy = parameters.bf16();
        if (copy != null && copy.size() == parameters.size()) {
            copy.round(parameters, start, end - start);
            copy.becomes(end == parameters.size() ? parameters.version() + 1 : Bf16Copy.NEVER);
        }
    }
}
