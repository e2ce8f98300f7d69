package org.sparksg.lab.analyze;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sparksg.analysis.Dissimilarity;
import org.sparksg.analysis.LinearProbes.Scores;
import org.sparksg.analysis.WeightNorm;
import org.sparksg.lab.analyze.Portrait.LayerView;

/**
 * The Parquet tables of an analysis, {@code layers} and {@code weights}. The run is a partition, so that a model is written the
 * moment it is done. A second analysis takes the place of the first one, see {@link #clear}.
 */
final class AnalysisTables {
    private static final String LAYERS = "layers";
    private static final String WEIGHTS = "weights";
    private static final StructType OF_ALL = new StructType()
            .add("rule", DataTypes.StringType)
            .add("network", DataTypes.StringType)
            .add("seed", DataTypes.LongType);
    private static final StructType OF_LAYERS = OF_ALL.add("layer", DataTypes.IntegerType)
            .add("units", DataTypes.IntegerType)
            .add("classifier_train_accuracy", DataTypes.DoubleType)
            .add("classifier_test_accuracy", DataTypes.DoubleType)
            .add("regressor_train_error", DataTypes.DoubleType)
            .add("regressor_test_error", DataTypes.DoubleType)
            .add("correlation_to_last", DataTypes.DoubleType)
            .add("points", DataTypes.IntegerType)
            .add("dissimilarities", DataTypes.createArrayType(DataTypes.FloatType, false));
    private static final StructType OF_WEIGHTS = OF_ALL.add("layer", DataTypes.StringType)
            .add("position", DataTypes.IntegerType)
            .add("inputs", DataTypes.IntegerType)
            .add("units", DataTypes.IntegerType)
            .add("norm", DataTypes.DoubleType);

    private final SparkSession session;
    private final String path;

    /** {@code path}: the folder of both tables. */
    AnalysisTables(SparkSession session, String path) {
        this.session = session;
        this.path = path;
    }

    /** Deletes the tables of an analysis before this one: its models need not be those of this one. */
    void clear() throws IOException {
        for (String table : List.of(LAYERS, WEIGHTS)) {
            Path folder = new Path(path, table);
            folder.getFileSystem(session.sparkContext().hadoopConfiguration()).delete(folder, true);
        }
    }

    /** Writes what was seen in a model. */
    void write(Analyst.Look look) {
        Subject subject = look.portrait().subject();
        List<Row> layers = new ArrayList<>();
        for (LayerView layer : look.portrait().layers()) {
            layers.add(row(subject, layer, look.matrices().get(layer.number())));
        }
        List<Row> weights = new ArrayList<>();
        for (WeightNorm norm : look.portrait().norms()) {
            weights.add(RowFactory.create(
                    subject.rule(),
                    subject.network(),
                    subject.seed(),
                    norm.layer(),
                    weights.size() + 1,
                    norm.inputs(),
                    norm.units(),
                    norm.norm()));
        }
        write(LAYERS, subject.run(), layers, OF_LAYERS);
        write(WEIGHTS, subject.run(), weights, OF_WEIGHTS);
    }

    private static Row row(Subject subject, LayerView layer, Dissimilarity matrix) {
        Scores probes = layer.probes();
        return RowFactory.create(
                subject.rule(),
                subject.network(),
                subject.seed(),
                layer.number(),
                layer.units(),
                probes.training().accuracy(),
                probes.test().accuracy(),
                probes.training().error(),
                probes.test().error(),
                layer.likeLast(),
                matrix.size(),
                matrix.pairs());
    }

    /** A task for each row, since one with all matrices would be larger than Spark likes; but one file. */
    private void write(String table, String run, List<Row> rows, StructType schema) {
        JavaSparkContext context = new JavaSparkContext(session.sparkContext());
        session.createDataFrame(context.parallelize(rows, rows.size()), schema)
                .repartition(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(path + "/" + table + "/run=" + run);
    }
}
