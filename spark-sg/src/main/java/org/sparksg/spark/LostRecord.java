package org.sparksg.spark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.Manifest;

/**
 * A record of a run of which only an older one is left, or nothing.
 *
 * @param json what is left
 * @param store the checkpoints of the run
 * @param location the folder of the run
 */
record LostRecord(ObjectNode json, CheckpointStore store, String location) {
    private static final Logger LOG = LoggerFactory.getLogger(LostRecord.class);

    /**
     * Returns what the record of a run says, if there is one; one that is damaged is completed.
     *
     * @param name of the run to go on with
     * @throws IllegalArgumentException if it is damaged, and there is nothing to go on from, or only another run
     */
    static Optional<RecordFile.Found> read(RunDirectory directory, Configuration hadoop, String name) {
        Optional<RecordFile.Found> found = directory.read();
        found.filter(RecordFile.Found::damaged).ifPresent(lost -> {
            String location = directory.location();
            new LostRecord(lost.json(), new CheckpointStore(hadoop, location), location).complete(name);
        });
        return found;
    }

    /**
     * Completes it from the newest checkpoint: what must not change, and how many attempts there were; one more, of which nothing is
     * left, may have begun since.
     *
     * @throws IllegalArgumentException if there is nothing to go on from, or if that is another run
     */
    private void complete(String name) {
        Optional<Manifest> newest = store.newest();
        if (newest.isEmpty() && json.isEmpty()) {
            throw new IllegalArgumentException("--resume: " + location + "/" + RecordFile.NAME
                    + " is damaged, and there is no checkpoint to go on from: start a new run");
        }
        newest.ifPresent(manifest -> remember(manifest, name));
        ArrayNode attempts = json.withArray(RunRecord.ATTEMPTS);
        int known = Math.max(attempts.size(), newest.map(Manifest::attempt).orElse(-1) + 1);
        while (attempts.size() <= known) {
            attempts.addObject().put("outcome", "unknown: the record was damaged");
        }
    }

    private void remember(Manifest newest, String name) {
        if (!newest.run().equals(name)) {
            throw new IllegalArgumentException("--resume: " + location + "/" + RecordFile.NAME
                    + " is damaged, and its checkpoints are of the run " + newest.run() + ", not of " + name
                    + ": set name, or start a new run");
        }
        boolean nothing = json.isEmpty();
        json.put("network", newest.network());
        newest.facts().forEach(json::put);
        if (nothing && newest.facts().isEmpty()) { // by an older version
            LOG.warn(
                    "{}: nobody can tell any more whether data, seed, batch size and optimizer are what they were: it is on"
                            + " you that they are",
                    location);
        }
    }
}
