package org.sparksg.storage;

/** A folder was taken over by another process: this one must not change it any more. */
public final class LostLeaseException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    LostLeaseException(String folder, Owner owner) {
        super(folder + " was taken over by " + owner + ": this process ends, and leaves everything there as it is");
    }
}
