/* Two windows of time side by side: how often each tie was seen in each, and what became of it.

   Compared are shares of all that was observed in each window, so that a longer window, or one from
   which more was collected, does not make every tie stronger. */

const beside = data.beside ?? null;
const bounds = beside?.bounds ?? [];
const WINDOW_NAMES = ["Before", "After"];
const GROWN = 1.5; // times its share, to be called stronger

/* Told apart by sign, dashes and colour: a printer and every eye can see at least one. */
const CHANGES = new Map([
  ["new", { name: "new", sign: "+", dash: [], colour: "#0072B2" }],
  ["stronger", { name: "stronger", sign: "▲", dash: [], colour: "#009E73" }],
  ["alike", { name: "about the same", sign: "", dash: [], colour: "#8C9099" }],
  ["weaker", { name: "weaker", sign: "▼", dash: [8, 4], colour: "#E69F00" }],
  ["gone", { name: "gone", sign: "×", dash: [2, 4], colour: "#AA3377" }],
]);

const windowTotals = [0, 0];

/* Observations of a tie in a window: its series is step and count in turn, steps in order. */
function countBetween(series, [from, to]) {
  let sum = 0;
  for (let i = 0; i < series.length; i += 2) if (series[i] >= from && series[i] < to) sum += series[i + 1];
  return sum;
}

function changeOf([before, after]) {
  if (!before || !after) return before ? "gone" : "new";
  const ratio = after / windowTotals[1] / (before / windowTotals[0]);
  return ratio >= GROWN ? "stronger" : ratio <= 1 / GROWN ? "weaker" : "alike";
}

/* Count anew, once the windows have moved. */
let countedFor = "";
function countWindows() {
  if (countedFor === String(state.windows)) return;
  countedFor = String(state.windows);
  state.windows.forEach(([from, to], k) => {
    windowTotals[k] = beside.totals.slice(from, to).reduce((sum, n) => sum + n, 0);
  });
  for (const edge of edges) {
    edge.counts = state.windows.map((window) => countBetween(beside.series[edge.number], window));
    edge.change = edge.counts[0] || edge.counts[1] ? changeOf(edge.counts) : "alike";
    edge.widths = edge.counts.map(widthInWindow);
  }
}

/* As `widths` in build.py, of the share: in both pictures the same width is the same share. */
const widthScale = Math.min(1, Math.max(0.4, Math.sqrt(400 / Math.max(edges.length, 1))));
function widthInWindow(seen, k) {
  const scaled = (seen * Math.max(...windowTotals)) / Math.max(windowTotals[k], 1);
  return fixed(widthScale * Math.min(1 + 0.6 * Math.log2(Math.max(scaled, 1)), 6));
}

const share = (seen, k) => (windowTotals[k] ? `${((100 * seen) / windowTotals[k]).toPrecision(2)} %` : "nothing");

/* The days of a window; its end is excluded, so the last day is the one before. */
const windowText = ([from, to]) => {
  const last = bounds[to] - 1;
  return day(bounds[from]) === day(last) ? day(last) : `${day(bounds[from])} – ${day(last)}`;
};

const windowTitle = (k) => `${WINDOW_NAMES[k]}: ${windowText(state.windows[k])} · ${plural(windowTotals[k], "observation")}`;

/* Sliders of both windows. A window holds one step at least. */
function startBeside() {
  if (!beside) return;
  byId("windows").replaceChildren(...state.windows.map((_, k) => windowSliders(k)), make("p", {
    className: "note",
    textContent: `Ties are compared by their share of all that was observed in each window: stronger is ${GROWN} times as much or more, weaker the other way.` +
      (beside.undated ? ` ${plural(beside.undated, "observation")} of unknown time are in neither window.` : ""),
  }));
  onChange(showWindows);
  themeListeners.push(showWindows);
  showWindows();
}

function windowSliders(k) {
  const name = WINDOW_NAMES[k].toLowerCase();
  const slider = (end) => make("input", {
    type: "range", min: 0, max: bounds.length - 1, step: 1, id: `window-${k}-${end}`,
    attributes: { "aria-label": `${WINDOW_NAMES[k]}: ${end}` },
  });
  const [from, to] = [slider("from"), slider("to")];
  const move = () => {
    const windows = state.windows.map((window) => [...window]);
    windows[k] = [Math.min(from.value, bounds.length - 2), Math.max(to.value, 1)];
    if (windows[k][0] >= windows[k][1]) {
      if (document.activeElement === from) windows[k][1] = windows[k][0] + 1;
      else windows[k][0] = windows[k][1] - 1;
    }
    change({ windows });
  };
  for (const end of [from, to]) end.addEventListener("input", move);
  return make("fieldset", { className: "of-time" },
    make("legend", { textContent: `Window ${name}` }),
    makeSvg("svg", { class: "histogram", id: `window-${k}-histogram`, "aria-hidden": "true", preserveAspectRatio: "none" }),
    make("div", { className: "window" }, from, to),
    make("div", { className: "row" }, make("output", { id: `window-${k}-value` })));
}

function showWindows() {
  state.windows.forEach((window, k) => {
    ["from", "to"].forEach((end, i) => {
      const slider = byId(`window-${k}-${end}`);
      slider.value = window[i];
      slider.setAttribute("aria-valuetext", day(bounds[window[i]] - i));
    });
    byId(`window-${k}-value`).textContent = windowText(window);
    byId(`window-${k}-title`).textContent = windowTitle(k);
    drawSteps(byId(`window-${k}-histogram`), window);
  });
}

/* Observations along time, with the window in ink. Steps are nearly all of one length. */
function drawSteps(svg, [from, to]) {
  const most = Math.max(...beside.totals, 1);
  svg.setAttribute("viewBox", `0 0 ${beside.totals.length} 30`);
  svg.replaceChildren(...beside.totals.map((total, i) => {
    const tall = total ? Math.max(1, 30 * Math.sqrt(total / most)) : 0;
    return makeSvg("rect", { x: i, y: 30 - tall, width: 1, height: tall, fill: i >= from && i < to ? theme.ink : theme.rule });
  }));
}

/* Where signs of change stand on the ties of a window: the strongest ties first, none over another,
   and no more than can be read: who looks closer sees more. `middle` gives the place of an edge's
   sign in pixels of the screen, or null where it is not in sight. */
const MOST_SIGNS = 70;
function changeSigns(k, middle, room = 9) {
  const taken = new Boxes(32);
  const signs = [];
  const ranked = edges
    .filter((edge) => state.seenEdges[edge.number] && edge.counts[k] && CHANGES.get(edge.change).sign)
    .sort((a, b) => Math.max(...b.widths) - Math.max(...a.widths) || a.number - b.number);
  for (const edge of ranked) {
    if (signs.length === MOST_SIGNS) break;
    const at = middle(edge);
    if (!at || taken.hits(at.x - room, at.y - room, at.x + room, at.y + room)) continue;
    taken.add(at.x - room, at.y - room, at.x + room, at.y + room);
    signs.push({ ...at, edge, ...CHANGES.get(edge.change) });
  }
  return signs;
}

/* In words, for the panel. */
const changeText = (edge) =>
  `${CHANGES.get(edge.change).name}: ${plural(edge.counts[0], "observation")} before (${share(edge.counts[0], 0)} of all), ${count(edge.counts[1])} after (${share(edge.counts[1], 1)})`;
