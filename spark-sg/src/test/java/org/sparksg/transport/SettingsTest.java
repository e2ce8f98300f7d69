package org.sparksg.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.sparksg.tensor.Shape;

class SettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static void refuses(String part, Executable creation) {
        String message = assertThrows(IllegalArgumentException.class, creation).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void transportSettingsNameTheSettingAndTheValue() {
        refuses("ports = 5000-4000", () -> new TransportSettings(null, 5000, 4000, SECOND, Faults.NONE));
        refuses("ports = 0-70000", () -> new TransportSettings(null, 0, 70_000, SECOND, Faults.NONE));
        refuses("timeout = PT0S", () -> new TransportSettings(null, 0, 0, Duration.ZERO, Faults.NONE));
        refuses("host", () -> new TransportSettings(" ", 0, 0, SECOND, Faults.NONE));
    }

    @Test
    void faultsNameTheFieldAndTheValue() {
        refuses("loss = NaN", () -> new Faults(1, SECOND, SECOND, Double.NaN, 0, 0));
        refuses("delay = PT-1S", () -> new Faults(1, SECOND.negated(), SECOND, 0, 0, 0));
        refuses("disconnect-after = -1", () -> new Faults(1, SECOND, SECOND, 0, -1, 0));
    }

    @Test
    void capacityNamesTheFieldAndTheValue() {
        refuses("slots = 0", () -> new Capacity(0, List.of(Shape.of(1))));
        refuses("largest = []", () -> new Capacity(1, List.of()));
        refuses("2 GiB", () -> new Capacity(1, List.of(Shape.of(1 << 29), Shape.of(1))));
    }

    @Test
    void settingsTravelToExecutors() throws Exception {
        TransportSettings settings = TransportSettings.defaults().withHost("10.0.0.7");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(settings);
        assertEquals(settings, new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject());
    }
}
