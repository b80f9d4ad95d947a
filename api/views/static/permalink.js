/* The state as the fragment of the address: what is seen can be sent to somebody, and comes back.

   A fragment may have been written by anybody. It is read as names of what is in this page and as
   numbers within bounds; everything else of it is left out, and nothing of it is ever shown. */

const LONGEST_FRAGMENT = 60_000;
const MOST_MOVED = 300;
const moved = new Set(); // nodes that the reader dragged elsewhere

const tieKey = (edge) => [nodes[edge.from].id, nodes[edge.to].id, edge.type, edge.kind].join("\n");
const numberOfNode = new Map(nodes.map((node) => [node.id, node.number]));
const numberOfTie = new Map(edges.map((edge) => [tieKey(edge), edge.number]));

function fragmentOf() {
  const link = new URLSearchParams();
  if (state.colourBy !== data.colourBy) link.set("colour", state.colourBy);
  if (state.sizeBy !== data.sizeBy) link.set("size", state.sizeBy);
  for (const [dimension, keys] of Object.entries(state.hidden)) {
    for (const key of keys) link.append(`no-${dimension}`, key);
  }
  for (const number of state.away) link.append("away", nodes[number].id);
  for (const number of state.opened) link.append("open", nodes[number].id);
  if (state.minimum > 1) link.set("min", state.minimum);
  if (windowed()) {
    link.set("from", state.from);
    link.set("to", state.to);
  }
  if (beside && String(state.windows) !== String(beside.windows)) {
    for (const [from, to] of state.windows) link.append("window", `${bounds[from]} ${bounds[to]}`);
  }
  if (state.selected?.node !== undefined) link.set("node", nodes[state.selected.node].id);
  if (state.selected?.edge !== undefined) link.set("tie", tieKey(edges[state.selected.edge]));
  if (tab !== "network") link.set("tab", tab);
  const { x, y } = upright(network.getViewPosition());
  if (sight !== sightNow()) link.set("view", [x, y, network.getScale() * 1000].map(Math.round).join(" "));
  for (const number of [...moved].slice(0, MOST_MOVED)) {
    const at = upright(network.getPosition(number));
    link.append("at", `${Math.round(at.x)} ${Math.round(at.y)} ${nodes[number].id}`);
  }
  return link.toString();
}

/* Places are written as they are on a wide page, so that a phone's link opens on a desk. */
const upright = ({ x, y }) => (turned ? { x: y, y: -x } : { x, y });
const onScreen = ({ x, y }) => (turned ? { x: -y, y: x } : { x, y });

/* Zoom and place as one text; `sight` is that of the whole drawing, which needs no saying. */
let sight = "";
const sightNow = () => {
  const { x, y } = network.getViewPosition();
  return [x, y, network.getScale() * 1000].map(Math.round).join(" ");
};

const within = (text, low, high) => {
  const value = text === null || text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : null;
};

/* Bring back the state that a fragment holds; what it does not name is as when the page is new. */
function restore(fragment) {
  const link = new URLSearchParams(fragment.length > LONGEST_FRAGMENT ? "" : fragment);
  const among = (name, values, otherwise) => (values.includes(link.get(name)) ? link.get(name) : otherwise);
  for (const [dimension, keys] of Object.entries(state.hidden)) {
    const known = new Set(dimension === "kind" ? kinds.map(([kind]) => kind)
      : dimension === "change" ? CHANGES.keys() : keysOf(dimension, nodes).map(([key]) => key));
    keys.clear();
    for (const key of link.getAll(`no-${dimension}`)) if (known.has(key)) keys.add(key);
  }
  const known = (name, numbers) => link.getAll(name).map((id) => numbers.get(id)).filter((n) => n !== undefined);
  const [node] = known("node", numberOfNode);
  const [tie] = known("tie", numberOfTie);
  state.opened = new Set(known("open", numberOfNode).filter((number) => membersOf.has(number)));
  arrange();
  place(link.getAll("at"));
  const [x, y, scale] = (link.get("view") ?? "").split(" ").map((part) => within(part, -1e6, 1e6));
  if (scale) moveTo({ position: onScreen({ x, y }), scale: Math.min(10, Math.max(0.005, scale / 1000)) });
  else if (sight !== sightNow()) fit(false);
  showTab(among("tab", ["network", "nodes", "edges"], "network"));
  const from = span && within(link.get("from"), span.from, span.to);
  const to = span && within(link.get("to"), span.from, span.to);
  change({
    colourBy: among("colour", DIMENSIONS, data.colourBy),
    sizeBy: among("size", MEASURES, data.sizeBy),
    minimum: leastCounts.includes(Number(link.get("min"))) ? Number(link.get("min")) : 1,
    from: from ?? span?.from ?? null,
    to: span ? Math.max(to ?? span.to, from ?? span.from) : null,
    windows: windowsIn(link.getAll("window")),
    away: new Set(known("away", numberOfNode)),
    selected: node !== undefined ? { node } : tie !== undefined ? { edge: tie } : null,
  });
}

/* The windows of a comparison: both named by moments that steps begin or end at, or as they came. */
function windowsIn(texts) {
  const found = texts.map((text) => text.split(" ").map((moment) => bounds.indexOf(Number(moment))));
  const sound = found.length === beside?.windows.length && found.every(([from, to]) => from >= 0 && from < to);
  return sound ? found : beside?.windows.map((window) => [...window]) ?? [];
}

/* Put dragged nodes where the link has them: "x y id". */
function place(lines) {
  for (const line of lines.slice(0, MOST_MOVED)) {
    const [, x, y, id] = /^(-?\d{1,7}) (-?\d{1,7}) ([^]*)$/.exec(line) ?? [];
    const number = numberOfNode.get(id);
    if (number === undefined) continue;
    const at = onScreen({ x: Number(x), y: Number(y) });
    moveNode(number, at);
    moved.add(number);
  }
}

let written = ""; // what the address bar says of the state that is seen
let writing = null;

/* Into the address bar, when the reader has come to rest: browsers refuse many changes a second. */
function writeFragment() {
  clearTimeout(writing);
  writing = setTimeout(() => {
    if (location.hash.slice(1) !== written) return; // a link was just pasted, and is not read yet
    const fragment = fragmentOf();
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
    written = location.hash.slice(1);
  }, 250);
}

function startPermalink(saved) {
  sight = sightNow();
  written = location.hash.slice(1);
  if (written || saved) restore(written || saved);
  onChange(writeFragment);
  for (const stage of stages) {
    onStage(stage, "dragEnd", ({ nodes: dragged }) => {
      for (const number of dragged) moved.add(number);
      writeFragment();
    });
    for (const event of ["zoom", "animationFinished"]) onStage(stage, event, writeFragment);
  }
  addEventListener("hashchange", () => {
    if (location.hash.slice(1) === written) return;
    written = location.hash.slice(1);
    restore(written);
  });
  byId("copy-link").addEventListener("click", async () => {
    const fragment = fragmentOf();
    await copyText(location.href.split("#")[0] + (fragment ? `#${fragment}` : ""));
    say("Link copied");
    byId("copy-link").textContent = "Copied";
    setTimeout(() => (byId("copy-link").textContent = "Link"), 2_000);
  });
}
