package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    private static Meeting.Answer come(ControlMessage.Launch launch, int stage, String address) throws Exception {
        return (Meeting.Answer) new ControlPlugin().driverPlugin().receive(new Meeting.Arrival(launch, stage, address));
    }

    @Test
    void answerNamesWhoIsMissingUntilAllHaveCome() throws Exception {
        ControlPlugin.listen(LAUNCH.run(), message -> {}, new Meeting(LAUNCH, 3));
        Meeting.Answer first = come(LAUNCH, 1, "b:2/7");
        assertFalse(first.isComplete());
        assertEquals(List.of(0, 2), first.missing());
        assertEquals(List.of(0), come(LAUNCH, 2, "-:0/8").missing());
        assertEquals(List.of(0), come(LAUNCH, 1, "b:2/7").missing(), "once more changes nothing");
        Meeting.Answer last = come(LAUNCH, 0, "a:1/6");
        assertTrue(last.isComplete());
        assertEquals(List.of("a:1/6", "b:2/7", "-:0/8"), last.addresses());
        assertEquals(List.of(0, 2), first.missing(), "what was said stays");
    }

    @Test
    void stageOfAnotherLaunchHearsNothingAndDoesNotCount() throws Exception {
        ControlPlugin.listen(LAUNCH.run(), message -> {}, new Meeting(LAUNCH, 2));
        assertNull(come(new ControlMessage.Launch("meeting", 1), 0, "old:1/6"));
        assertNull(come(new ControlMessage.Launch("other", 2), 0, "other:1/6"));
        Meeting.Answer answer = come(LAUNCH, 1, "b:2/7");
        assertNotNull(answer);
        assertEquals(List.of(0), answer.missing());
    }
}
