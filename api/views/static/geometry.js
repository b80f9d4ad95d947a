/* Shapes of nodes and courses of ties, the same as vis-network draws them, for picture and legend. */

const corners = (points) => "M" + points.map(([x, y]) => `${fixed(x)} ${fixed(y)}`).join("L") + "Z";
const fixed = (value) => Math.round(value * 10) / 10;

/* The outline of a mark around (x, y), as an SVG path. */
function markPath(shape, x, y, r) {
  switch (shape) {
    case "square":
      return corners([[x - r, y - r], [x + r, y - r], [x + r, y + r], [x - r, y + r]]);
    case "diamond":
      return corners([[x, y + r], [x + r, y], [x, y - r], [x - r, y]]);
    case "triangle": {
      const half = r * 1.15;
      const middle = y + 0.275 * half;
      const inner = (Math.sqrt(3) / 3) * half;
      const top = middle - (Math.sqrt(3) * half - inner);
      return corners([[x, top], [x + half, middle + inner], [x - half, middle + inner]]);
    }
    case "star": {
      const point = (n) => {
        const reach = r * 0.82 * (n % 2 ? 0.5 : 1.3);
        const angle = (n * Math.PI) / 5;
        return [x + reach * Math.sin(angle), y + 0.082 * r - reach * Math.cos(angle)];
      };
      return corners(Array.from({ length: 10 }, (_, n) => point(n)));
    }
    case "hexagon": {
      const point = (n) => [x + r * Math.cos((n * Math.PI) / 3), y + r * Math.sin((n * Math.PI) / 3)];
      return corners(Array.from({ length: 6 }, (_, n) => point(n)));
    }
    default: {
      const arc = `A${fixed(r)} ${fixed(r)} 0 1 0`;
      return `M${fixed(x - r)} ${fixed(y)}${arc} ${fixed(x + r)} ${fixed(y)}${arc} ${fixed(x - r)} ${fixed(y)}Z`;
    }
  }
}

/* vis-network's control point of a bowed tie. */
function controlPoint(edge, from, to) {
  const roundness = edge.smooth?.roundness ?? 0;
  if (!roundness) return [(from.x + to.x) / 2, (from.y + to.y) / 2];
  const turn = edge.smooth.type === "curvedCW" ? 1 : -1;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const angle = Math.atan2(from.y - to.y, to.x - from.x) + (turn * 0.5 * roundness + 0.5) * Math.PI;
  const reach = (0.5 * roundness + 0.5) * length;
  return [from.x + reach * Math.sin(angle), from.y + reach * Math.cos(angle)];
}

/* The course of a tie and its arrowhead, as two SVG paths. It begins under the mark, which is drawn
   later, and ends at the rim of the other. */
function tiePaths(edge, from, to, fromSize, toSize, width) {
  if (edge.from === edge.to) {
    const r = fromSize + 6;
    return { line: markPath("dot", from.x + r * 0.8, from.y - r * 0.8, r), head: "" };
  }
  const [cx, cy] = controlPoint(edge, from, to);
  const free = Math.hypot(to.x - from.x, to.y - from.y) - fromSize - toSize;
  const head = Math.min(5 + width * 1.6, Math.max(3, free * 0.45));
  const start = towards(from.x, from.y, cx, cy, fromSize * 0.3);
  const tip = towards(to.x, to.y, cx, cy, toSize + 1);
  const end = towards(to.x, to.y, cx, cy, toSize + head * 0.8);
  const back = Math.atan2(cy - to.y, cx - to.x);
  const wing = (side) => [tip[0] + head * Math.cos(back + side * 0.42), tip[1] + head * Math.sin(back + side * 0.42)];
  return {
    line: `M${start.map(fixed).join(" ")}Q${fixed(cx)} ${fixed(cy)} ${end.map(fixed).join(" ")}`,
    head: corners([tip, wing(1), wing(-1)]),
  };
}

/* The middle of a tie, where its sign of change stands. */
function tieMiddle(edge, from, to, fromSize) {
  if (edge.from === edge.to) return { x: from.x + (fromSize + 6) * 1.6, y: from.y - (fromSize + 6) * 1.6 };
  const [cx, cy] = controlPoint(edge, from, to);
  return { x: (from.x + 2 * cx + to.x) / 4, y: (from.y + 2 * cy + to.y) / 4 };
}

function towards(x, y, toX, toY, distance) {
  const length = Math.hypot(toX - x, toY - y) || 1;
  return [x + ((toX - x) / length) * distance, y + ((toY - y) / length) * distance];
}

/* Kinds are told apart by dashes, which a printer and every eye can see. */
const DASHES = [[], [7, 4], [2, 4], [11, 4, 2, 4], [4, 4], [14, 5], [2, 2], [7, 3, 2, 3, 2, 3]];
const kinds = (() => {
  const counts = new Map();
  for (const edge of edges) {
    counts.set(kindOf(edge), (counts.get(kindOf(edge)) ?? 0) + (betweenMarks(edge) ? edge.count : 0));
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
})();
const dashOf = new Map(kinds.map(([kind], i) => [kind, DASHES[i % DASHES.length]]));
