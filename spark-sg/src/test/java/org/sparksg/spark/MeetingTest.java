package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeetingTest {
    private static final ControlMessage.Launch LAUNCH = new ControlMessage.Launch("meeting", 2);

    @AfterEach
    void stop() {
        ControlPlugin.stopListening(LAUNCH.run());
    }

    /** Says to the driver, on the path of a real run, that a stage has come. */
    private static String[] come(ControlMessage.Launch launch, int stage, String address) throws Exception {
        return (String[]) new ControlPlugin().driverPlugin().receive(new Meeting.Arrival(launch, stage, address));
    }

    @Test
    void answerHasWhoHasComeUntilAllHave() throws Exception {
        ControlPlugin.listen(LAUNCH.run(), message -> {}, new Meeting(LAUNCH, 3));
        String[] first = come(LAUNCH, 1, "b:2/7");
        assertArrayEquals(new String[] {null, "b:2/7", null}, first);
        assertEquals(List.of(0, 2), Meeting.missing(first));
        assertEquals(List.of(0), Meeting.missing(come(LAUNCH, 2, "-:0/8")));
        assertEquals(List.of(0), Meeting.missing(come(LAUNCH, 1, "b:2/7")), "once more changes nothing");
        assertArrayEquals(new String[] {"a:1/6", "b:2/7", "-:0/8"}, come(LAUNCH, 0, "a:1/6"));
        assertEquals(List.of(0, 2), Meeting.missing(first), "what was said stays");
    }

    @Test
    void stageOfAnotherLaunchHearsNothingAndDoesNotCount() throws Exception {
        ControlPlugin.listen(LAUNCH.run(), message -> {}, new Meeting(LAUNCH, 2));
        assertNull(come(new ControlMessage.Launch("meeting", 1), 0, "old:1/6"));
        assertNull(come(new ControlMessage.Launch("other", 2), 0, "other:1/6"));
        assertEquals(List.of(0), Meeting.missing(come(LAUNCH, 1, "b:2/7")));
    }
}
