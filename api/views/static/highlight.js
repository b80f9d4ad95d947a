/* What belongs to the selection, drawn once more over a veil that dims the rest.

   Handing vis-network other colours for every mark and tie would take seconds in a large view; the
   veil takes as long as the selection is large. Shapes and courses are those of the downloads. */

const VEIL = 0.88;

function drawHighlight(context, bright, { box, network, window }) {
  const { clientWidth, clientHeight } = box;
  const corner = network.DOMtoCanvas({ x: 0, y: 0 });
  const scale = network.getScale();
  context.fillStyle = fade(theme.paper, VEIL);
  context.fillRect(corner.x, corner.y, clientWidth / scale, clientHeight / scale);
  const at = (number) => network.getPosition(number);
  for (const number of bright.edges) {
    const edge = edges[number];
    if (!tieSeen(edge, window)) continue;
    const sizes = [sizeOf(nodes[edge.from]), sizeOf(nodes[edge.to])];
    const width = tieWidth(edge, window);
    const paths = tiePaths(edge, at(edge.from), at(edge.to), ...sizes, width);
    const colour = state.selected.edge === number ? theme.ink : tieColour(edge);
    context.strokeStyle = context.fillStyle = fade(colour, 0.9);
    context.lineWidth = Math.max(width, 0.7 / scale);
    context.setLineDash(tieDash(edge));
    context.stroke(new Path2D(paths.line));
    context.setLineDash([]);
    if (edge.arrows) context.fill(new Path2D(paths.head));
  }
  for (const number of bright.nodes) {
    if (!state.seenNodes[number]) continue;
    const node = nodes[number];
    const { x, y } = at(number);
    const fill = inWindow(node, window) ? colourOf(node) : theme.paper;
    const chosen = state.selected.node === number;
    context.fillStyle = fill;
    context.strokeStyle = chosen ? theme.ink : fill === theme.paper ? theme.muted : rim(fill);
    context.lineWidth = Math.max(chosen ? 3 : 1.25, (chosen ? 2 : 0.7) / scale);
    const path = new Path2D(markPath(node.shape, x, y, sizeOf(node)));
    context.fill(path);
    context.stroke(path);
  }
}
