"use strict";
// Asks once a second what is new, and draws it. Stands still while nobody looks.

const EVERY_MS = 1000;
const MAP_EVERY_MS = 3000;
const NEIGHBOURS_EVERY_MS = 4000;
const LEAST_SCORED = 200;
const MOST_POINTS = 600;
// Groups are written by several hands: one may come after another that is a little newer.
const LATE_MS = 10000;
const MODEL = "embeddings";
const MEMORY = "with memory";
const FLOORS = {
  "popularity": "popularity",
  "popularity-decayed": "recent popularity",
  "transitions": "transitions",
  "item-knn": "item-kNN",
  "revisit": "revisit",
};

const $ = id => document.getElementById(id);
const {compact, duration, share, css} = Charts;

const charts = {
  rate: new Charts.Lines($("chart-rate"), compact, "No events yet. The curve starts when the learner takes in its first."),
  loss: new Charts.Lines($("chart-loss"), compact, "No training step yet. The first follows the first full batch."),
  score: new Charts.Lines($("chart-score"), share,
    "No event scored yet. One is when its entity and its item have both been seen before."),
  fresh: new Charts.Lines($("chart-fresh"), duration, "No embedding has come yet."),
};
const map = new Charts.ItemMap($("map"), id => select(id));

// --- metrics

const course = {}; // group -> points, oldest first
let since = 0;

async function json(path) {
  const response = await fetch(path, {headers: {Accept: "application/json"}});
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw Object.assign(new Error(problem.detail || response.statusText), {status: response.status});
  }
  return response.json();
}

async function refreshMetrics() {
  const {metrics} = await json(`/v1/metrics?since=${Math.max(0, since - LATE_MS)}&points=${MOST_POINTS}`);
  let changed = false;
  for (const [group, all] of Object.entries(metrics)) {
    const newest = last(group)?.time_ms ?? 0;
    const points = all.filter(point => point.time_ms > newest);
    if (points.length === 0) continue;
    changed = true;
    const kept = course[group] = (course[group] || []).concat(points);
    since = Math.max(since, points[points.length - 1].time_ms);
    if (kept.length > MOST_POINTS) {
      const half = kept.length >> 1; // the older half at half the resolution
      course[group] = kept.filter((point, i) => i >= half || i % 2 === 0);
    }
  }
  if (changed) drawMetrics();
}

const last = group => (course[group] || []).at(-1);
const line = (group, key, counts = () => true) => (course[group] || [])
  .filter(point => Number.isFinite(point.values[key]) && counts(point))
  .map(point => [point.time_ms, point.values[key]]);
// the mean of a few events says nothing yet, and would stretch the axis for good
const scored = (group, key) => line(group, key, point => !(point.values.scored < LEAST_SCORED));

function drawMetrics() {
  const accent = css("--accent");
  charts.rate.show([{name: "events", points: line("throughput", "events-per-second"), main: true, area: true, colour: accent}]);
  charts.loss.show(objectives().map((name, i) => ({
    name,
    points: line("training", `loss.${name}`),
    main: i === 0,
    colour: [accent, "#e07b39", "#7a5fd0", "#2f9e77", "#c94f7c"][i % 5],
  })));
  charts.score.show([
    {name: MEMORY, points: scored("prequential-with-memory", "hr10"), main: true, colour: "#ff725c"},
    {name: MODEL, points: scored("prequential", "hr10"), main: true, colour: accent},
    ...Object.entries(FLOORS).map(([key, name]) => ({
      name,
      points: scored("floors", `${key}.hr10`),
      dashed: true,
      colour: {transitions: "#d9822b", "item-knn": "#7a8f3c", revisit: "#a05fb5"}[key] || "#8896a3",
    })),
  ]);
  const group = course["served-freshness"] ? "served-freshness" : "freshness";
  charts.fresh.show([
    {name: "p99", points: line(group, "p99"), colour: "#d9822b"},
    {name: "p50", points: line(group, "p50"), main: true, colour: accent},
  ]);
  drawTiles(group);
  drawGuard();
}

