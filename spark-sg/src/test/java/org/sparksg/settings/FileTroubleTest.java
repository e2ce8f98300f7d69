package org.sparksg.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
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

    @Test
    void otherTroubleKeepsItsFirstLine() {
        told(new IOException("disk on fire\n\tat somewhere"), "cannot be used (disk on fire)");
        told(new IOException(), "cannot be used (IOException)");
    }
}
