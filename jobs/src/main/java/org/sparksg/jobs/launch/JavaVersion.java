package org.sparksg.jobs.launch;

import java.nio.file.Path;
import java.util.Optional;

/** Which Java fits. */
final class JavaVersion {
    private static final int FAST = 17; // its vector API, which the fast kernels need, was changed in later ones
    private static final int LAST_OF_OLD_HADOOP = 22; // then getSubject is not supported any more

    private JavaVersion() {}

    /** Returns why Spark does not start on a Java; empty if it does. */
    static Optional<String> refusal(int java, String spark) {
        boolean oldHadoop = spark.matches("3\\..*|4\\.[01]\\..*");
        return java <= LAST_OF_OLD_HADOOP || !oldHadoop
                ? Optional.empty()
                : Optional.of(name(java) + ", on which Spark " + spark + " does not start: set JAVA_HOME to a JDK 17");
    }

    /** Returns whether the fast kernels run on a Java. */
    static boolean isFast(int java) {
        return java == FAST;
    }

    /** Returns what is worse on a Java than on the best one. */
    static Optional<String> warning(int java) {
        return isFast(java)
                ? Optional.empty()
                : Optional.of(name(java)
                        + ", on which only the portable kernels run, up to three times slower than those of Java 17: set"
                        + " JAVA_HOME to a JDK 17");
    }

    private static String name(int java) {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " is Java " + java;
    }
}
