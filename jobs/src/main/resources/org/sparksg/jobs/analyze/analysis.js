'use strict';
// Draws the charts of an analysis. The data are described in ChartData.java.
(() => {
  const PALETTE = ['#4269d0', '#ff725c', '#3ca951', '#efb118', '#a463f2', '#6cc5b0', '#ff8ab7', '#9c6b4e', '#97bbf5', '#9498a0'];
  const data = JSON.parse(document.getElementById('data').textContent);
  const distinct = values => [...new Set(values)];
  const rules = distinct(data.charts.flatMap(chart => chart.curves.map(curve => curve.rule)));
  const colour = rule => PALETTE[rules.indexOf(rule) % PALETTE.length];

  // The seeds of a rule have one entry in the legend, which shows or hides all of them.
  function legend() {
    return {
      labels: {
        boxHeight: 2,
        filter: (item, drawn) => drawn.datasets.findIndex(set => set.label === item.text) === item.datasetIndex,
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

  function draw(parent, chart) {
    const box = parent.appendChild(document.createElement('div'));
    box.className = 'chart';
    const datasets = chart.curves.map(curve => ({
      label: curve.rule,
      borderColor: colour(curve.rule),
      backgroundColor: colour(curve.rule),
      borderWidth: 1.5,
      pointRadius: 2,
      data: curve.points,
    }));
    return new Chart(box.appendChild(document.createElement('canvas')), {
      type: 'line',
      data: { datasets },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: 'nearest', intersect: false },
        plugins: { title: { display: true, text: chart.title }, legend: legend() },
        scales: {
          x: { type: 'linear', ticks: { precision: 0 }, title: { display: true, text: chart.x } },
          y: { title: { display: true, text: chart.y } },
        },
      },
    });
  }

  for (const network of distinct(data.charts.map(chart => chart.network))) {
    const section = document.getElementById('charts').appendChild(document.createElement('section'));
    section.appendChild(document.createElement('h2')).textContent = network === '' ? 'Charts' : network;
    const charts = section.appendChild(document.createElement('div'));
    charts.className = 'charts';
    data.charts.filter(chart => chart.network === network).forEach(chart => draw(charts, chart));
  }
})();
