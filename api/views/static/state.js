/* What the reader chose, and what is seen because of it. */

const DIMENSIONS = ["country", "community", "role"];
const times = edges.flatMap((edge) => [edge.first, edge.last]).filter((at) => at !== null);
const [firstTime, lastTime] = minmax(times);
// A comparison has windows of its own.
const span = times.length && !beside ? { from: firstTime, to: lastTime } : null;

function minmax(values) {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

const state = {
  colourBy: data.colourBy,
  sizeBy: data.sizeBy,
  hidden: { country: new Set(), community: new Set(), role: new Set(), kind: new Set(), change: new Set() },
  away: new Set(), // nodes that were hidden by hand
  opened: new Set(), // communities whose members are seen
  minimum: 1,
  from: span?.from ?? null,
  to: span?.to ?? null,
  windows: beside?.windows.map((window) => [...window]) ?? [], // of a comparison: positions in its bounds
  selected: null, // {node: number} or {edge: number}
  seenNodes: nodes.map(() => true),
  seenEdges: edges.map(() => true),
};

const listeners = [];
const onChange = (listener) => listeners.push(listener);

/* Change the state and tell everybody, once a frame. */
function change(changes) {
  Object.assign(state, changes);
  seeAgain();
}

const seeAgain = eachFrame(() => {
  filter();
  for (const listener of listeners) listener();
});

/* What a tie is called in the legend: a link that amplifies is not two accounts that share links. */
const spelled = (name) => name.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
const SHORT_TYPES = new Map([["COORDINATED_WITH", "coordinated"], ["HAS_AGREEMENT_WITH", "agreement"]]);
function kindOf(edge) {
  if (edge.type === "AMPLIFIED" && edge.kind) return edge.kind;
  const type = SHORT_TYPES.get(edge.type) ?? spelled(edge.type);
  return edge.kind ? `${type}: ${spelled(edge.kind)}` : type;
}

function windowed() {
  return span !== null && (state.from > span.from || state.to < span.to);
}

/* Observations of an edge in the chosen time: exact where all evidence is in the page, else all or
   none of them, by whether the time from first to last touches the window. */
function countInWindow(edge) {
  if (beside) return Math.max(...edge.counts);
  if (!windowed()) return edge.count;
  if (edge.exact) {
    return edge.evidence.filter(([at]) => at >= state.from && at < state.to + DAY).length;
  }
  if (edge.first === null && edge.last === null) return 0;
  const first = edge.first ?? edge.last;
  const last = edge.last ?? edge.first;
  return first < state.to + DAY && last >= state.from ? edge.count : 0;
}

function filter() {
  if (beside) countWindows();
  const allowed = nodes.map((node) =>
    !state.away.has(node.number) && !folded(node) && DIMENSIONS.every((dimension) => !state.hidden[dimension].has(node[dimension] ?? "")),
  );
  const tied = nodes.map(() => false);
  for (const edge of edges) {
    const seen =
      allowed[edge.from] &&
      allowed[edge.to] &&
      !state.hidden.kind.has(kindOf(edge)) &&
      !state.hidden.change.has(edge.change) &&
      countInWindow(edge) >= state.minimum;
    state.seenEdges[edge.number] = seen;
    if (seen) tied[edge.from] = tied[edge.to] = true;
  }
  // A node that has ties, but none that is seen, leaves with them.
  for (const node of nodes) {
    state.seenNodes[node.number] = allowed[node.number] && (tied[node.number] || !node.ties.some(surfaced));
  }
}

/* All that decides what is seen, as one text to compare. */
const filterKey = () =>
  JSON.stringify([[...Object.values(state.hidden), state.away, state.opened].map((set) => [...set]), state.minimum, state.from, state.to, state.windows]);

function resetFilters() {
  for (const set of Object.values(state.hidden)) set.clear();
  change({ minimum: 1, from: span?.from ?? null, to: span?.to ?? null, windows: beside?.windows.map((window) => [...window]) ?? [], away: new Set() });
}

/* Numbers of the nodes and edges that belong to the selection; null when nothing is selected. */
function highlighted() {
  const { selected } = state;
  if (!selected) return null;
  if (selected.edge !== undefined) {
    const { from, to } = edges[selected.edge];
    const pair = nodes[from].ties.filter((e) => e.from + e.to === from + to && (e.from === from || e.to === from));
    return { nodes: new Set([from, to]), edges: new Set(pair.map((e) => e.number)) };
  }
  const ties = nodes[selected.node].ties.filter((edge) => state.seenEdges[edge.number]);
  return {
    nodes: new Set([selected.node, ...ties.flatMap((edge) => [edge.from, edge.to])]),
    edges: new Set(ties.map((edge) => edge.number)),
  };
}
