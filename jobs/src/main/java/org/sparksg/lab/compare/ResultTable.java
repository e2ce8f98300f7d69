package org.sparksg.lab.compare;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The Parquet table of all results. The run is a partition, so that a result is written the moment it is there, and a second
 * try takes the place of the first one.
 */
final class ResultTable {
    private static final String RUN = "run";
    private static final StructType SCHEMA = new StructType()
            .add("rule", DataTypes.StringType)
            .add("network", DataTypes.StringType)
            .add("seed", DataTypes.LongType)
            .add("outcome", DataTypes.StringType)
            .add("split", DataTypes.StringType)
            .add("error", DataTypes.DoubleType)
            .add("loss", DataTypes.DoubleType)
            .add("train_loss", DataTypes.DoubleType)
            .add("steps", DataTypes.LongType)
            .add("examples_per_s", DataTypes.DoubleType)
            .add("seconds", DataTypes.DoubleType)
            .add("parameters", DataTypes.LongType)
            .add("busy", DataTypes.createArrayType(DataTypes.DoubleType, false));

    private final SparkSession session;
    private final String path;

    ResultTable(SparkSession session, String path) {
        this.session = session;
        this.path = path;
    }

    /** Writes a result, in the place of an earlier one of the same run. */
    void write(Result result) {
        Result.Figures figures = result.figures();
        Row row = RowFactory.create(
                result.rule(),
                result.network(),
                result.seed(),
                result.outcome().label(),
                result.score().split(),
                result.score().error(),
                result.score().loss(),
                figures.trainLoss(),
                figures.steps(),
                figures.examplesPerSecond(),
                figures.seconds(),
                result.parameters(),
                figures.busy().stream().mapToDouble(Double::doubleValue).toArray());
        session.createDataFrame(List.of(row), SCHEMA)
                .coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(path + "/" + RUN + "=" + result.run());
    }

    /** Returns all results; the table must exist. */
    List<Result> read() {
        List<Result> results = new ArrayList<>();
        StructType schema = SCHEMA.add(RUN, DataTypes.StringType); // given: there may be no file yet to take it from
        for (Row row : session.read().schema(schema).parquet(path).collectAsList()) {
            results.add(new Result(
                    row.getAs(RUN),
                    row.getAs("rule"),
                    row.getAs("network"),
                    row.<Long>getAs("seed"),
                    Outcome.of(row.getAs("outcome")),
                    new Result.Score(row.getAs("split"), row.<Double>getAs("error"), row.<Double>getAs("loss")),
                    row.<Long>getAs("parameters"),
                    new Result.Figures(
                            row.<Double>getAs("train_loss"),
                            row.<Long>getAs("steps"),
                            row.<Double>getAs("examples_per_s"),
                            row.<Double>getAs("seconds"),
                            row.getList(row.fieldIndex("busy")))));
        }
        return results;
    }
}
