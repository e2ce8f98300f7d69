// Draws the curves of one run. The data are described in RunPage.java.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const place = drawing.section('', 'Curves');
  const colour = drawing.palette(data.flatMap(chart => chart.curves.map(curve => curve.name)));
  for (const chart of data) {
    const datasets = chart.curves.filter(curve => curve.points.length > 0).map(curve => ({
      label: curve.name,
      borderColor: colour(curve.name),
      backgroundColor: colour(curve.name),
      borderWidth: 1.5,
      pointRadius: curve.points.length > 40 ? 0 : 2,
      data: curve.points,
    }));
    if (datasets.length > 0) {
      drawing.add(place, 'line', chart.title, 'batches', chart.unit, { type: 'linear' }, {}, { datasets });
    }
  }
})();
