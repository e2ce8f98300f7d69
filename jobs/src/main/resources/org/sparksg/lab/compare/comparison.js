// Draws the curves of a comparison. The data are described in PageData.java.
(() => {
  const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3]];
  const data = JSON.parse(document.getElementById('data').textContent);
  const distinct = drawing.distinct;
  const colour = drawing.palette(data.runs.map(run => run.rule));
  const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;

  function lines(parent, title, xTitle, yTitle, sets, y) {
    const datasets = sets.filter(set => set.data.length > 0).map(set => ({
      borderWidth: 1.5,
      pointRadius: set.data.length > 40 ? 0 : 2,
      backgroundColor: set.borderColor,
      ...set,
    }));
    if (datasets.length > 0) {
      drawing.add(parent, 'line', title, xTitle, yTitle, { type: 'linear' }, y, { datasets });
    }
  }

  function errors(parent, runs, key, xTitle) {
    const sets = runs.map(run => ({ label: run.rule, borderColor: colour(run.rule), data: run[key] }));
    const scale = data.measure === 'loss' ? {} : { beginAtZero: true };
    lines(parent, `${data.measure.split(',')[0]} against ${xTitle}`, xTitle, data.measure, sets, scale);
  }

  function gradients(parent, runs, key, title, scale) {
    const sets = runs.flatMap(run => run[key].map(curve => ({
      label: `${run.rule}, boundary ${curve.boundary}`,
      borderColor: colour(run.rule),
      borderDash: DASHES[curve.boundary % DASHES.length],
      data: curve.points,
    })));
    lines(parent, `${title} of the synthetic gradient`, 'steps', title, sets, scale);
  }

  function utilisation(parent, runs) {
    const stages = Math.max(0, ...runs.map(run => run.busy.length));
    const datasets = distinct(runs.map(run => run.rule)).map(rule => {
      const shares = runs.filter(run => run.rule === rule).map(run => run.busy);
      const means = Array.from({ length: stages }, (_, stage) => {
        const known = shares.filter(busy => stage < busy.length).map(busy => busy[stage]);
        return known.length > 0 ? mean(known) : null;
      });
      return { label: rule, backgroundColor: colour(rule), data: means };
    });
    const labels = Array.from({ length: stages }, (_, stage) => `stage ${stage}`);
    drawing.add(parent, 'bar', 'utilisation: busy share of each stage, mean over the seeds', '', 'busy share', {},
      { min: 0, max: 1 }, { labels, datasets });
  }

  for (const network of distinct(data.runs.map(run => run.network))) {
    const runs = data.runs.filter(run => run.network === network);
    const place = drawing.section(network, 'Curves');
    errors(place, runs, 'bySteps', 'steps');
    errors(place, runs, 'bySeconds', 'seconds of training');
    utilisation(place, runs);
    gradients(place, runs, 'relativeError', 'relative error', { beginAtZero: true });
    gradients(place, runs, 'cosine', 'cosine', { suggestedMin: -0.1, max: 1 });
    gradients(place, runs, 'signError', 'sign error', { min: 0, max: 1 });
  }
})();
