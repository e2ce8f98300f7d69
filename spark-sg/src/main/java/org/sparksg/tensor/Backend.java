package org.sparksg.tensor;

import org.nd4j.linalg.api.buffer.DataType;

/** Which kernels compute. */
public enum Backend {
    /** The fastest that this machine can run. */
    AUTO,
    /** Prepared ND4J operations. */
    PORTABLE,
    /** oneDNN, cblas and the Vector API. */
    CPU;

    /** Opens kernels. */
    public Kernels open(Precision precision) {
        return this == PORTABLE ? new PortableKernels(DataType.FLOAT) : new CpuKernels(precision);
    }
}
