package org.sparksg.nn;

/**
 * What a pass computes with.
 *
 * @param variables on the way forward
 * @param back on the way back: those, or a stash of them
 * @param gradient receives the gradients of the parameters, summed over examples; null for a pass that only infers
 * @param feedback of {@link Chain#newFeedback}; null without aligned ways
 */
public record Operands(Variables variables, Variables back, Gradient gradient, Variables feedback) {}
