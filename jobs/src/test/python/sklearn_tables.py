"""Trains on scikit-learn's wine, breast-cancer and digits tables, unscaled, as the data report advises, beside MLPClassifier.

Needs scikit-learn (Debian: python3-sklearn). From the root of the project:

    python3 jobs/src/test/python/sklearn_tables.py FOLDER

Both sides learn from the same rows with one hidden layer of 100 units; the classifier behind a StandardScaler. The first
conf file knows nothing of the table but the name of the label: what `doctor` warns of is then done.
"""

import json
import pathlib
import re
import subprocess
import sys

import numpy
from sklearn import datasets
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

TABLES = {
    "wine": datasets.load_wine,
    "breast-cancer": datasets.load_breast_cancer,
    "digits": datasets.load_digits,
}
SEEDS = [1, 2, 3]
CONF = """
data {{
  train {{ format = csv, path = "{folder}/train.csv", label {{ column = target{classes} }}, features = [{features}] }}
  test = ${{data.train}} {{ path = "{folder}/test.csv" }}
  held-out = 0
}}
network.layers = [ {{dense = 100}}, relu, {{dense = {outputs}}} ]
stages = 2
seed = {seed}
training {{ epochs = 100, batch-size = 32 }}
output.directory = "{folder}/runs"
"""
SPARK_SG = "jobs/spark-sg"


def export(file, table, rows, labels):
    names = [name.replace(" ", "_") for name in table.feature_names]
    with open(file, "w") as out:
        out.write(",".join(names + ["target"]) + "\n")
        for row, label in zip(rows, labels):
            out.write(",".join(repr(float(value)) for value in row) + f",{label}\n")
    return names


def write_conf(folder, seed, names, left_out, classes, more):
    features = ", ".join(f'"{name}"' for name in names if name not in left_out) if left_out else ""
    text = CONF.format(
        folder=folder,
        classes=f", classes = {classes}" if classes else "",
        features=features,
        outputs=classes or 10,
        seed=seed,
    )
    conf = folder / "table.conf"
    conf.write_text(text + "\n".join(more) + "\n")
    return conf


def advice(conf):
    """Returns the columns to leave out, the number of classes if it was wrong, and keys with values."""
    said = subprocess.run([SPARK_SG, "doctor", conf], capture_output=True, text=True, check=False).stdout
    left_out, more, classes = [], [], None
    largest = 0
    for line in said.splitlines():
        if line.startswith("classes "):
            counts = re.findall(r"(\d+) (\d+)", line)
            largest = max(int(label) for label, count in counts if int(count) > 0)
        if "never change" in line or "count the rows" in line:
            left_out += re.findall(r'"([^"]+)"', line.split("->")[0])
        if "never come" in line:
            classes = largest + 1
        more += re.findall(r"set ((?:data|network)\.[\w.-]+ = [\w-]+)(?=$|[^\w-])", line) if "classes" not in line else []
    print(f"  advice: {more}, {len(left_out)} columns left out" + (f", {classes} classes" if classes else ""))
    return left_out, classes, more


def ours(folder, seed, names):
    left_out, classes, more = advice(write_conf(folder, seed, names, [], None, []))
    conf = write_conf(folder, seed, names, left_out, classes, more)
    subprocess.run([SPARK_SG, "train", conf, "--name", f"run-{seed}"], check=True, stdout=subprocess.DEVNULL)
    record = json.loads((folder / "runs" / f"run-{seed}" / "run.json").read_text())
    return [e["accuracy"] for e in record["evaluations"] if e["split"] == "test"][-1]


def theirs(seed, train, test):
    classifier = MLPClassifier(hidden_layer_sizes=(100,), max_iter=1000, random_state=seed)
    return make_pipeline(StandardScaler(), classifier).fit(*train).score(*test)


def main(folder):
    lines = ["| table | seed | spark-sg | MLPClassifier | difference (points) |", "|---|---|---|---|---|"]
    for name, load in TABLES.items():
        table = load()
        differences = []
        for seed in SEEDS:
            x, x_test, y, y_test = train_test_split(
                table.data, table.target, test_size=0.25, random_state=seed, stratify=table.target
            )
            place = folder / name / str(seed)
            place.mkdir(parents=True, exist_ok=True)
            names = export(place / "train.csv", table, x, y)
            export(place / "test.csv", table, x_test, y_test)
            print(f"{name}, seed {seed}: {len(y)} rows to train on, {len(y_test)} to test on", flush=True)
            own, other = ours(place, seed, names), theirs(seed, (x, y), (x_test, y_test))
            differences.append(100 * (own - other))
            lines.append(f"| {name} | {seed} | {own:.4f} | {other:.4f} | {differences[-1]:+.2f} |")
        lines.append(f"| {name} | mean | | | {numpy.mean(differences):+.2f} |")
    print("\n".join(lines))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())
