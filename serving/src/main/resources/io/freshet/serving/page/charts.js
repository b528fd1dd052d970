"use strict";
// The drawings of the page: lines over time, and the map.

const Charts = (() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const drawn = [];
  const CATEGORY = ["#4269d0", "#efb118", "#ff725c", "#3ca951", "#a463f2", "#38b2c8", "#ff8ab7", "#9c6b4e", "#8aa62f"];
  const OTHER = "#98a2ad";
  const NAME_HEIGHT = 12;

  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const escaped = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);

  function compact(value) {
    if (value == null || !isFinite(value)) return "–";
    const size = Math.abs(value);
    if (size >= 1e9) return `${(value / 1e9).toFixed(1)}B`;
    if (size >= 1e6) return `${(value / 1e6).toFixed(size >= 1e7 ? 1 : 2)}M`;
    if (size >= 1e5) return `${Math.round(value / 1e3)}k`;
    if (size >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString("en");
    return value.toPrecision(3);
  }

  function duration(ms) {
    if (ms == null || !isFinite(ms)) return "–";
    if (ms < 1000) return `${Math.round(ms)} ms`;
    if (ms < 60000) return `${(ms / 1000).toFixed(ms < 10000 ? 1 : 0)} s`;
    return `${(ms / 60000).toFixed(1)} min`;
  }

  const share = value => value == null || !isFinite(value) ? "–" : value.toFixed(3).replace(/^0/, "");

  function empty(element, text) {
    const card = element.parentElement;
    let note = card.querySelector(":scope > .empty");
    if (!text) {
      if (note) note.remove();
      return;
    }
    if (!note) {
      note = document.createElement("div");
      note.className = "empty";
      card.append(note);
    }
    note.textContent = text;
  }

  function make(element) {
    const chart = echarts.init(element, null, {renderer: "canvas"});
    new ResizeObserver(() => chart.resize()).observe(element);
    return chart;
  }

  const tooltip = () => ({
    backgroundColor: css("--card"),
    borderColor: css("--line"),
    textStyle: {color: css("--text"), fontSize: 12},
    extraCssText: "box-shadow: 0 4px 16px #0003",
  });

  /** Lines over time, each with its name at its end. */
  class Lines {
    constructor(element, format, noData) {
      this.element = element;
      this.format = format;
      this.noData = noData;
      this.chart = make(element);
      this.lines = [];
      drawn.push(this);
      this.show([]);
    }

    /** lines: [{name, points: [[time, value]], main, colour}] */
    show(lines) {
      this.lines = lines.filter(line => line.points.length > 0);
      empty(this.element, this.lines.length === 0 ? this.noData : "");
      const named = this.lines.length > 1;
      const times = this.lines.flatMap(line => [line.points[0][0], line.points.at(-1)[0]]);
      const longest = Math.max(0, ...this.lines.map(line => line.name.length));
      this.chart.setOption({
        animation: false,
        grid: {left: 8, right: named ? Math.min(104, 16 + longest * 6) : 12, top: 10, bottom: 4, containLabel: true},
        tooltip: {
          ...tooltip(),
          trigger: "axis",
          confine: true,
          axisPointer: {type: "line", lineStyle: {color: css("--quiet"), width: 1, type: "solid"}},
          formatter: parts => this.#hover(parts),
        },
        xAxis: {
          type: "time",
          axisLine: {lineStyle: {color: css("--line")}},
          axisTick: {show: false},
          axisLabel: {color: css("--quiet"), fontSize: 11, hideOverlap: true, formatter: {hour: "{HH}:{mm}", minute: "{HH}:{mm}", second: "{HH}:{mm}:{ss}", millisecond: ""}},
          splitNumber: 3,
          minInterval: times.length > 0 ? (Math.max(...times) - Math.min(...times)) / 3.5 : 0,
          show: this.lines.length > 0,
        },
        yAxis: {
          type: "value",
          scale: false,
          splitNumber: 3,
          axisLabel: {color: css("--quiet"), fontSize: 11, formatter: value => this.format(value)},
          splitLine: {lineStyle: {color: css("--line")}},
          show: this.lines.length > 0,
        },
        series: this.lines.map(line => ({
          id: line.name,
          name: line.name,
          type: "line",
          data: line.points,
          showSymbol: line.points.length === 1,
          symbolSize: 4,
          z: line.main ? 3 : 2,
          lineStyle: {width: line.area ? 1.2 : line.main ? 2.4 : 1.4, color: line.colour, type: line.dashed ? [4, 3] : "solid"},
          itemStyle: {color: line.colour},
          areaStyle: line.area ? {color: line.colour, opacity: .12} : undefined,
          endLabel: {
            show: named,
            formatter: line.name,
            color: line.main ? line.colour : css("--quiet"),
            fontWeight: line.main ? 600 : 400,
            fontSize: 11,
            distance: 5,
          },
          emphasis: {disabled: true},
        })),
      }, {replaceMerge: ["series"]});
      this.#spreadNames();
    }

    // Names at the ends of lines that end close together would cover each other: they are moved apart.
    #spreadNames() {
      if (this.lines.length < 2) return;
      const names = this.lines
        .map(line => ({id: line.name, at: this.chart.convertToPixel({yAxisIndex: 0}, line.points.at(-1)[1])}))
        .sort((a, b) => a.at - b.at);
      const bottom = this.chart.getHeight() - 26;
      const places = names.map(name => name.at);
      for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i], places[i - 1] + NAME_HEIGHT);
      for (let i = places.length - 1, limit = bottom; i >= 0; i--, limit = places[i + 1] - NAME_HEIGHT) {
        places[i] = Math.min(places[i], limit);
      }
      const series = names.map((name, i) => ({id: name.id, endLabel: {offset: [0, places[i] - name.at]}}));
      this.chart.setOption({series}, {lazyUpdate: true});
    }

    #hover(parts) {
      const rows = parts
        .slice()
        .sort((a, b) => b.value[1] - a.value[1])
        .map(part => `${part.marker}${escaped(part.seriesName)} <b>${this.format(part.value[1])}</b>`);
      return [new Date(parts[0].value[0]).toLocaleTimeString(), ...rows].join("<br>");
    }

    redraw() {
      this.show(this.lines);
    }
  }

  /** The items on a plane, coloured by category. */
  class ItemMap {
    constructor(element, onPick) {
      this.element = element;
      this.chart = make(element);
      this.points = [];
      this.places = new Map();
      this.colours = new Map();
      this.marked = {id: null, near: []};
      drawn.push(this);
      this.chart.on("click", event => event.data && event.data.id && onPick(event.data.id));
    }

    say(text) {
      empty(this.element, text);
    }

    show(points) {
      this.points = points;
      this.places = new Map(points.map(point => [point.id, point]));
      this.#chooseColours();
      empty(this.element, "");
      this.redraw();
    }

    /** Rings an item and those near it. */
    mark(id, near) {
      this.marked = {id, near};
      if (this.points.length > 0) this.redraw();
    }

    colour(category) {
      return category == null ? css("--accent") : this.colours.get(category) || OTHER;
    }

    // The most frequent nine have a colour of their own and keep it from one drawing to the next.
    #chooseColours() {
      const counts = new Map();
      for (const {category} of this.points) {
        if (category != null) counts.set(category, (counts.get(category) || 0) + 1);
      }
      const names = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
      const slots = names.length <= CATEGORY.length + 1 ? [...CATEGORY, OTHER] : CATEGORY;
      const kept = names.slice(0, slots.length);
      for (const name of [...this.colours.keys()]) {
        if (!kept.includes(name)) this.colours.delete(name);
      }
      for (const name of kept) {
        if (this.colours.has(name)) continue;
        const used = new Set(this.colours.values());
        this.colours.set(name, slots.find(colour => !used.has(colour)) || OTHER);
      }
    }

    redraw() {
      if (this.points.length === 0) return;
      const groups = new Map([...this.colours.keys()].sort().map(name => [name, []]));
      for (const point of this.points) {
        const name = point.category == null ? "items" : this.colours.has(point.category) ? point.category : "other";
        if (!groups.has(name)) groups.set(name, []);
        groups.get(name).push({id: point.id, name: point.name, category: point.category, value: [point.x, point.y]});
      }
      const size = this.points.length > 1200 ? 5 : this.points.length > 400 ? 6 : 8;
      const several = groups.size > 1;
      const colourOf = name => name === "items" ? css("--accent") : this.colours.get(name) || OTHER;
      const series = [...groups].map(([name, data]) => ({
        id: `items ${name}`,
        name,
        type: "scatter",
        data,
        symbolSize: size,
        itemStyle: {color: colourOf(name), opacity: .78},
        emphasis: {scale: 1.8, itemStyle: {opacity: 1}},
        animationDurationUpdate: 1200,
        animationEasingUpdate: "cubicInOut",
      }));
      series.push(this.#rings());
      const narrow = this.element.clientWidth < 480;
      this.chart.setOption({
        animationThreshold: 4000,
        grid: {left: 8, right: several && !narrow ? 118 : 8, top: 8, bottom: several && narrow ? 66 : 8},
        legend: {
          show: several,
          type: "plain",
          ...(narrow ? {orient: "horizontal", left: 0, bottom: 0, top: "auto"} : {orient: "vertical", right: 4, top: "middle"}),
          itemWidth: 9,
          itemHeight: 9,
          itemGap: 7,
          icon: "circle",
          textStyle: {color: css("--text"), fontSize: 12, width: 84, overflow: "truncate"},
          inactiveColor: css("--line"),
          data: [...groups.keys()],
        },
        tooltip: {
          ...tooltip(),
          confine: true,
          formatter: ({data}) => `<b>${escaped(data.name)}</b><br><span style="color:${css("--quiet")}">`
            + `${escaped(data.id)}${data.category == null ? "" : ` · ${escaped(data.category)}`}</span>`,
        },
        xAxis: {type: "value", min: -1.04, max: 1.04, show: false},
        yAxis: {type: "value", min: -1.04, max: 1.04, show: false},
        series,
      }, {replaceMerge: ["series"], lazyUpdate: true});
    }

    #rings() {
      const ring = (id, main) => {
        const point = this.places.get(id);
        return point && {
          id,
          name: point.name,
          category: point.category,
          value: [point.x, point.y],
          symbolSize: main ? 17 : 12,
          itemStyle: {color: "transparent", borderColor: css("--text"), borderWidth: main ? 2.4 : 1},
          label: {
            show: main,
            formatter: point.name,
            position: point.x > .35 ? "left" : "right",
            color: css("--text"),
            fontWeight: 600,
            fontSize: 12,
            backgroundColor: css("--card"),
            padding: [2, 5],
            borderRadius: 4,
          },
        };
      };
      const data = [...this.marked.near.map(id => ring(id, false)), ring(this.marked.id, true)].filter(Boolean);
      return {
        id: "rings",
        type: "scatter",
        data,
        z: 10,
        animationDurationUpdate: 1200,
        animationEasingUpdate: "cubicInOut",
      };
    }
  }

  dark.addEventListener("change", () => drawn.forEach(chart => chart.redraw()));

  return {Lines, ItemMap, compact, duration, share, css};
})();
