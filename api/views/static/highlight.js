/* What belongs to the selection, drawn once more over a veil that dims the rest.

   Handing vis-network other colours for every mark and tie would take seconds in a large view; the
   veil takes as long as the selection is large. Shapes and courses are those of the downloads. */

const VEIL = 0.88;

function drawHighlight(context, bright) {
  const { clientWidth, clientHeight } = byId("network");
  const corner = network.DOMtoCanvas({ x: 0, y: 0 });
  const scale = network.getScale();
  context.fillStyle = fade(theme.paper, VEIL);
  context.fillRect(corner.x, corner.y, clientWidth / scale, clientHeight / scale);
  const at = (number) => network.getPosition(number);
  for (const number of bright.edges) {
    if (!state.seenEdges[number]) continue;
    const edge = edges[number];
    const sizes = [sizeOf(nodes[edge.from]), sizeOf(nodes[edge.to])];
    const paths = tiePaths(edge, at(edge.from), at(edge.to), ...sizes, edge.width);
    const colour = state.selected.edge === number ? theme.ink : colourOf(nodes[edge.from]);
    context.strokeStyle = context.fillStyle = fade(colour, 0.9);
    context.lineWidth = Math.max(edge.width, 0.7 / scale);
    context.setLineDash(dashOf.get(kindOf(edge)));
    context.stroke(new Path2D(paths.line));
    context.setLineDash([]);
    if (edge.arrows) context.fill(new Path2D(paths.head));
  }
  for (const number of bright.nodes) {
    if (!state.seenNodes[number]) continue;
    const node = nodes[number];
    const { x, y } = at(number);
    const fill = colourOf(node);
    const chosen = state.selected.node === number;
    context.fillStyle = fill;
    context.strokeStyle = chosen ? theme.ink : rim(fill);
    context.lineWidth = Math.max(chosen ? 3 : 1.25, (chosen ? 2 : 0.7) / scale);
    const path = new Path2D(markPath(node.shape, x, y, sizeOf(node)));
    context.fill(path);
    context.stroke(path);
  }
}
