'use strict';
// What the scripts of all pages with charts share.
const drawing = (() => {
  const PALETTE = ['#4269d0', '#ff725c', '#3ca951', '#efb118', '#a463f2', '#6cc5b0', '#ff8ab7', '#9c6b4e', '#97bbf5', '#9498a0'];
  const distinct = values => [...new Set(values)];

  // Returns the colour of each name.
  function palette(names) {
    const known = distinct(names);
    return name => PALETTE[known.indexOf(name) % PALETTE.length];
  }

  // The curves of one group (the seeds of a rule, say) have one entry in the legend, which shows or hides all of them.
  function legend(type) {
    return {
      labels: {
        boxHeight: type === 'line' ? 0 : 10, // no height: a line with the dashes of its curve
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

  // Adds a chart; x and y are options of the axes.
  function add(parent, type, title, xTitle, yTitle, x, y, data) {
    const box = parent.appendChild(document.createElement('div'));
    box.className = 'chart';
    return new Chart(box.appendChild(document.createElement('canvas')), {
      type,
      data,
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: 'nearest', intersect: false },
        plugins: { title: { display: true, text: title }, legend: legend(type) },
        scales: {
          x: { ...x, title: { display: true, text: xTitle } },
          y: { ...y, title: { display: true, text: yTitle } },
        },
      },
    });
  }

  // Adds the section of a network and returns the place of its charts.
  function section(network, otherwise) {
    const section = document.getElementById('charts').appendChild(document.createElement('section'));
    section.appendChild(document.createElement('h2')).textContent = network === '' ? otherwise : network;
    const place = section.appendChild(document.createElement('div'));
    place.className = 'charts';
    return place;
  }

  return { distinct, palette, add, section };
})();
