"use strict";
// Draws the report that stands in the page; a part without figures is left out.

const report = JSON.parse(document.getElementById("report").textContent);
const $ = id => document.getElementById(id);
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const COLOURS = ["#efb118", "#3ca951", "#a463f2", "#ff8ab7", "#9c6b4e", "#38b2c8"];
const MODEL = "embeddings";
const MEMORY = "with successor memory";
const figures = report.figures || {};
const course = report.course || {};
const drift = report.drift || [];
const fieldMoments = drift.filter(moment => moment.field);
// more lines than these would hide the curves; the table has them
const FIELD_LINES = 30;

const isNumber = value => typeof value === "number" && isFinite(value);
const share = value => isNumber(value) ? value.toFixed(4).replace(/^0\./, ".") : "–";
const tick = value => isNumber(value) ? `${+value.toPrecision(3)}`.replace(/^0\./, ".") : "";
const whole = value => isNumber(value) ? Math.round(value).toLocaleString("en") : "–";
const plain = value => !isNumber(value) ? "–" : Number.isInteger(value) ? whole(value) : value.toPrecision(4);
const short = value => value >= 1e6 ? `${+(value / 1e6).toFixed(2)}M` : value >= 1e3 ? `${+(value / 1e3).toFixed(1)}k` : `${value}`;
const spaced = name => name.replace(/[_-]/g, " ");
const duration = ms => !isNumber(ms) ? "–" : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;

function hide(id) {
  $(id).closest("section").hidden = true;
}

function cell(row, text) {
  row.insertCell().textContent = text;
}

function table(id, head, rows) {
  if (rows.length === 0) return hide(id);
  const element = $(id);
  const top = element.createTHead().insertRow();
  for (const name of head) {
    const th = document.createElement("th");
    th.textContent = name;
    top.append(th);
  }
  const body = element.createTBody();
  for (const {cells, main} of rows) {
    const row = body.insertRow();
    row.className = main ? "main" : "";
    cells.forEach(text => cell(row, text));
  }
}

function tiles(all) {
  for (const [name, value] of all) {
    const tile = document.createElement("div");
    tile.className = "tile";
    const b = document.createElement("b");
    b.textContent = value;
    const span = document.createElement("span");
    span.textContent = name;
    tile.append(b, span);
    $("tiles").append(tile);
  }
}

/** Points [event, value] of one figure of a group. */
const points = (group, name) => (course[group] || [])
  .filter(point => isNumber(point.values[name]))
  .map(point => [point.event, point.values[name]]);

/** Vertical lines where the stream changed; those of the score are told from those of a field. */
function moments() {
  return {
    silent: true,
    symbol: "none",
    label: {show: false},
    data: drift.filter(moment => moment.score || fieldMoments.length <= FIELD_LINES).map(moment => ({
      xAxis: moment.event,
      lineStyle: {
        color: moment.score ? css("--bad") : css("--quiet"),
        width: moment.score ? 1.6 : 1,
        type: moment.score ? "solid" : "dotted",
        opacity: moment.score ? .9 : .45,
      },
    })),
  };
}

const charts = [];

function draw(id, option) {
  const chart = echarts.init($(id), null, {renderer: "canvas"});
  charts.push(chart);
  chart.setOption({
    animation: false,
    textStyle: {color: css("--text")},
    grid: {left: 6, right: 18, top: 34, bottom: 6, containLabel: true},
    ...option,
  });
}

const axis = extra => ({
  axisLabel: {color: css("--quiet"), fontSize: 11, hideOverlap: true, ...(extra.axisLabel || {})},
  axisLine: {lineStyle: {color: css("--line")}},
  axisTick: {show: false},
  splitLine: {show: extra.type === "value" && !extra.plain, lineStyle: {color: css("--line")}},
  ...Object.fromEntries(Object.entries(extra).filter(([key]) => key !== "axisLabel" && key !== "plain")),
});

// a share ends at 1: the next round number above would be none
const shareEnds = ({max}) => max > .8 && max <= 1 ? 1 : null;

