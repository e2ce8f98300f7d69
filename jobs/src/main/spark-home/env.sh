# What jobs/spark-sg must tell a JVM and Spark; written by the build. Its age is that of the launcher's last build.
SPARK_SCALA_VERSION="${scala.binary.version}"
JVM_OPTIONS="${spark.jvm.options} --add-modules=jdk.incubator.vector"
