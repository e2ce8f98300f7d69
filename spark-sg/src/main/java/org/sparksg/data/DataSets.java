package org.sparksg.data;

import java.util.Optional;

/**
 * The data of a run, in memory.
 *
 * @param training what is left for training
 * @param heldOut the part of the training data that is kept for validation
 * @param test the test data
 */
public record DataSets(Examples training, Optional<Examples> heldOut, Optional<Examples> test) {}