/** lines: [{name, points, main, dashed, colour}] over events. */
function lines(id, all, format) {
  const shown = all.filter(line => line.points.length > 0);
  if (shown.length === 0) return hide(id);
  const last = Math.max(...shown.map(line => line.points.at(-1)[0]));
  draw(id, {
    legend: {top: 0, left: 0, itemWidth: 18, itemHeight: 2, icon: "rect", textStyle: {color: css("--quiet"), fontSize: 12}, type: "scroll"},
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: css("--card"),
      borderColor: css("--line"),
      textStyle: {color: css("--text"), fontSize: 12},
      valueFormatter: format,
      axisPointer: {label: {formatter: ({value}) => `${whole(value)} events`}},
    },
    xAxis: axis({type: "value", plain: true, min: 0, max: last, axisLabel: {formatter: short}}),
    yAxis: axis({type: "value", splitNumber: 5, max: shareEnds, axisLabel: {formatter: format === duration ? duration : tick}}),
    series: shown.map((line, i) => ({
      name: line.name,
      type: "line",
      data: line.points,
      showSymbol: line.points.length === 1,
      z: line.main ? 3 : 2,
      color: line.colour || COLOURS[i % COLOURS.length],
      lineStyle: {width: line.main ? 2.6 : 1.5, type: line.dashed ? [5, 4] : "solid"},
      emphasis: {disabled: true},
      markLine: i === 0 ? moments() : undefined,
    })),
  });
}

/** Bars of a score by how many events there were before; rankings: [[name, prefix of its figures, colour]]. */
function ages(id, rankings) {
  const values = figures.age || {};
  const edges = [1, 2, 5, 10, 20, 50, 100];
  const starts = edges.filter(start => rankings.some(([, kind]) => isNumber(values[`${kind}.${start}.scored`])));
  const shown = rankings.filter(([, kind]) => starts.some(start => isNumber(values[`${kind}.${start}.hr10`])));
  if (shown.length === 0) return hide(id);
  const named = start => {
    const next = edges[edges.indexOf(start) + 1];
    return !next || start === starts.at(-1) ? `${start}+` : next - start === 1 ? `${start}` : `${start}–${next - 1}`;
  };
  const alone = shown.length === 1;
  draw(id, {
    grid: {left: 6, right: 8, top: alone ? 22 : 34, bottom: 6, containLabel: true},
    legend: {show: !alone, top: 0, left: 0, itemWidth: 12, itemHeight: 8, textStyle: {color: css("--quiet"), fontSize: 12}},
    tooltip: {
      confine: true,
      formatter: ({seriesIndex, dataIndex}) => {
        const part = `${shown[seriesIndex][1]}.${starts[dataIndex]}`;
        return `${shown[seriesIndex][0]}: ${share(values[`${part}.hr10`])} of ${whole(values[`${part}.scored`])} scored events`;
      },
    },
    xAxis: axis({type: "category", data: starts.map(named)}),
    yAxis: axis({type: "value", splitNumber: 5, max: shareEnds, axisLabel: {formatter: tick}}),
    series: shown.map(([name, kind, colour]) => ({
      name,
      type: "bar",
      barMaxWidth: 46,
      barGap: "10%",
      color: colour,
      data: starts.map(start => values[`${kind}.${start}.hr10`]),
      label: {show: alone, position: "top", color: css("--quiet"), fontSize: 11, formatter: ({value}) => share(value)},
    })),
  });
}

const floors = Object.entries(report.floors || {}).filter(([, score]) => isNumber(score.hr10));
const best = floors.slice().sort((a, b) => b[1].hr10 - a[1].hr10)[0];
const scores = report.prequential || {};
const memory = report.prequential_with_memory;
const fresh = report.freshness_ms || {};

$("stream").textContent = report.name || "";
document.title = `${report.name ? `${report.name}: ` : ""}Freshet quality report`;
tiles([
  ["HR@10, embeddings alone", share(scores.hr10)],
  ...(memory ? [["HR@10, with successor memory", share(memory.hr10)]] : []),
  ["NDCG@10", share(scores.ndcg10)],
  ...(best ? [[`times the best floor, ${spaced(best[0])}`, isNumber(scores.hr10) ? (scores.hr10 / best[1].hr10).toFixed(2) : "–"]] : []),
  ["events learnt from", whole(report.trained?.examples)],
  ["events a second", whole(report.rate?.events_per_second)],
  ["freshness, p50 (p99 " + duration(fresh.p99) + ")", duration(fresh.p50)],
  ["changes of the stream seen", whole(figures.drift?.moments ?? drift.length)],
]);

