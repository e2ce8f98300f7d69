package org.sparksg.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Who came last to own a folder, seen from outside.
 *
 * @param text who it is, for people
 * @param ended whether it gave the folder up
 * @param lives whether it may still change the folder: it gives signs of life, and is not known to be dead
 * @param silence how long ago the last one was
 */
public record Holder(String text, boolean ended, boolean lives, Duration silence) {

    /** Returns it; empty if there never was one. */
    public static Optional<Holder> of(Configuration hadoop, Path folder) throws IOException {
        Owners owners = new Owners(hadoop, folder);
        Optional<Owner> last = owners.last();
        if (last.isEmpty()) {
            return Optional.empty();
        }
        Owner owner = last.get();
        boolean over = owner.ended() || owner.isGone();
        Duration silence = over ? owners.age(owner) : silence(owners, owner);
        return Optional.of(
                new Holder(owner.toString(), owner.ended(), !over && silence.compareTo(Lease.TERM) <= 0, silence));
    }

    private static Duration silence(Owners owners, Owner owner) throws IOException {
        try {
            return owners.silence(owner);
        } catch (IOException mayOnlyRead) {
            return owners.age(owner);
        }
    }
}
