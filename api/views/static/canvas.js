/* The drawing: vis-network draws marks and ties, this file tells it how they look.

   There is one drawing, or one for each window of a comparison: with the same marks at the same
   places, moved and zoomed together. */

const DASHED_UP_TO = 2_500; // dashes cost three times a plain line
const stages = [];
let network = null; // the first of them, by which the others go

const colourOf = (node) => palettes[state.colourBy].get(node[state.colourBy] ?? "") ?? "#8C9099";
const sizeOf = (node) => node.radii[MEASURES.indexOf(state.sizeBy)];

/* How a tie looks; `window` is that of a comparison, else null. */
const tieColour = (edge) => (beside ? CHANGES.get(edge.change).colour : colourOf(nodes[edge.from]));
const tieDash = (edge) => (beside ? CHANGES.get(edge.change).dash : dashOf.get(kindOf(edge)));
const tieWidth = (edge, window) => (beside ? edge.widths[window] : edge.width);
const tieSeen = (edge, window) => state.seenEdges[edge.number] && (window === null || edge.counts[window] > 0);

/* In a comparison, a node of which nothing is seen in a window is drawn there as an empty mark. */
const inWindow = (node, window) => window === null || node.ties.some((edge) => tieSeen(edge, window));

function nodeLook(node, { window }) {
  const fill = inWindow(node, window) ? colourOf(node) : theme.paper;
  const look = { background: fill, border: fill === theme.paper ? theme.muted : rim(fill) };
  return {
    id: node.number,
    hidden: !state.seenNodes[node.number],
    size: sizeOf(node),
    color: { ...look, highlight: look, hover: { ...look, border: theme.ink } },
  };
}

function edgeLook(edge, { window }) {
  const colour = tieColour(edge);
  const shown = fade(colour, betweenMarks(edge) ? edgeOpacity() : OPACITY_INSIDE);
  return {
    id: edge.number,
    hidden: !tieSeen(edge, window),
    color: { color: shown, highlight: shown, hover: fade(colour, 0.9), inherit: false },
    ...(beside ? { width: tieWidth(edge, window), dashes: tieDash(edge).length ? tieDash(edge) : false } : {}),
  };
}

/* The more ties, the thinner the ink; those of members come on top of all others. */
const OPACITY_INSIDE = 0.3;
const edgesAtOnce = nested ? edges.filter(betweenMarks).length + 200 : edges.length;
const edgeOpacity = () => Math.max(0.16, Math.min(0.6, 14 / Math.sqrt(edgesAtOnce))) + (beside ? 0.25 : 0);

/* Hand vis-network only what looks different from before. */
function redraw() {
  for (const stage of stages) {
    update(stage.visNodes, stage.drawnNodes, nodes, (node) => nodeLook(node, stage));
    update(stage.visEdges, stage.drawnEdges, edges, (edge) => edgeLook(edge, stage));
    stage.network.redraw();
  }
}

function update(set, drawn, items, look) {
  const changed = [];
  for (const item of items) {
    const now = look(item);
    const key = JSON.stringify(now);
    if (drawn[item.number] === key) continue;
    drawn[item.number] = key;
    changed.push(now);
  }
  if (changed.length) set.update(changed);
}

function startCanvas() {
  turnIfUpright();
  if (!beside) startStage(byId("network"), null);
  else state.windows.forEach((_, k) => startStage(byId(k ? "network-after" : "network"), k));
  network.once("afterDrawing", () => {
    document.documentElement.dataset.drawnAfter = Math.round(performance.now());
  });
  fit(false);
}

function startStage(box, window) {
  const stage = { box, window, drawnNodes: [], drawnEdges: [] };
  const dashed = edgesAtOnce <= DASHED_UP_TO;
  // The large in front of the small would hide them: small marks are drawn last.
  const order = [...nodes].sort((a, b) => sizeOf(b) - sizeOf(a));
  stage.visNodes = new vis.DataSet(
    order.map((node) => ({ ...placeOf(node), shape: node.shape, ...remember(stage.drawnNodes, nodeLook(node, stage)) })),
  );
  stage.visEdges = new vis.DataSet(
    edges.map((edge) => ({
      from: edge.from,
      to: edge.to,
      arrows: edge.arrows,
      width: edge.width,
      dashes: dashed && dashOf.get(kindOf(edge)).length ? dashOf.get(kindOf(edge)) : false,
      ...(edge.smooth ? { smooth: edge.smooth } : {}),
      ...remember(stage.drawnEdges, edgeLook(edge, stage)),
    })),
  );
  stage.network = new vis.Network(box, { nodes: stage.visNodes, edges: stage.visEdges }, data.options);
  stages.push(stage);
  network ??= stage.network;
  onStage(stage, "afterDrawing", (context) => drawOver(context, stage));
  onStage(stage, "click", choose);
  onStage(stage, "hoverNode", ({ node, pointer }) => hint(nodeHint(nodes[node]), pointer.DOM, box));
  onStage(stage, "hoverEdge", ({ edge, pointer }) => hint(edgeHint(edges[edge], window), pointer.DOM, box));
  for (const event of ["blurNode", "blurEdge", "dragStart", "zoom"]) onStage(stage, event, () => hint(null));
  if (beside) for (const event of ["dragging", "dragEnd", "zoom"]) onStage(stage, event, ({ nodes: dragged }) => follow(stage, dragged ?? []));
}

