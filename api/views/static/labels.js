/* Names beside the marks: the important ones first, and none over another. */

const LABEL_FONT = '"Helvetica Neue", Helvetica, Arial, "Noto Sans", sans-serif';
const MOST_LABELS = 260;

const rulerContext = document.createElement("canvas").getContext("2d");
const labelWidths = new Map();

function labelWidth(text, bold) {
  const key = (bold ? "b" : "n") + text;
  if (!labelWidths.has(key)) {
    rulerContext.font = `${bold ? 600 : 400} 100px ${LABEL_FONT}`;
    labelWidths.set(key, rulerContext.measureText(text).width / 100);
  }
  return labelWidths.get(key);
}

/* Choose names for marks given on the screen: [{node, x, y, r, first}] in pixels.
   Returns [{node, text, x, y, size, bold}] with the middle of the text's first baseline. */
function placeLabels(marks, bounds, size = 12) {
  const taken = new Boxes(64);
  const placed = [];
  const ordered = marks
    .filter(({ x, y }) => x > bounds.left && x < bounds.right && y > bounds.top && y < bounds.bottom)
    .sort((a, b) => (b.first ?? 0) - (a.first ?? 0) || b.r - a.r || a.node.number - b.node.number);
  // Large marks are not to be written over; small ones may be, or a dense picture has no names.
  for (const { x, y, r } of ordered) if (r > 7) taken.add(x - r, y - r, x + r, y + r);
  for (const mark of ordered) {
    if (placed.length >= MOST_LABELS) break;
    const bold = Boolean(mark.first) || mark.r > 15;
    const em = mark.first ? size + 1 : size + Math.min(3, Math.max(0, (mark.r - 8) / 6));
    const text = clip(mark.node.label, mark.first ? 60 : 28);
    const width = labelWidth(text, bold) * em;
    const sides = [
      [mark.x, mark.y + mark.r + em * 0.95],
      [mark.x, mark.y - mark.r - em * 0.35],
      [mark.x + mark.r + 4 + width / 2, mark.y + em * 0.35],
      [mark.x - mark.r - 4 - width / 2, mark.y + em * 0.35],
    ];
    for (const [x, y] of sides) {
      const box = [x - width / 2 - 2, y - em * 0.8, x + width / 2 + 2, y + em * 0.25];
      if (box[0] < bounds.left || box[2] > bounds.right) continue;
      if (mark.first !== 2 && taken.hits(...box)) continue;
      taken.add(...box);
      placed.push({ node: mark.node, text, x, y, size: em, bold });
      break;
    }
  }
  return placed;
}

/* Boxes in a grid of cells, so that a name is compared with its surroundings only. */
class Boxes {
  constructor(cell) {
    this.cell = cell;
    this.cells = new Map();
  }

  *keys(left, top, right, bottom) {
    const at = (value) => Math.floor(value / this.cell);
    for (let x = at(left); x <= at(right); x++) {
      for (let y = at(top); y <= at(bottom); y++) yield x * 100_003 + y;
    }
  }

  add(...box) {
    for (const key of this.keys(...box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }

  hits(left, top, right, bottom) {
    for (const key of this.keys(left, top, right, bottom)) {
      for (const [l, t, r, b] of this.cells.get(key) ?? []) {
        if (l < right && r > left && t < bottom && b > top) return true;
      }
    }
    return false;
  }
}
