// Draws the charts of an analysis. The data are described in ChartData.java.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const colour = drawing.palette(data.charts.flatMap(chart => chart.curves.map(curve => curve.rule)));

  function draw(parent, chart) {
    const datasets = chart.curves.map(curve => ({
      label: curve.rule,
      borderColor: colour(curve.rule),
      backgroundColor: colour(curve.rule),
      borderWidth: 1.5,
      pointRadius: 2,
      data: curve.points,
    }));
    const layers = { type: 'linear', ticks: { precision: 0 } };
    drawing.add(parent, 'line', chart.title, chart.x, chart.y, layers, {}, { datasets });
  }

  for (const network of drawing.distinct(data.charts.map(chart => chart.network))) {
    const place = drawing.section(network, 'Charts');
    data.charts.filter(chart => chart.network === network).forEach(chart => draw(place, chart));
  }
})();
