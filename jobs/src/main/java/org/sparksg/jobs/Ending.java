package org.sparksg.jobs;

import java.lang.reflect.Constructor;
import org.apache.spark.SparkUserAppException;

/** How the end of a command is told to whoever started this JVM. */
enum Ending {
    /** By the exit code of the JVM. */
    EXIT,

    /**
     * By the end of the main method. YARN's application master runs it on a thread of its own: it takes a JVM that exits for a crash, even
     * with code 0, and starts the application a second time. It ends the JVM by itself.
     */
    RETURN;

    /** Returns the one that holds in this JVM: Spark gives the settings of an application to its driver as system properties. */
    static Ending here() {
        return "yarn".equals(System.getProperty(ClusterOptions.MASTER))
                        && "cluster".equals(System.getProperty(ClusterOptions.DEPLOY_MODE))
                ? RETURN
                : EXIT;
    }

    /**
     * Ends.
     *
     * @param code what the command ended with
     * @param application makes an application where the command needed none: YARN takes a driver without one for one that failed
     * @throws SparkUserAppException with the code, if that is not 0 and the main method has to end by itself
     */
    void end(int code, Runnable application) throws SparkUserAppException {
        System.out.flush();
        System.err.flush();
        if (this == EXIT) {
            System.exit(code);
        }
        if (code != 0) {
            throw exception(code);
        }
        application.run();
    }

    /** It takes the code; on Spark 4.2 a cause, too. */
    private static SparkUserAppException exception(int code) {
        Constructor<?> constructor = SparkUserAppException.class.getConstructors()[0];
        try {
            return (SparkUserAppException)
                    (constructor.getParameterCount() == 1
                            ? constructor.newInstance(code)
                            : constructor.newInstance(code, null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
