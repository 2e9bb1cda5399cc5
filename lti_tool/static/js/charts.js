// Draws the charts of a page in the colours of its theme.
const { Chart } = globalThis;

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const scales = {
  bands: ["--scale-1", "--scale-2", "--scale-3", "--scale-4", "--scale-5"],
  courses: ["--course-1", "--course-2", "--course-3", "--course-4", "--course-5", "--course-6", "--course-7"],
};
const drawn = [];

function options(data) {
  const whole = { stacked: true, beginAtZero: true, ticks: { precision: 0, color: css("--ink-soft") }, grid: { color: css("--line") } };
  const names = { stacked: true, ticks: { color: css("--ink"), autoSkip: !data.lying }, grid: { display: false } };
  return {
    animation: false,
    maintainAspectRatio: false,
    indexAxis: data.lying ? "y" : "x",
    scales: data.lying ? { x: whole, y: names } : { x: names, y: whole },
    plugins: {
      legend: { position: "bottom", labels: { color: css("--ink"), boxWidth: 14 } },
      tooltip: { callbacks: { label: (c) => `${c.dataset.label}: ${c.formattedValue} ${data.unit}` } },
    },
  };
}

function draw(canvas) {
  const data = JSON.parse(canvas.dataset.chart);
  const colours = scales[data.scale];
  Chart.defaults.font.family = css("--font");
  drawn.push(new Chart(canvas, {
    type: "bar",
    data: {
      labels: data.labels,
      datasets: data.series.map((one, n) => ({
        label: one.label,
        data: one.values,
        backgroundColor: css(colours[n % colours.length]),
        borderColor: css("--surface"),
        borderWidth: 1,
        borderRadius: 2,
      })),
    },
    options: options(data),
  }));
}

function drawAll() {
  while (drawn.length) drawn.pop().destroy();
  document.querySelectorAll("canvas[data-chart]").forEach(draw);
}

if (Chart) {
  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
}
