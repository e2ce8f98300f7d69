package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparksg.config.ConfigException;
import org.sparksg.config.RunConfig;

/** A conf file that is read where it never was. */
class ParcelTest {
    private static final String RUN = """
            include "../common/network.conf"
            data { train { format = csv, path = "a.csv", label.column = 0 }, test { format = digits, count = 50 } }
            training { epochs = EPOCHS, batch-size = 50 }
            """;

    private static Parcel parcel(String epochs) {
        return new Parcel(
                "/no/such/home",
                Map.of(
                        "/no/such/home/runs/a.conf",
                        RUN.replace("EPOCHS", epochs),
                        "/no/such/home/common/network.conf",
                        "include required(file(\"/no/such/etc/all.conf\"))\nnetwork.layers = [ { dense = 10 } ]\nstages = 1",
                        "/no/such/etc/all.conf",
                        "seed = ${SEED_OF_THERE}"),
                Map.of("SEED_OF_THERE", "7"),
                Map.of("a.csv", "hdfs://there/a.csv"));
    }

    @Test
    void includesAndDataAreWhereTheyWere() {
        Parcel brought = Parcel.unpack(parcel("3").packed());
        assertEquals(parcel("3"), brought);
        for (String file : List.of("runs/a.conf", "./runs/../runs/a.conf", "/no/such/home/runs/a.conf")) {
            RunConfig config = RunConfig.read(Path.of(file), List.of(), brought);
            assertEquals(7, config.settings().seed());
            String data = config.settings().data().train().toString();
            assertTrue(data.contains("hdfs://there/a.csv"), data);
        }
    }

    @Test
    void faultsAreToldByTheNamesThatTheUserKnows() {
        ConfigException wrong = assertThrows(
                ConfigException.class, () -> RunConfig.read(Path.of("runs/a.conf"), List.of(), parcel("-1")));
        assertTrue(wrong.getMessage().startsWith("runs/a.conf:3: training.epochs = -1"), wrong.getMessage());
        ConfigException absent = assertThrows(
                ConfigException.class, () -> RunConfig.read(Path.of("runs/b.conf"), List.of(), parcel("1")));
        assertTrue(absent.getMessage().contains("runs/b.conf: no such file"), absent.getMessage());
        assertFalse(parcel("1").has(Path.of("runs")));
    }
}
