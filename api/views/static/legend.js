/* Legends that are filters too: a click on an entry hides or shows what it stands for. */

const DIMENSION_NAMES = { country: "Country", community: "Community", role: "Role" };
const MEASURE_NAMES = { degree: "Neighbours", strength: "Observations", followers: "Followers" };
const ENTRIES_SHOWN = 8;
const expanded = new Set();

function startLegend() {
  const colourBy = byId("colour-by");
  const usable = DIMENSIONS.filter((dimension) => dimension === state.colourBy || keysOf(dimension, nodes).length > 1);
  for (const dimension of usable) {
    colourBy.append(make("option", { value: dimension, textContent: DIMENSION_NAMES[dimension] }));
  }
  colourBy.value = state.colourBy;
  colourBy.addEventListener("change", () => change({ colourBy: colourBy.value }));
  const sizeBy = byId("size-by");
  for (const measure of MEASURES) {
    if (measure === "followers" && !nodes.some((node) => node.followers)) continue;
    sizeBy.append(make("option", { value: measure, textContent: MEASURE_NAMES[measure] }));
  }
  sizeBy.value = state.sizeBy;
  sizeBy.addEventListener("change", () => change({ sizeBy: sizeBy.value }));
  startMinimum();
  byId("reset").addEventListener("click", resetFilters);
  onChange(showLegend);
  themeListeners.push(showLegend);
  showLegend();
}

