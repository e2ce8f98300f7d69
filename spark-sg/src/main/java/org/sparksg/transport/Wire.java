package org.sparksg.transport;

import org.sparksg.tensor.Element;

/** What the numbers of a tensor are while they travel. */
public enum Wire {
    /** As they are computed, in single precision. */
    F32,
    /** Rounded to {@link org.sparksg.tensor.Bf16}: half the bytes. */
    BF16;

    /** Returns how many bytes a number of that type has on its way. */
    int width(Element type) {
        return this == BF16 ? Short.BYTES : type.width();
    }
}