/* A member's place is given from the middle of its community. */
const placeOf = ({ parent, x, y }) => (parent === null ? { x, y } : { x: nodes[parent].x + x, y: nodes[parent].y + y });

const onStage = (stage, event, action) => stage.network.on(event, action);

/* Do what the reader did to one drawing to the others too. */
function follow(leader, dragged) {
  for (const { network } of stages) {
    if (network === leader.network) continue;
    for (const number of dragged) {
      const { x, y } = leader.network.getPosition(number);
      network.moveNode(number, x, y);
    }
    network.moveTo({ position: leader.network.getViewPosition(), scale: leader.network.getScale(), animation: false });
  }
}

function moveTo(sight) {
  for (const { network } of stages) network.moveTo(sight);
}

function moveNode(number, { x, y }) {
  for (const { network } of stages) network.moveNode(number, x, y);
}

function remember(drawn, look) {
  drawn[look.id] = JSON.stringify(look);
  return look;
}

function drawOver(context, stage) {
  const bright = highlighted();
  context.save();
  if (bright) drawHighlight(context, bright, stage);
  if (beside) drawSigns(context, bright, stage);
  drawLabels(context, bright, stage);
  context.restore();
}

function drawLabels(context, bright, { box, network, window }) {
  const scale = network.getScale();
  const { clientWidth, clientHeight } = box;
  const marks = [];
  for (const node of nodes) {
    if (!state.seenNodes[node.number] || (!bright && !inWindow(node, window))) continue;
    if (bright && !bright.nodes.has(node.number)) continue;
    const { x, y } = network.canvasToDOM(network.getPosition(node.number));
    const first = state.selected?.node === node.number ? 2 : bright ? 1 : 0;
    marks.push({ node, x, y, r: sizeOf(node) * scale, first });
  }
  const bounds = { left: 0, top: 0, right: clientWidth, bottom: clientHeight };
  context.textAlign = "center";
  context.lineJoin = "round";
  context.strokeStyle = fade(theme.paper, 0.88);
  context.fillStyle = theme.ink;
  for (const label of placeLabels(marks, bounds)) {
    const { x, y } = network.DOMtoCanvas(label);
    context.font = `${label.bold ? 600 : 400} ${label.size / scale}px ${LABEL_FONT}`;
    context.lineWidth = 3.5 / scale;
    context.strokeText(label.text, x, y);
    context.fillText(label.text, x, y);
  }
}

/* Signs of change in the middle of ties, as large at any zoom. */
function drawSigns(context, bright, { box, network, window }) {
  const scale = network.getScale();
  const middle = (edge) => {
    if (bright && !bright.edges.has(edge.number)) return null;
    const place = tieMiddle(edge, network.getPosition(edge.from), network.getPosition(edge.to), sizeOf(nodes[edge.from]));
    const { x, y } = network.canvasToDOM(place);
    return x > 0 && y > 0 && x < box.clientWidth && y < box.clientHeight ? { x, y } : null;
  };
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { x, y, sign, colour } of changeSigns(window, middle)) {
    const at = network.DOMtoCanvas({ x, y });
    context.beginPath();
    context.arc(at.x, at.y, 7 / scale, 0, 2 * Math.PI);
    context.fillStyle = theme.paper;
    context.strokeStyle = colour;
    context.lineWidth = 1.5 / scale;
    context.fill();
    context.stroke();
    context.fillStyle = theme.ink;
    context.font = `700 ${10 / scale}px ${LABEL_FONT}`;
    context.fillText(sign, at.x, at.y + 0.5 / scale);
  }
  context.textBaseline = "alphabetic";
}

/* Of a double click, the panel of the first would lie over the second: what can be opened waits for it. */
const DOUBLE_CLICK = 300; // milliseconds
let choosing = null;

