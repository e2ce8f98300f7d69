package org.sparksg.storage;

import java.util.Optional;

/**
 * A driver that claims folders, as they tell of it.
 *
 * @param name what it is, for people, such as the id of a Spark application
 * @param host where it runs, for people
 * @param submission what others have in common with it that a cluster manager started before it, or starts after it, for the same work;
 *     empty if nobody does
 */
public record Claimant(String name, String host, Optional<String> submission) {}
