# What jobs/spark-sg must tell a JVM and Spark; written by the build. Rewritten by each build, so its age is that of the build.
SPARK_SCALA_VERSION="${scala.binary.version}"
JVM_OPTIONS="${spark.jvm.options} --add-modules=jdk.incubator.vector"