function choose({ nodes: [node], edges: [edge] }) {
  const selected = node !== undefined ? { node } : edge !== undefined ? { edge } : null;
  clearTimeout(choosing);
  if (nested && node !== undefined) choosing = setTimeout(() => change({ selected }), DOUBLE_CLICK);
  else change({ selected });
  for (const { network } of stages) network.unselectAll();
}

const nodeHint = (node) =>
  `${clip(node.label, 60)} · ${plural(node.degree, "neighbour")}, ${plural(node.strength, "observation")}`;
const edgeHint = (edge, window) =>
  `${clip(nodes[edge.from].label, 40)} → ${clip(nodes[edge.to].label, 40)} · ${kindOf(edge)} × ${count(beside ? edge.counts[window] : edge.count)}` +
  (beside ? `, ${CHANGES.get(edge.change).name}` : "");

function hint(text, at, box) {
  const shown = byId("hint");
  shown.hidden = text === null;
  if (text === null) return;
  shown.textContent = text;
  const [corner, stage] = [box.getBoundingClientRect(), byId("stage").getBoundingClientRect()];
  const [x, y] = [corner.left - stage.left, corner.top - stage.top];
  shown.style.left = `${x + Math.min(at.x + 14, box.clientWidth - shown.offsetWidth - 8)}px`;
  shown.style.top = `${y + at.y + 16}px`;
}

/* Positions are made for a wide page; on an upright one the drawing is turned by a quarter. */
let turned = false;
function turnIfUpright() {
  const { clientWidth, clientHeight } = byId("network");
  const marks = nodes.filter((node) => !isMember(node));
  const [left, right] = minmax(marks.map((node) => node.x));
  const [top, bottom] = minmax(marks.map((node) => node.y));
  if (clientHeight < clientWidth * 1.2 || right - left < bottom - top) return;
  turned = true;
  for (const node of nodes) [node.x, node.y] = [-node.y, node.x];
}

/* Show all that is seen. vis-network itself would leave a wide margin and count hidden nodes. */
function fit(animate = true) {
  const seen = nodes.filter((node) => state.seenNodes[node.number]);
  const { clientWidth, clientHeight } = byId("network");
  if (!seen.length || !clientWidth) return;
  const at = seen.map((node) => ({ ...network.getPosition(node.number), r: sizeOf(node) }));
  const [left, right] = [minmax(at.map((p) => p.x - p.r))[0], minmax(at.map((p) => p.x + p.r))[1]];
  const [top, bottom] = [minmax(at.map((p) => p.y - p.r))[0], minmax(at.map((p) => p.y + p.r))[1]];
  // A drawing of its own has the caption over its lower rim; those of a comparison have theirs above.
  const [around, under] = beside ? [50, 0] : [130, 24];
  const scale = Math.min((clientWidth - 70) / (right - left), (clientHeight - around) / (bottom - top), 1.6);
  moveTo({
    position: { x: (left + right) / 2, y: (top + bottom) / 2 + under / scale },
    scale,
    animation: animate && calm() ? { duration: 350 } : false,
  });
}

const calm = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

/* Bring a node near, and beside the panel. */
function focusOn(number) {
  moveTo({ position: network.getPosition(number), scale: Math.max(network.getScale(), 0.9), animation: false });
  requestAnimationFrame(() => reveal([number]));
}

/* Move the drawing just so far that these nodes are not under the panel. */
function reveal(numbers) {
  const { clientWidth, clientHeight } = byId("network");
  const panel = byId("panel");
  const sheet = panel.offsetWidth >= clientWidth; // on a phone it lies over the lower part
  const over = !panel.hidden && !beside; // the drawings of a comparison make room for it
  const free = {
    right: clientWidth - (over && !sheet ? panel.offsetWidth : 0) - 60,
    bottom: clientHeight - (over && sheet ? panel.offsetHeight - 30 : 0) - 60,
  };
  const at = numbers.map((number) => network.canvasToDOM(network.getPosition(number)));
  const [left, right] = minmax(at.map(({ x }) => x));
  const [top, bottom] = minmax(at.map(({ y }) => y));
  const beyond = (low, high, end) => (high > end ? Math.min(high - end, low - 60) : Math.min(low - 60, 0));
  const x = beyond(left, right, free.right);
  const y = beyond(top, bottom, free.bottom);
  if (x || y) pan(x, y, calm() ? { duration: 250 } : false);
}

function zoom(factor) {
  moveTo({ scale: network.getScale() * factor, animation: calm() ? { duration: 150 } : false });
}

function pan(x, y, animation = false) {
  const scale = network.getScale();
  const { x: atX, y: atY } = network.getViewPosition();
  moveTo({ position: { x: atX + x / scale, y: atY + y / scale }, animation });
}
