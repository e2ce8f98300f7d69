package org.sparksg.tensor;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which implementation of {@link Kernels} computes. */
public enum Backend {
    /** {@link #CPU} where it can run, else {@link #PORTABLE} with a warning that names what is missing. */
    AUTO,
    /** {@link PortableKernels} in single precision: any ND4J backend, no special JVM flag. */
    PORTABLE,
    /** {@link CpuKernels}: needs oneDNN, Java 17 and its flag {@code --add-modules jdk.incubator.vector}. */
    CPU;

    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    /** Returns whether it computes on GPUs: none does so far. */
    public boolean usesGpus() {
        return false;
    }

    /**
     * Opens kernels for one thread of a stage. A backend that {@link #usesGpus} takes the first of its GPUs, and its processor if
     * there are none; the others leave them alone.
     *
     * @param measure whether the fastest library for each product is found by trial, in the place of what a table says; then another run
     *     may find another one, with other last bits
     * @throws IllegalStateException if this machine or JVM lacks what the backend or the precision needs
     */
    public Kernels open(Precision precision, Gpus gpus, boolean measure) {
        NativeCache.require();
        return open(precision, this == PORTABLE ? Optional.empty() : obstacle(), measure);
    }

    /**
     * Opens kernels for one thread, on its processor.
     *
     * @throws IllegalStateException if this machine or JVM lacks what the backend or the precision needs
     */
    public Kernels open(Precision precision) {
        return open(precision, Gpus.NONE, false);
    }

    /** {@code obstacle}: to the fast kernels. */
    Kernels open(Precision precision, Optional<String> obstacle, boolean measure) {
        if (this == PORTABLE || this == AUTO && precision == Precision.F32 && obstacle.isPresent()) {
            obstacle.ifPresent(reason -> LOG.warn("computing with the slower portable kernels: {}", reason));
            return portable(precision);
        }
        if (obstacle.isPresent()) {
            throw new IllegalStateException(
                    "backend " + this + " with precision " + precision + " cannot run here: " + obstacle.get());
        }
        return new CpuKernels(precision, measure);
    }

    private static Kernels portable(Precision precision) {
        if (precision != Precision.F32) {
            throw new IllegalStateException("backend PORTABLE computes in F32 only, not in " + precision
                    + ": use backend CPU, or precision F32");
        }
        return new PortableKernels(Element.F32);
    }

    /** Returns why {@link #CPU} cannot run in this JVM, with the fix; empty if it can. */
    static Optional<String> obstacle() {
        return vectorsObstacle().or(Backend::oneDnnObstacle);
    }

    /** Returns why the vector API cannot be used in this JVM, with the fix; empty if it can. */
    static Optional<String> vectorsObstacle() {
        return moduleObstacle().or(() -> vectorObstacle(Lanes::probe));
    }

    private static Optional<String> moduleObstacle() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()
                ? Optional.empty()
                : Optional.of("this JVM was started without --add-modules " + VECTOR_MODULE
                        + ": add it to spark.driver.extraJavaOptions and spark.executor.extraJavaOptions");
    }

    /** {@code load}: loads a vector; newer JVMs have no such method, because the incubating module changes with each. */
    static Optional<String> vectorObstacle(Runnable load) {
        try {
            load.run();
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of("the vector API of Java " + Runtime.version().feature()
                    + " is not that of Java 17: run driver and executors on a JDK 17");
        }
    }

    /** Returns why oneDNN does not load, with the fix; empty if it does. */
    static Optional<String> oneDnnObstacle() {
        try {
            OneDnn.version();
            return Optional.empty();
        } catch (LinkageError | RuntimeException e) { // what a missing jar or library looks like differs
            return Optional.of(
                    "oneDNN does not load (" + e + "): put org.bytedeco:dnnl and org.bytedeco:opencl with the"
                            + " natives of this platform on the class path");
        }
    }
}