/* Keys of a dimension with the number of nodes in each, the largest first, the unknown last. */
function keysOf(dimension, among = nodes.filter((node) => !folded(node))) {
  const counts = new Map();
  for (const node of among) {
    const key = node[dimension] ?? "";
    counts.set(key, (counts.get(key) ?? 0) + (node.members ?? 1));
  }
  return [...counts].sort((a, b) => (a[0] === "") - (b[0] === "") || b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function showLegend() {
  const focused = document.activeElement?.dataset?.entry;
  const others = DIMENSIONS.filter((dimension) => dimension !== state.colourBy && keysOf(dimension).length > 1);
  const role = state.colourBy !== "role" && roleShapes.size > 1;
  byId("legend").replaceChildren(...[state.colourBy, ...(role ? ["role"] : [])].map(group));
  byId("more-filters").replaceChildren(...others.filter((dimension) => dimension !== "role").map(foldedGroup));
  const list = kinds.map(([kind, total]) => entry("kind", kind, total, tieSwatch(kind)));
  byId("kinds").replaceChildren(make("legend", { textContent: "Kind of tie" }), make("ul", {}, ...list));
  if (beside) {
    const changes = changesSeen().map(([key, total]) => entry("change", key, total, changeSwatch(key)));
    byId("changes").replaceChildren(make("legend", { textContent: "What became of ties" }), make("ul", {}, ...changes));
  }
  if (focused) document.querySelector(`[data-entry="${CSS.escape(focused)}"]`)?.focus();
}

function group(dimension) {
  const keys = keysOf(dimension);
  const shown = expanded.has(dimension) ? keys : keys.slice(0, ENTRIES_SHOWN);
  const list = make("ul", {}, ...shown.map(([key, total]) => entry(dimension, key, total, nodeSwatch(dimension, key))));
  const coloured = dimension === state.colourBy ? " (colour)" : dimension === "role" ? " (shape)" : "";
  const box = make("fieldset", {}, make("legend", { textContent: DIMENSION_NAMES[dimension] + coloured }), list);
  if (keys.length > ENTRIES_SHOWN) {
    const more = expanded.has(dimension) ? "Fewer" : `${keys.length - ENTRIES_SHOWN} more`;
    box.append(make("button", { className: "more", textContent: more, onclick: () => toggleMore(dimension) }));
  }
  return box;
}

/* A dimension that is neither colour nor shape: out of the way until it is wanted. */
const unfolded = new Set();
function foldedGroup(dimension) {
  const fold = make("details", { open: unfolded.has(dimension) },
    make("summary", { textContent: `Filter by ${DIMENSION_NAMES[dimension].toLowerCase()}` }), group(dimension));
  fold.addEventListener("toggle", () => (fold.open ? unfolded.add(dimension) : unfolded.delete(dimension)));
  return fold;
}

function toggleMore(dimension) {
  if (!expanded.delete(dimension)) expanded.add(dimension);
  showLegend();
}

function entry(dimension, key, total, swatch) {
  const hidden = state.hidden[dimension];
  return make("li", {}, make(
    "button",
    {
      className: "entry",
      attributes: { "aria-pressed": String(!hidden.has(key)), "data-entry": `${dimension} ${key}` },
      title: "Click to hide or show",
      onclick: () => {
        if (!hidden.delete(key)) hidden.add(key);
        change({});
      },
    },
    swatch,
    make("bdi", { className: "name", textContent: clip(categoryName(dimension, key), 60) }),
    make("span", { className: "total", textContent: count(total) }),
  ));
}

const roleShapes = new Map(nodes.map((node) => [node.role ?? "", node.shape]));

function nodeSwatch(dimension, key) {
  const colour = dimension === state.colourBy ? palettes[dimension].get(key) ?? "#8C9099" : null;
  const shape = dimension === "role" ? roleShapes.get(key) : "dot";
  const path = makeSvg("path", {
    d: markPath(shape, 8, 8, shape === "star" ? 7 : 5.5),
    fill: colour ?? (dimension === "role" ? theme.muted : "none"),
    stroke: colour ? rim(colour) : theme.muted,
  });
  return makeSvg("svg", { class: "swatch", viewBox: "0 0 16 16", "aria-hidden": "true" }, path);
}

function tieSwatch(kind) {
  const line = makeSvg("line", {
    x1: 0, y1: 8, x2: 28, y2: 8, stroke: theme.ink, "stroke-width": 2, "stroke-dasharray": beside ? "" : dashOf.get(kind).join(" "),
  });
  return makeSvg("svg", { class: "swatch wide", viewBox: "0 0 28 16", "aria-hidden": "true" }, line);
}

/* Changes with the number of ties of each. */
const changesSeen = () =>
  [...CHANGES.keys()].map((key) => [key, edges.filter((edge) => edge.change === key && countInWindow(edge) > 0).length]);

function changeSwatch(key, x = 0, y = 0, colours = theme) {
  const { sign, dash, colour } = CHANGES.get(key);
  const at = { class: "swatch wide", viewBox: "0 0 28 16", width: 28, height: 16, x, y, "aria-hidden": "true" };
  return makeSvg("svg", at,
    makeSvg("line", { x1: 0, y1: 8, x2: 28, y2: 8, stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dash.join(" ") }),
    ...(sign ? [
      makeSvg("circle", { cx: 14, cy: 8, r: 7, fill: colours.paper, stroke: colour, "stroke-width": 1.5 }),
      makeSvg("text", { x: 14, y: 11.6, "text-anchor": "middle", "font-size": 10, "font-weight": 700, fill: colours.ink }, sign),
    ] : []));
}

/* The least count, in steps that grow: 1, 2, 3, 5, 10, 20, ... */
const leastCounts = (() => {
  const most = minmax(edges.map((edge) => edge.count))[1];
  const steps = [1];
  for (let scale = 1; scale <= most; scale *= 10) steps.push(...[2, 3, 5, 10].map((step) => step * scale));
  return steps.filter((step) => step <= most);
})();

function startMinimum() {
  const usable = leastCounts;
  byId("minimum").hidden = usable.length < 2;
  const slider = byId("minimum-count");
  slider.max = Math.max(usable.length - 1, 0);
  slider.addEventListener("input", () => change({ minimum: usable[slider.value] }));
  onChange(() => {
    slider.value = usable.indexOf(state.minimum);
    const text = `${plural(state.minimum, "observation")} a tie`;
    byId("minimum-value").textContent = text;
    slider.setAttribute("aria-valuetext", text);
  });
}
