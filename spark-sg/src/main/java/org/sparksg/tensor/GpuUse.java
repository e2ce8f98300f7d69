package org.sparksg.tensor;

/** Whether stages compute on GPUs that the cluster gives. */
public enum GpuUse {
    /** Every stage does, or the run does not start. */
    REQUIRE,
    /** A stage does where it is given one and the backend can use it. */
    PREFER,
    /** None does, and none may be reserved. */
    NEVER
}
