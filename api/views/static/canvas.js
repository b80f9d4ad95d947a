/* The drawing: vis-network draws marks and ties, this file tells it how they look. */

const DASHED_UP_TO = 2_500; // dashes cost three times a plain line
let network = null;
let visNodes = null;
let visEdges = null;
const drawnNodes = [];
const drawnEdges = [];

const colourOf = (node) => palettes[state.colourBy].get(node[state.colourBy] ?? "") ?? "#8C9099";
const sizeOf = (node) => node.radii[MEASURES.indexOf(state.sizeBy)];

function nodeLook(node) {
  const fill = colourOf(node);
  const look = { background: fill, border: rim(fill) };
  return {
    id: node.number,
    hidden: !state.seenNodes[node.number],
    size: sizeOf(node),
    color: { ...look, highlight: look, hover: { ...look, border: theme.ink } },
  };
}

function edgeLook(edge) {
  const colour = colourOf(nodes[edge.from]);
  const shown = fade(colour, edgeOpacity());
  return {
    id: edge.number,
    hidden: !state.seenEdges[edge.number],
    color: { color: shown, highlight: shown, hover: fade(colour, 0.9), inherit: false },
  };
}

/* The more ties, the thinner the ink. */
const edgeOpacity = () => Math.max(0.16, Math.min(0.6, 14 / Math.sqrt(edges.length)));

/* Hand vis-network only what looks different from before. */
function redraw() {
  update(visNodes, drawnNodes, nodes, nodeLook);
  update(visEdges, drawnEdges, edges, edgeLook);
  network.redraw();
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
  const dashed = edges.length <= DASHED_UP_TO;
  // The large in front of the small would hide them: small marks are drawn last.
  const order = [...nodes].sort((a, b) => sizeOf(b) - sizeOf(a));
  visNodes = new vis.DataSet(
    order.map((node) => ({ x: node.x, y: node.y, shape: node.shape, ...remember(drawnNodes, nodeLook(node)) })),
  );
  visEdges = new vis.DataSet(
    edges.map((edge) => ({
      from: edge.from,
      to: edge.to,
      arrows: edge.arrows,
      width: edge.width,
      dashes: dashed && dashOf.get(kindOf(edge)).length ? dashOf.get(kindOf(edge)) : false,
      ...(edge.smooth ? { smooth: edge.smooth } : {}),
      ...remember(drawnEdges, edgeLook(edge)),
    })),
  );
  network = new vis.Network(byId("network"), { nodes: visNodes, edges: visEdges }, data.options);
  network.on("afterDrawing", drawOver);
  network.once("afterDrawing", () => {
    document.documentElement.dataset.drawnAfter = Math.round(performance.now());
  });
  network.on("click", choose);
  network.on("hoverNode", ({ node, pointer }) => hint(nodeHint(nodes[node]), pointer.DOM));
  network.on("hoverEdge", ({ edge, pointer }) => hint(edgeHint(edges[edge]), pointer.DOM));
  for (const event of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(event, () => hint(null));
  fit(false);
}

function remember(drawn, look) {
  drawn[look.id] = JSON.stringify(look);
  return look;
}

function drawOver(context) {
  const bright = highlighted();
  context.save();
  if (bright) drawHighlight(context, bright);
  drawLabels(context, bright);
  context.restore();
}

function drawLabels(context, bright) {
  const scale = network.getScale();
  const { clientWidth, clientHeight } = byId("network");
  const marks = [];
  for (const node of nodes) {
    if (!state.seenNodes[node.number]) continue;
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

function choose({ nodes: [node], edges: [edge] }) {
  if (node !== undefined) change({ selected: { node } });
  else if (edge !== undefined) change({ selected: { edge } });
  else change({ selected: null });
  network.unselectAll();
}

const nodeHint = (node) =>
  `${clip(node.label, 60)} · ${plural(node.degree, "neighbour")}, ${plural(node.strength, "observation")}`;
const edgeHint = (edge) =>
  `${clip(nodes[edge.from].label, 40)} → ${clip(nodes[edge.to].label, 40)} · ${kindOf(edge)} × ${count(edge.count)}`;

function hint(text, at) {
  const box = byId("hint");
  box.hidden = text === null;
  if (text === null) return;
  box.textContent = text;
  box.style.left = `${Math.min(at.x + 14, byId("network").clientWidth - box.offsetWidth - 8)}px`;
  box.style.top = `${at.y + 16}px`;
}

/* Positions are made for a wide page; on an upright one the drawing is turned by a quarter. */
let turned = false;
function turnIfUpright() {
  const { clientWidth, clientHeight } = byId("network");
  const [left, right] = minmax(nodes.map((node) => node.x));
  const [top, bottom] = minmax(nodes.map((node) => node.y));
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
  const scale = Math.min((clientWidth - 70) / (right - left), (clientHeight - 130) / (bottom - top), 1.6);
  network.moveTo({
    position: { x: (left + right) / 2, y: (top + bottom) / 2 + 24 / scale },
    scale,
    animation: animate && calm() ? { duration: 350 } : false,
  });
}

const calm = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

/* Bring a node near, and beside the panel. */
function focusOn(number) {
  network.focus(number, { scale: Math.max(network.getScale(), 0.9), animation: false });
  requestAnimationFrame(() => reveal([number]));
}

/* Move the drawing just so far that these nodes are not under the panel. */
function reveal(numbers) {
  const { clientWidth, clientHeight } = byId("network");
  const panel = byId("panel");
  const sheet = panel.offsetWidth >= clientWidth; // on a phone it lies over the lower part
  const free = {
    right: clientWidth - (panel.hidden || sheet ? 0 : panel.offsetWidth) - 60,
    bottom: clientHeight - (panel.hidden || !sheet ? 0 : panel.offsetHeight - 30) - 60,
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
  network.moveTo({ scale: network.getScale() * factor, animation: calm() ? { duration: 150 } : false });
}

function pan(x, y, animation = false) {
  const scale = network.getScale();
  const { x: atX, y: atY } = network.getViewPosition();
  network.moveTo({ position: { x: atX + x / scale, y: atY + y / scale }, animation });
}
