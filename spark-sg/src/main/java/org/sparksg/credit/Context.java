package org.sparksg.credit;

/** What a synthesizer sees beside the activation. */
public enum Context {
    /** Nothing: DNI in the paper. */
    NONE,
    /** The one-hot label or other target, concatenated to the activation: cDNI in the paper. */
    LABEL
}
