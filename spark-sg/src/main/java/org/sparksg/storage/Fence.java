package org.sparksg.storage;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What helpers of a folder's owner, on other machines, check before they change something there: whether it still is the owner.
 *
 * @param folder the folder
 * @param number the owner's number
 * @param token the owner's token
 */
public record Fence(String folder, long number, String token) implements Serializable {

    /** Returns that of who came last to own a folder; one that never holds if nobody did. */
    public static Fence ofLast(Configuration hadoop, String folder) throws IOException {
        Owners owners = new Owners(hadoop, new Path(folder));
        Owner last = owners.last().orElse(Owner.unknown(0));
        return new Fence(folder, last.number(), last.token());
    }

    /**
     * Checks it.
     *
     * @throws LostLeaseException naming who has the folder now
     * @throws UncheckedIOException if the file system does not say
     */
    public void check(Configuration hadoop) {
        try {
            check(new Owners(hadoop, new Path(folder)));
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
    }

    void check(Owners owners) {
        try {
            if (!owners.isLast(number, token)) {
                throw new LostLeaseException(folder, owners.last().orElse(Owner.unknown(number + 1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": it cannot be told whose it is: " + e.getMessage(), e);
        }
    }
}
