package org.sparksg.nn;

import java.util.function.Supplier;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.ReferenceKernels;

/** Every implementation of {@link Kernels} that computes in double precision. */
public enum Arithmetic {
    REFERENCE(ReferenceKernels::new),
    PORTABLE(() -> new PortableKernels(Element.F64));

    private final Supplier<Kernels> supplier;

    Arithmetic(Supplier<Kernels> supplier) {
        this.supplier = supplier;
    }

    public Kernels open() {
        return supplier.get();
    }
}
