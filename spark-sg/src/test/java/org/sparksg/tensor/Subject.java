package org.sparksg.tensor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.Supplier;

/** The implementations under test, with the relative error that their arithmetic allows. */
enum Subject {
    PORTABLE_DOUBLE(() -> new PortableKernels(Element.F64), 1e-10),
    PORTABLE_FLOAT(() -> new PortableKernels(Element.F32), 1e-5),
    CPU_F32(() -> Backend.CPU.open(Precision.F32), 1e-5),
    CPU_F32_MEASURED(() -> Backend.CPU.open(Precision.F32, Gpus.NONE, true), 1e-5),
    CPU_BF16(() -> Backend.CPU.open(Precision.BF16), 1e-2);

    private final Supplier<Kernels> supplier;
    private final double tolerance;

    Subject(Supplier<Kernels> supplier, double tolerance) {
        this.supplier = supplier;
        this.tolerance = tolerance;
    }

    /** Opens kernels; skips the test where this processor cannot run them. */
    Kernels open() {
        assumeTrue(this != CPU_BF16 || OneDnn.hasBf16(), "this processor does not multiply bfloat16");
        return supplier.get();
    }

    double tolerance() {
        return tolerance;
    }
}
