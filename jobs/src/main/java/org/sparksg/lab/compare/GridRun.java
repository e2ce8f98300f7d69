package org.sparksg.lab.compare;

import org.sparksg.config.GridConfig;
import org.sparksg.pipeline.RunPlan;

/** A run of the grid, decided: what was checked is what is trained. */
record GridRun(GridConfig.Cell cell, RunPlan plan) {

    /** Returns the name of the run, and of its folder. */
    String id() {
        return cell.id();
    }
}
