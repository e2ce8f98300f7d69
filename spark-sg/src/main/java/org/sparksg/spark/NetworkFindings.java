package org.sparksg.spark;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.package$;

/**
 * What the preflight finds about the network: who can take part in a run, and who can read it. The driver sends the secret that
 * opens the links between stages as it sends everything, so that links are as safe as Spark's own traffic, and not safer.
 */
final class NetworkFindings {
    private static final String AUTHENTICATE = "spark.authenticate";
    private static final String SECRET = "spark.authenticate.secret";
    private static final String CRYPTO = "spark.network.crypto.enabled";
    private static final String SASL = "spark.authenticate.enableSaslEncryption";
    private static final String RPC_TLS = "spark.ssl.rpc.enabled";
    private static final String PAGES_TLS = "spark.ssl.enabled";
    private static final String DISKS = "spark.io.encryption.enabled";
    private static final String ALL = AUTHENTICATE + "=true and " + CRYPTO + "=true";

    private final SparkConf conf;
    private final String version;

    /** Prepares to look at settings. */
    NetworkFindings(SparkConf conf) {
        this(conf, package$.MODULE$.SPARK_VERSION());
    }

    /** {@code version}: of Spark. */
    NetworkFindings(SparkConf conf, String version) {
        this.conf = conf;
        this.version = version;
    }

    List<Finding> all() {
        return conf.getBoolean(DISKS, false)
                ? List.of(strangers(), encryption(), disks())
                : List.of(strangers(), encryption());
    }

    /** Returns whether Spark encrypts what it sends, so that links between stages are to be encrypted, too. */
    boolean isEncrypted() {
        return (conf.getBoolean(AUTHENTICATE, false) && isCryptoAsked()) || isTls();
    }

    private boolean isCryptoAsked() {
        return conf.getBoolean(CRYPTO, false) || conf.getBoolean(SASL, false);
    }

    private boolean isTls() {
        return conf.getBoolean(RPC_TLS, false) && !version.startsWith("3.");
    }

    private Finding strangers() {
        String subject = "strangers";
        if (conf.getBoolean(AUTHENTICATE, false)) {
            return Finding.ok(subject, "kept out of Spark and of the links between stages by their secrets");
        }
        if (Cluster.isOneMachine(conf)) {
            return Finding.ok(subject, "all processes are on this machine; links between stages have a secret");
        }
        return Finding.warning(
                subject,
                "whoever reaches the driver can ask Spark for the secret of the links between stages",
                AUTHENTICATE + "=true" + (Cluster.hasNoContainers(conf) ? " and " + SECRET : "") + "; " + CRYPTO
                        + "=true encrypts, too");
    }

    private Finding encryption() {
        String subject = "encryption";
        if (isCryptoAsked() && !conf.getBoolean(AUTHENTICATE, false)) {
            return Finding.failure(
                    subject, (conf.getBoolean(CRYPTO, false) ? CRYPTO : SASL) + " is on", AUTHENTICATE + "=true");
        }
        if (isEncrypted()) {
            return Finding.ok(subject, "on: Spark's own traffic and the links between stages are encrypted");
        }
        if (conf.getBoolean(RPC_TLS, false)) {
            return Finding.warning(subject, "off: Spark " + version + " does not know " + RPC_TLS, ALL);
        }
        if (conf.getBoolean(PAGES_TLS, false)) {
            return Finding.warning(
                    subject,
                    "off: " + PAGES_TLS + " is for web pages, not for what Spark and the stages send",
                    ALL + (version.startsWith("3.") ? "" : ", or " + RPC_TLS + "=true"));
        }
        return Cluster.isOneMachine(conf)
                ? Finding.ok(subject, "off; nothing leaves this machine")
                : Finding.ok(
                        subject,
                        "off: whoever can listen on the network can read along, and take the secret of the links; "
                                + CRYPTO + "=true with " + AUTHENTICATE + "=true encrypts all");
    }

    /** Stages write nothing to local disks themselves. */
    private Finding disks() {
        String subject = "encryption of disks";
        String fact = "what Spark spills is encrypted; tables, checkpoints and models are as the file system of"
                + " output.directory keeps them";
        return isEncrypted() || Cluster.isOneMachine(conf)
                ? Finding.ok(subject, fact)
                : Finding.warning(subject, fact + ", and " + DISKS + " sends its key in the clear", ALL);
    }
}
