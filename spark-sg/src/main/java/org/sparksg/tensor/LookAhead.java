package org.sparksg.tensor;

/**
 * The numbers of a look ahead, to where its first moment alone carries Adam: {@code keep · parameters - along · m / (sqrt(share · v) +
 * epsilon)}, with the moments {@code m} and {@code v}.
 *
 * @param keep the share of the parameters that decoupled decay leaves
 * @param along how far it goes along the first moment
 * @param share the correction of the second moment: {@code 1 / (1 - beta2^number)} for Adam
 */
public record LookAhead(double keep, double along, double share, double epsilon) {}
