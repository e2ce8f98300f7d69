package org.sparksg.lab.compare;

import org.sparksg.config.GridConfig;
import org.sparksg.pipeline.RunSettings;

/** A run of the grid with its complete settings. */
record GridRun(GridConfig.Cell cell, RunSettings settings) {

    /** Returns the name of the run, and of its folder. */
    String id() {
        return cell.id();
    }
}
