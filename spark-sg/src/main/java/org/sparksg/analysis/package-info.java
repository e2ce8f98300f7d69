/**
 * What the layers of a trained network do, as Czarnecki et al. 2017 look at it: representational dissimilarity
 * matrices, linear probes and weight norms.
 *
 * <p>An {@link org.sparksg.analysis.Ascent} carries examples through a network, one {@link org.sparksg.analysis.HiddenLayer}
 * after the other; {@link org.sparksg.analysis.Dissimilarity} and {@link org.sparksg.analysis.LinearProbes} look at what
 * arrives there. Computes on the calling thread; knows neither files nor Spark.
 */
package org.sparksg.analysis;
