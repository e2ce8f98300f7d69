package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LobbyTest {
    private final Lobby lobby = new Lobby(1);
    private final List<Guest> dropped = new ArrayList<>();

    private final class Guest implements Lobby.Caller {
        private final String host;

        Guest(String host) {
            this.host = host;
        }

        @Override
        public String host() {
            return host;
        }

        @Override
        public void drop() {
            dropped.add(this);
        }
    }

    private static byte[] hello(int number) {
        byte[] hello = new byte[RunSecret.BYTES];
        hello[0] = (byte) number;
        hello[1] = (byte) (number >> 8);
        return hello;
    }

    private Guest enter(String host) {
        Guest guest = new Guest(host);
        lobby.enter(guest);
        return guest;
    }

    @Test
    void thereAreNeverMoreThanThePlaces() {
        for (int i = 0; i < 1_000; i++) {
            enter("h" + i % 7);
            assertTrue(lobby.size() <= Lobby.STRANGERS);
        }
        assertEquals(1_000 - Lobby.STRANGERS, dropped.size());
        assertEquals(dropped.size(), new HashSet<>(dropped).size(), "nobody is dropped twice");
    }

    @Test
    void callersOfAnAddressWithFewStayHoweverManyComeFromAnother() {
        Guest honest = enter("honest");
        for (int i = 0; i < 10_000; i++) {
            enter("flood");
        }
        assertFalse(dropped.contains(honest));
    }

    @Test
    void callerOfTheSameAddressStaysForAWhileMostly() {
        int kept = 0;
        for (int trial = 0; trial < 200; trial++) {
            for (int i = 0; i < Lobby.STRANGERS; i++) {
                enter("one");
            }
            Guest honest = enter("one");
            for (int i = 0; i < 5; i++) { // 5 ms at 1,000 a second: an honest caller has said its hello by then
                enter("one");
            }
            kept += dropped.contains(honest) ? 0 : 1;
        }
        assertTrue(kept > 160, kept + " of 200"); // (63/64)^5 of them is 185
    }

    @Test
    void whoHasSaidAGoodHelloStaysHoweverManyComeFromItsAddress() {
        Guest honest = enter("one");
        assertTrue(lobby.greet(honest, hello(1)));
        for (int i = 0; i < 10_000; i++) {
            enter("one");
        }
        assertFalse(dropped.contains(honest));
    }

    @Test
    void helloThatWasSaidBeforeIsNoGoodOne() {
        assertTrue(lobby.greet(enter("a"), hello(1)));
        assertFalse(lobby.greet(enter("b"), hello(1)));
        assertTrue(lobby.greet(enter("b"), hello(2)));
    }

    @Test
    void placesOfThoseWhoLeaveAreFree() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1_000; i++) {
            Guest guest = enter("one");
            if (random.nextBoolean() && !lobby.greet(guest, hello(i))) {
                throw new AssertionError(i);
            }
            lobby.leave(guest);
        }
        assertEquals(0, lobby.size());
        assertEquals(List.of(), dropped);
    }
}
