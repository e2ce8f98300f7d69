package org.sparksg.transport.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The callers that have not proved themselves yet, so many and no more. One that has said nothing good yet may have to go when
 * the next one comes: one of the address with most of them, by chance. An honest caller says its hello as soon as it is
 * connected and is safe from then on, so that it has to be very unlucky, and can call again. All threads.
 */
final class Lobby {
    static final int STRANGERS = 64;
    static final int GREETED = 16;

    private static final int HELLOS = 1024; // of this run, that is: honest callers, and who has seen them call

    private final List<Caller> strangers = new ArrayList<>();
    private final List<Caller> greeted = new ArrayList<>();
    private final Set<ByteBuffer> hellos = new LinkedHashSet<>();
    private final SplittableRandom random;

    /** One connection. */
    interface Caller {
        /** Returns where it comes from, without the port. */
        String host();

        /** Hangs up. Is not called under a lock, and may be called when it is gone. */
        void drop();
    }

    /** Creates an empty one. {@code seed}: of the choice who has to go. */
    Lobby(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Lets a caller wait; another one may have to go. */
    void enter(Caller caller) {
        Caller victim = makeRoom(strangers, STRANGERS, caller);
        if (victim != null) {
            victim.drop();
        }
    }

    /**
     * Keeps a caller that has said a good hello.
     *
     * @return false if the same hello was said before: only somebody who has recorded it says it twice
     */
    boolean greet(Caller caller, byte[] hello) {
        if (!isNew(hello)) {
            return false;
        }
        Caller victim = move(caller);
        if (victim != null) {
            victim.drop();
        }
        return true;
    }

    private synchronized boolean isNew(byte[] hello) {
        if (hellos.size() == HELLOS) {
            hellos.remove(hellos.iterator().next());
        }
        return hellos.add(ByteBuffer.wrap(hello));
    }

    private synchronized Caller move(Caller caller) {
        strangers.remove(caller);
        return makeRoom(greeted, GREETED, caller);
    }

    private synchronized Caller makeRoom(List<Caller> room, int places, Caller caller) {
        Caller victim = room.size() < places ? null : room.remove(choose(room));
        room.add(caller);
        return victim;
    }

    private int choose(List<Caller> room) {
        Map<String, Integer> callers = new HashMap<>();
        room.forEach(caller -> callers.merge(caller.host(), 1, Integer::sum));
        int most = callers.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        int at = random.nextInt(room.size());
        while (callers.get(room.get(at).host()) < most) {
            at = (at + 1) % room.size();
        }
        return at;
    }

    /** Forgets a caller that was let in or is gone. */
    synchronized void leave(Caller caller) {
        strangers.remove(caller);
        greeted.remove(caller);
    }

    /** Returns how many wait. */
    synchronized int size() {
        return strangers.size() + greeted.size();
    }
}
