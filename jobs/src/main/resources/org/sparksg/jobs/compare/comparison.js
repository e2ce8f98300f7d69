'use strict';
// Draws the curves of a comparison. The data are described in PageData.java.
(() => {
  const PALETTE = ['#4269d0', '#ff725c', '#3ca951', '#efb118', '#a463f2', '#6cc5b0', '#ff8ab7', '#9c6b4e', '#97bbf5', '#9498a0'];
  const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3]];
  const data = JSON.parse(document.getElementById('data').textContent);
  const distinct = values => [...new Set(values)];
  const rules = distinct(data.runs.map(run => run.rule));
  const colour = rule => PALETTE[rules.indexOf(rule) % PALETTE.length];
  const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;

  // The curves of one group (the seeds of a rule, say) have one entry in the legend, which shows or hides all of them.
  function legend() {
    return {
      labels: {
        boxHeight: 2,
        filter: (item, drawn) =>
          drawn.datasets.findIndex(set => set.label === item.text) === item.datasetIndex,
      },
      onClick: (event, item, legend) => {
        const chart = legend.chart;
        const visible = chart.isDatasetVisible(item.datasetIndex);
        chart.data.datasets.forEach((set, index) => {
          if (set.label === item.text) {
            chart.setDatasetVisibility(index, !visible);
          }
        });
        chart.update();
      },
    };
  }

  function add(parent, type, title, xTitle, yTitle, x, y, chartData) {
    const box = parent.appendChild(document.createElement('div'));
    box.className = 'chart';
    const canvas = box.appendChild(document.createElement('canvas'));
    return new Chart(canvas, {
      type,
      data: chartData,
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: 'nearest', intersect: false },
        plugins: { title: { display: true, text: title }, legend: legend() },
        scales: {
          x: { ...x, title: { display: true, text: xTitle } },
          y: { ...y, title: { display: true, text: yTitle } },
        },
      },
    });
  }

  function lines(parent, title, xTitle, yTitle, sets, y) {
    const datasets = sets.filter(set => set.data.length > 0).map(set => ({
      borderWidth: 1.5,
      pointRadius: set.data.length > 40 ? 0 : 2,
      backgroundColor: set.borderColor,
      ...set,
    }));
    if (datasets.length > 0) {
      add(parent, 'line', title, xTitle, yTitle, { type: 'linear' }, y, { datasets });
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
    add(parent, 'bar', 'utilisation: busy share of each stage, mean over the seeds', '', 'busy share', {},
      { min: 0, max: 1 }, { labels, datasets });
  }

  for (const network of distinct(data.runs.map(run => run.network))) {
    const runs = data.runs.filter(run => run.network === network);
    const section = document.getElementById('charts').appendChild(document.createElement('section'));
    section.appendChild(document.createElement('h2')).textContent = network === '' ? 'Curves' : network;
    const charts = section.appendChild(document.createElement('div'));
    charts.className = 'charts';
    errors(charts, runs, 'bySteps', 'steps');
    errors(charts, runs, 'bySeconds', 'seconds of training');
    utilisation(charts, runs);
    gradients(charts, runs, 'relativeError', 'relative error', { beginAtZero: true });
    gradients(charts, runs, 'cosine', 'cosine', { suggestedMin: -0.1, max: 1 });
    gradients(charts, runs, 'signError', 'sign error', { min: 0, max: 1 });
  }
})();