const scoreRow = (name, score, main) => ({
  main,
  cells: [name, share(score.hr10), share(score.ndcg10), share(score.mrr), share(score.last20k?.hr10), share(score.last20k?.ndcg10)],
});
table("scores", ["", "HR@10", "NDCG@10", "MRR", "HR@10, last 20,000", "NDCG@10, last 20,000"], [
  ...(memory ? [scoreRow(MEMORY, memory, true)] : []),
  ...(report.prequential ? [scoreRow(MODEL, scores, true)] : []),
  ...floors.sort((a, b) => b[1].hr10 - a[1].hr10).map(([name, score]) => scoreRow(`floor: ${spaced(name)}`, {
    ...score,
    last20k: {
      hr10: figures.floors?.[`${name.replaceAll("_", "-")}.last20k.hr10`],
      ndcg10: figures.floors?.[`${name.replaceAll("_", "-")}.last20k.ndcg10`],
    },
  }, false)),
]);

for (const [id, figure] of [["hr", "last20k.hr10"], ["ndcg", "last20k.ndcg10"]]) {
  lines(id, [
    {name: MODEL, points: points("prequential", figure), main: true, colour: css("--accent")},
    {name: MEMORY, points: points("prequential-with-memory", figure), main: true, colour: "#ff725c"},
    ...floors.map(([name], i) => ({
      name: spaced(name),
      points: points("floors", `${name.replaceAll("_", "-")}.${figure}`),
      dashed: true,
      colour: COLOURS[i % COLOURS.length],
    })),
  ], share);
}
ages("entities", [[MODEL, "entity", css("--accent")]]);
ages("items", [
  [MODEL, "item", css("--accent")],
  [MEMORY, "item-with-memory", "#ff725c"],
  ["the memory alone", "item-memory-alone", COLOURS[0]],
]);
const times = value => isNumber(value) ? `${value.toPrecision(3)} times` : "–";
table("recommended", ["", "coverage", "Gini", "popularity"], [[MEMORY, "with-memory"], [MODEL, "embeddings"]]
  .map(([name, kind]) => [name, figure => figures.recommended?.[`${kind}.${figure}`]])
  .filter(([, of]) => isNumber(of("coverage")))
  .map(([name, of]) => ({main: true, cells: [name, share(of("coverage")), share(of("gini")), times(of("popularity"))]})));
lines("rank", [{name: "effective rank", points: points("space", "effective-rank"), main: true, colour: css("--accent")}], plain);
lines("collapse", [
  {name: "deviation", points: points("space", "deviation"), main: true, colour: css("--accent")},
  {name: "mean cosine", points: points("space", "anisotropy"), colour: COLOURS[0]},
], plain);
lines("freshness", [
  {name: "p50", points: points("freshness", "recent.p50"), main: true, colour: css("--accent")},
  {name: "p99", points: points("freshness", "recent.p99"), colour: COLOURS[0]},
], duration);
lines("loss", [...new Set((course.training || []).flatMap(point => Object.keys(point.values)))]
  .filter(name => name === "loss" || name.startsWith("loss."))
  .map((name, i) => ({
    name: name === "loss" ? "all" : spaced(name.slice(5)),
    points: points("training", name),
    main: name === "loss",
    colour: name === "loss" ? css("--accent") : COLOURS[i % COLOURS.length],
  })), plain);

const told = moment => (moment.score ? `score ${moment.score} fell` : `field ${moment.field}`);
const moved = [...new Set(drift.map(told))]
  .map(name => [name, drift.filter(moment => told(moment) === name)])
  .sort(([, a], [, b]) => Boolean(b[0].score) - Boolean(a[0].score) || b.length - a.length);
table("drift", ["", "times", "first at event", "last at"], moved
  .map(([name, all]) => ({cells: [name, whole(all.length), whole(all[0].event), whole(all.at(-1).event)]})));
const rejected = Object.entries(report.events?.rejected || {}).map(([code, count]) => [`rejected: ${spaced(code)}`, count]);
table("rest", ["", ""], [
  ["events read", report.events?.read],
  ["accepted", report.events?.accepted],
  ["duplicates", report.events?.duplicates],
  ...rejected,
  ["steps", report.trained?.steps],
  ["embeddings published", report.embeddings?.published],
  ...["space", "probes", "guard", "table"].flatMap(group => Object.entries(figures[group] || {})
    .filter(([name, value]) => group !== "guard" || value !== 0 || name === "trips")
    .map(([name, value]) => [`${group}: ${spaced(name)}`, value])),
].filter(([, value]) => isNumber(value)).map(([name, value]) => ({cells: [name, plain(value)]})));

addEventListener("resize", () => charts.forEach(chart => chart.resize()));
