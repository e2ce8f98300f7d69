package org.sparksg.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;

/**
 * What the columns of a table are, whose rows are steps of sequences.
 *
 * @param key the column whose value tells which sequence a row is a step of; empty where all rows are one sequence
 * @param order the column that steps are ordered by: a number, or a date or time; empty for the order of the rows
 * @param features the columns of numbers that each step has; none if steps are ids
 * @param ids the column of the ids, whole numbers from 0; empty if steps are numbers
 * @param vocabulary how many different ids there are; 0 for the largest one of the training data, and one more
 * @param label what to predict; null for the id that follows
 * @param per what has a label
 */
public record SequenceColumns(
        String key, String order, List<String> features, String ids, int vocabulary, Label label, Per per)
        implements Serializable {
    /** Whole numbers that a float holds exactly. */
    static final int MOST = 1 << 24;

    /** What has a label. */
    public enum Per {
        /** Each step has its own. */
        STEP,
        /** All steps of a sequence have the same one, which is predicted at the last of them. */
        SEQUENCE
    }

    /** Copies the list, and checks that the columns go together. */
    public SequenceColumns {
        Require.present("key", key);
        Require.present("order", order);
        Require.present("ids", ids);
        Require.present("per", per);
        features = List.copyOf(features);
        Require.that(
                ids.isEmpty() != features.isEmpty(),
                "features",
                features,
                "the columns of numbers of a step",
                "or be left out where ids names a column of ids");
        Require.that(
                vocabulary >= 0 && vocabulary <= MOST && (vocabulary == 0 || !ids.isEmpty()),
                "vocabulary",
                vocabulary,
                ids.isEmpty() ? "left out where ids names no column" : "0 to " + MOST);
        if (label == null) {
            Require.that(
                    !ids.isEmpty(),
                    "label.column",
                    null,
                    "the column to predict",
                    "only of ids can it be left out: then the id that follows is predicted");
            Require.that(per == Per.STEP, "label.per", "sequence", "step where label.column is left out");
        }
        Require.that(
                per == Per.STEP || !key.isEmpty(),
                "label.per",
                "sequence",
                "step where all rows are one sequence",
                "or name the column that tells sequences apart in key");
        Require.that(
                per == Per.STEP || !(label instanceof Label.Value),
                "label.per",
                "sequence",
                "step for label.kind = value",
                "squared-error counts every step, so each needs a value");
        requireDifferent(all(key, order, features, ids, label));
    }

    private static List<String> all(String key, String order, List<String> features, String ids, Label label) {
        List<String> all = new ArrayList<>(features);
        all.addAll(List.of(key, order, ids, label == null ? "" : label.column()));
        all.removeIf(String::isEmpty);
        return all;
    }

    private static void requireDifferent(List<String> columns) {
        for (String column : columns) {
            Require.text("features", column, "name a column");
        }
        if (new HashSet<>(columns).size() < columns.size()) {
            throw new BadSetting(
                    "features",
                    columns,
                    "with key, order, ids and label.column: must be different columns",
                    "write a column twice if it has two roles");
        }
    }

    /** Returns whether steps are ids. */
    boolean hasIds() {
        return !ids.isEmpty();
    }

    /** Returns the columns of what each step has: of its numbers, or of its id. */
    List<String> inputs() {
        return hasIds() ? List.of(ids) : features;
    }

    /**
     * Checks that test data say the same of their steps as training data, whose columns these are.
     *
     * @throws BadSetting naming the key of the test data
     */
    void requireLike(SequenceColumns training) {
        requireSame("features", features, training.features);
        requireSame("ids", ids, training.ids);
        requireSame("label.per", per, training.per);
        requireSame("label.column", answer(), training.answer());
    }

    /** Returns what is to be predicted. */
    private String answer() {
        if (label == null) {
            return "left out: the next id";
        }
        return (label instanceof Label.Value ? "a value" : "a class") + ", column " + label.column();
    }

    private static void requireSame(String key, Object test, Object training) {
        if (!test.equals(training)) {
            throw new BadSetting(
                    "data.test." + key,
                    test,
                    "must be as in data.train, which has " + training,
                    "name the columns of both files alike, in the same order");
        }
    }

    /** Returns the same columns of other data, which have the classes and the ids of the training data. */
    SequenceColumns as(Schema training) {
        Label same =
                label instanceof Label.Named named ? new Label.Named(named.column(), training.classNames()) : label;
        int known = hasIds() ? training.sequences().ids() : vocabulary;
        return new SequenceColumns(key, order, features, ids, known, same, per);
    }
}
