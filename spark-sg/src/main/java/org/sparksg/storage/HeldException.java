package org.sparksg.storage;

import java.time.Duration;
import org.apache.hadoop.fs.Path;

/** A folder has an owner that lives: nobody else may change it. */
public final class HeldException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String holder;

    HeldException(Path folder, Owner owner, Duration silence) {
        super(folder + " is in use by " + owner + ", which gave its last sign of life " + silence.toSeconds()
                + " s ago: let it end or stop it (without signs of life it is free after " + Lease.TERM.toSeconds()
                + " s), or take the run from it with train --resume --take-over");
        this.holder = owner.toString();
    }

    /** Returns who the owner is, for people. */
    public String holder() {
        return holder;
    }
}