// hidden while there is nothing to tell
function drawGuard() {
  const strip = $("guard");
  const guard = last("guard")?.values;
  strip.hidden = !guard || (guard.healthy === 1 && !guard.trips && !guard.quarantined);
  if (strip.hidden) return;
  const tripped = Object.keys(guard).filter(key => key.startsWith("trips.") && guard[key] > 0);
  const causes = tripped.map(key => {
    const cause = key.slice(6).replaceAll("-", " ");
    return tripped.length > 1 ? `${cause} ${compact(guard[key])}` : cause;
  });
  const counted = (count, one, many) => count === 1 ? one : `${compact(count)} ${many}`;
  strip.classList.toggle("ill", guard.healthy !== 1);
  strip.textContent = [
    guard.healthy === 1 ? "Guard: the model is healthy." : "Guard: publishing has stopped.",
    guard.trips ? `Tripped ${counted(guard.trips, "once", "times")} so far: ${causes.join(", ")}.` : "",
    guard.quarantined ? `${counted(guard.quarantined, "One event", "events")} in the dead letters.` : "",
    guard["held-back"] ? `${counted(guard["held-back"], "One equal event", "equal events")} held back.` : "",
  ].filter(Boolean).join(" ");
}

function objectives() {
  const point = last("training");
  const keys = point ? Object.keys(point.values).filter(key => key.startsWith("loss.")) : [];
  const order = ["next-event", "moco", "masked-events"];
  const rank = name => (order.indexOf(name) + 1) || order.length + 1;
  return keys.map(key => key.slice(5)).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function drawTiles(freshGroup) {
  const rate = last("throughput");
  $("tile-rate").textContent = rate ? compact(rate.values["events-per-second"]) : "–";
  const newest = Object.values(course).map(points => points.at(-1)).reduce((a, b) => a && a.events > b.events ? a : b, null);
  const training = last("training");
  $("tile-events").textContent = newest ? compact(Math.max(newest.events, training?.values.examples || 0)) : "–";
  $("tile-events-note").textContent = training?.values.steps ? `in ${compact(training.values.steps)} training steps` : "";
  const score = last("prequential");
  $("tile-hr").textContent = score ? share(score.values.hr10) : "–";
  drawLead(score);
  const fresh = last(freshGroup);
  $("tile-fresh").textContent = fresh ? duration(fresh.values.p50) : "–";
  $("tile-fresh-note").textContent = fresh ? `p99 ${duration(fresh.values.p99)}, arrival to query` : "";
}

function drawLead(score) {
  const floors = last("floors");
  const note = $("tile-hr-note");
  const best = floors && Object.keys(FLOORS)
    .map(key => [FLOORS[key], floors.values[`${key}.hr10`]])
    .filter(([, value]) => Number.isFinite(value))
    .sort((a, b) => b[1] - a[1])[0];
  note.textContent = score && best ? `HR@10; best floor ${share(best[1])}, ${best[0]}` : "HR@10, scored before learning";
  note.classList.toggle("ahead", Boolean(score && best && score.values.hr10 > best[1]));
}

// --- status

async function refreshStatus() {
  const status = await json("/v1/status");
  $("stream").textContent = status.stream;
  document.title = `${status.stream} · Freshet`;
  $("status").textContent = status.ready ? "live" : status.reason;
  $("status").className = status.ready ? "ready" : "waiting";
  $("tile-items").textContent = compact(status.items + status.entities);
  $("tile-items-note").textContent =
    `${compact(status.items)} items, ${compact(status.entities)} entities`;
  return status;
}

// --- map

let mapTag = null;

async function refreshMap(status) {
  const response = await fetch("/v1/map", {headers: mapTag ? {"If-None-Match": mapTag} : {}, cache: "no-store"});
  if (response.status !== 200) return;
  mapTag = response.headers.get("ETag");
  const drawing = await response.json();
  if (drawing.points.length === 0) {
    map.say(status.items < 10
      ? "No map yet. It needs ten items with an embedding."
      : "The first map is being drawn.");
    return;
  }
  map.show(drawing.points);
  $("map-note").textContent = drawing.points.length < drawing.of
    ? `the ${compact(drawing.points.length)} most popular of ${compact(drawing.of)}`
    : "";
  if (!selected && !$("find").value) select(drawing.points[0].id);
}

// --- find an item, and who is near it

let selected = null;
let matches = [];
let active = -1;
let asked = 0;

async function find() {
  const text = $("find").value.trim();
  const mine = ++asked;
  if (!text) return showMatches(null);
  const {items} = await json(`/v1/items?k=12&q=${encodeURIComponent(text)}`);
  if (mine === asked) showMatches(items);
}

function showMatches(items) {
  const list = $("matches");
  matches = items || [];
  active = matches.length > 0 ? 0 : -1;
  list.replaceChildren(...matches.map((item, i) => {
    const row = element("li", {role: "option", id: `match-${i}`}, dot(item.category), span("name", item.name));
    if (item.name !== item.id) row.append(span("id", item.id));
    row.addEventListener("mousedown", event => {
      event.preventDefault();
      select(item.id);
    });
    return row;
  }));
  if (items && items.length === 0) list.append(element("li", {class: "none"}, "No item of that name has been seen."));
  list.hidden = items == null;
  $("find").setAttribute("aria-expanded", String(!list.hidden));
  highlight();
}

function highlight() {
  [...$("matches").children].forEach((row, i) => row.setAttribute("aria-selected", String(i === active)));
  if (active >= 0) $("find").setAttribute("aria-activedescendant", `match-${active}`);
  else $("find").removeAttribute("aria-activedescendant");
}

function select(id) {
  selected = id;
  asked++;
  showMatches(null);
  refreshNeighbours();
}

async function refreshNeighbours() {
  if (!selected) return;
  const id = selected;
  try {
    const found = await json(`/v1/neighbours/item/${encodeURIComponent(id)}?k=10`);
    if (id === selected) showNeighbours(found);
  } catch (e) {
    if (id === selected) $("neighbours").replaceChildren(element("p", {class: "note"}, e.message));
  }
}

function showNeighbours({query, results}) {
  const subject = element("div", {class: "subject"}, dot(query.category), element("strong", {}, query.name));
  if (query.name !== query.id) subject.append(span("id", query.id));
  const rows = results.map(hit => {
    const bar = element("span", {class: "bar"}, element("i", {}));
    bar.firstChild.style.width = `${Math.max(0, Math.min(1, hit.score)) * 100}%`;
    const button = element("button", {type: "button", title: `${hit.name} (${hit.id})${hit.category ? `, ${hit.category}` : ""}`},
      dot(hit.category), span("name", hit.name), bar, span("score", share(hit.score)));
    button.addEventListener("click", () => select(hit.id));
    return element("li", {}, button);
  });
  const focused = [...document.querySelectorAll("ol.hits button")].indexOf(document.activeElement);
  $("neighbours").replaceChildren(subject, element("ol", {class: "hits"}, ...rows),
    element("p", {class: "note"}, results.length > 0
      ? "Its nearest neighbours, by cosine of what was learnt from the stream alone."
      : "Nothing is near it yet."));
  if (focused >= 0) document.querySelectorAll("ol.hits button")[focused]?.focus();
  map.mark(query.id, results.map(hit => hit.id));
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const span = (name, text) => element("span", {class: name}, text);

function dot(category) {
  const made = element("span", {class: "dot"});
  made.style.setProperty("--dot", map.colour(category));
  return made;
}

let typing = 0;
$("find").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => find().catch(away), 120);
});
$("find").addEventListener("blur", () => showMatches(null));
$("find").addEventListener("keydown", event => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    if (matches.length > 0) active = (active + step + matches.length) % matches.length;
    highlight();
  } else if (event.key === "Enter" && matches[active]) {
    select(matches[active].id);
  } else if (event.key === "Escape") {
    showMatches(null);
  }
});

// --- once a second

function away() {
  $("status").textContent = "no answer; trying again";
  $("status").className = "away";
}

let mapDue = 0;
let neighboursDue = 0;

async function tick() {
  const started = performance.now();
  if (!document.hidden) {
    try {
      const status = await refreshStatus();
      await refreshMetrics();
      if (started >= mapDue) {
        mapDue = started + MAP_EVERY_MS;
        await refreshMap(status);
      }
      if (started >= neighboursDue && status.ready) {
        neighboursDue = started + NEIGHBOURS_EVERY_MS;
        await refreshNeighbours();
      }
    } catch (e) {
      away();
    }
  }
  setTimeout(tick, Math.max(200, EVERY_MS - (performance.now() - started)));
}

$("neighbours").replaceChildren(element("p", {class: "note"},
  "Type a word of an item's name, or pick a point on the map, to see what is near it."));
tick();
