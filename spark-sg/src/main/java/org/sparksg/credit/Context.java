package org.sparksg.credit;

/** What a synthesizer sees beside the activation. */
public enum Context {
    /** Nothing: DNI in the paper. */
    NONE,
    /** The one-hot label or other target, beside the activation: cDNI in the paper. For images, as channels. */
    LABEL,
    /** The same, as a learned offset of what the first layer makes of the activation. */
    LABEL_OFFSET
}
