package org.sparksg.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.net.ConnectTimeoutException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;

class FileTroubleTest {

    private static void told(Throwable failure, String... words) {
        BadSetting told = FileTrouble.of("output.directory", "hdfs://host/runs", failure);
        assertEquals("output.directory", told.component());
        assertSame(failure, told.getCause());
        assertTrue(told.getMessage().startsWith("output.directory: hdfs://host/runs: "), told.getMessage());
        for (String word : words) {
            assertTrue(told.getMessage().contains(word), told.getMessage());
        }
    }

    @Test
    void permissionIsNamedWithTheUser() {
        String user = System.getProperty("user.name");
        told(new AccessControlException("Permission denied: user=x"), "permission denied", "user=x", user);
        told(new FileNotFoundException("/a/b (Permission denied)"), "permission denied", user);
        told(new IOException("no", new AccessDeniedException("/a/b")), "permission denied", "/a/b");
    }

    @Test
    void machinesThatDoNotAnswerAreToldApart() {
        told(new ConnectException("Connection refused"), "nobody listens there", "host and port");
        told(new IllegalArgumentException(new UnknownHostException("nn")), "no such host (nn)");
        told(new ConnectTimeoutException("20000 millis timeout"), "no answer in time", "firewall");
        told(new SocketTimeoutException("x"), "no answer in time");
        told(new NoRouteToHostException("x"), "no answer in time");
    }

    @Test
    void missingConnectorsAreNamed() {
        told(
                new RuntimeException(new ClassNotFoundException("Class S3AFileSystem not found")),
                "--jars",
                "S3AFileSystem");
        told(new NoClassDefFoundError("com/amazonaws/X"), "connector", "com/amazonaws/X");
    }

    /** Else the file would be lost: the last cause does not know it. */
    @Test
    void troubleWhileDataAreReadTellsFilePlaceAndAllCauses() {
        IOException failure = new IOException(
                "hdfs://host/a.csv: row 7: the stream broke",
                new IOException("pipeline", new ConnectException("refused")));
        BadSetting told = FileTrouble.reading("data.train", failure);
        assertEquals("data.train", told.component());
        assertSame(failure, told.getCause());
        assertTrue(
                told.getMessage()
                        .startsWith(
                                "data.train: cannot be read: hdfs://host/a.csv: row 7: the stream broke: pipeline: refused"),
                told.getMessage());
        assertTrue(told.getMessage().contains("start the server"), told.getMessage());
        assertTrue(FileTrouble.reading("data.test", new UncheckedIOException(failure))
                .getMessage()
                .contains("a.csv: row 7: the stream broke: pipeline: refused"));
    }

    /** Executors get the driver's settings one by one. */
    @Test
    void firstLookIsQuickOnExecutorsToo() {
        Configuration driver = new Configuration();
        driver.set("ipc.client.connect.max.retries", "77");
        Configuration executor = new Configuration(false);
        driver.forEach(entry -> executor.set(entry.getKey(), entry.getValue()));
        for (Configuration each : List.of(driver, executor)) {
            Configuration quick = FileTrouble.quick(each);
            assertEquals("5000", quick.get("ipc.client.connect.timeout"));
            assertEquals("77", quick.get("ipc.client.connect.max.retries"), "whoever sets it has the last word");
        }
    }

    @Test
    void otherTroubleKeepsItsFirstLine() {
        told(new IOException("disk on fire\n\tat somewhere"), "cannot be used (disk on fire)");
        told(new IOException(), "cannot be used (IOException)");
    }
}
