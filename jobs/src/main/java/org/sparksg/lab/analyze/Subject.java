package org.sparksg.lab.analyze;

import org.sparksg.data.DataSettings;

/**
 * A trained model to look into, and the data to do it with.
 *
 * @param run how people call it
 * @param rule the name of its rule in the grid; that of the run if there is no grid
 * @param network the name of its network in the grid; empty if there is none
 * @param seed of the run, which decided what was held out
 * @param directory the folder of the run, or of its model
 * @param data of the run
 */
record Subject(String run, String rule, String network, long seed, String directory, DataSettings data) {}
