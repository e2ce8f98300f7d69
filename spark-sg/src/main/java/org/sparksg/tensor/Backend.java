package org.sparksg.tensor;

/** Which kernels compute. */
public enum Backend {
    /** The fastest that this machine can run. */
    AUTO,
    /** Prepared ND4J operations. */
    PORTABLE,
    /** oneDNN, cblas and the Vector API. */
    CPU
}
