package org.sparksg.transport.tcp;

import java.io.Serializable;
import org.sparksg.transport.Capacity;

/**
 * What the two ends of a link must agree on, seen from one end.
 *
 * @param run names the run, and the replica if there are several: at most 200 characters
 * @param attempt the attempt of the run
 * @param stage the stage at this end
 * @param peerStage the stage at the other end
 * @param sends the messages from this end
 * @param receives the messages to this end
 */
public record LinkTerms(String run, int attempt, int stage, int peerStage, Capacity sends, Capacity receives)
        implements Serializable {
    static final int MAX_RUN_LENGTH = 200;

    /** Checks the length of the name. */
    public LinkTerms {
        if (run.length() > MAX_RUN_LENGTH) {
            throw new IllegalArgumentException(
                    "run name of " + run.length() + " characters: must be at most " + MAX_RUN_LENGTH);
        }
    }

    /** Returns the same agreement seen from the other end. */
    public LinkTerms mirrored() {
        return new LinkTerms(run, attempt, peerStage, stage, receives, sends);
    }

    /** Returns in what the peer's terms differ, for people, or null if both ends agree. */
    String objectionTo(LinkTerms peer) {
        LinkTerms theirs = peer.mirrored();
        if (!run.equals(theirs.run)) {
            return "run " + theirs.run + " met run " + run + ": a stale address, or two runs share a port";
        }
        if (attempt != theirs.attempt) {
            return "attempt " + theirs.attempt + " met attempt " + attempt + ": a task of a dead attempt still runs";
        }
        if (stage != theirs.stage || peerStage != theirs.peerStage) {
            return "stage " + theirs.peerStage + " looks for stage " + theirs.stage + ", here is stage " + stage
                    + " and expects stage " + peerStage + ": addresses were mixed up";
        }
        if (!sends.equals(theirs.sends)) {
            return differentNetworks(sends, theirs.sends, stage);
        }
        return receives.equals(theirs.receives) ? null : differentNetworks(receives, theirs.receives, peerStage);
    }

    private String differentNetworks(Capacity here, Capacity there, int from) {
        return "messages from stage " + from + " are " + here + " for stage " + stage + " but " + there + " for stage "
                + peerStage + ": both ends must run the same network with the same batch size";
    }
}
