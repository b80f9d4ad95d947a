/* Names beside the marks: the important ones first, and none over another. */

const LABEL_FONT = '"Helvetica Neue", Helvetica, Arial, "Noto Sans", sans-serif';
const ROOM_PER_LABEL = beside ? 13_000 : 9_000; // square pixels
const SMALLEST_NAMED = 2; // pixels
const ALWAYS_NAMED = 5; // of the largest
const MOST_COVERED = 3; // marks under the name of an important one

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
   Returns [{node, text, x, y, size, bold}]; (x, y) is the middle of the baseline. */
function placeLabels(marks, bounds, size = 12) {
  const most = ((bounds.right - bounds.left) * (bounds.bottom - bounds.top)) / ROOM_PER_LABEL;
  const ordered = marks
    .filter(({ x, y, r, first }) => (first || r >= SMALLEST_NAMED) &&
      x > bounds.left && x < bounds.right && y > bounds.top && y < bounds.bottom)
    .sort((a, b) => b.first - a.first || b.r - a.r || a.node.number - b.node.number);
  const names = new Boxes(64);
  const around = new Boxes(64);
  for (const { x, y, r } of ordered) around.add(x - r, y - r, x + r, y + r);
  const placed = [];
  for (const [number, mark] of ordered.entries()) {
    if (placed.length >= most) break;
    const bold = mark.first > 0 || mark.r > 15;
    const em = size + Math.min(3, Math.max(0, (mark.r - 8) / 6)) + (mark.first === 2 ? 1 : 0);
    const noted = noteOf({ node: mark.node.number }) ? " ✎" : "";
    const text = clip(mark.node.label, mark.first === 2 ? 60 : 28) + noted;
    const width = labelWidth(text, bold) * em;
    const free = spots(mark, width, em)
      .map(([x, y]) => ({ x, y, box: [x - width / 2 - 2, y - em * 0.8, x + width / 2 + 2, y + em * 0.25] }))
      .filter(({ box }) => box[0] > bounds.left && box[2] < bounds.right && !names.hits(...box));
    const spot = leastCovering(free, around, mark, number < ALWAYS_NAMED);
    if (!spot) continue;
    names.add(...spot.box);
    placed.push({ node: mark.node, text, x: spot.x, y: spot.y, size: em, bold });
  }
  return placed;
}

/* The first spot that covers no mark. The important are named also where they cover a few, the largest
   and what the reader chose wherever they are; others are named by zooming in, or by pointing at them. */
function leastCovering(free, around, { first, r }, always) {
  const most = first === 2 || always ? Infinity : r > 7 ? MOST_COVERED : 0;
  let best = null;
  for (const spot of free) {
    const covered = around.hit(...spot.box).size;
    if (covered <= most && covered < (best?.covered ?? Infinity)) best = { ...spot, covered };
    if (covered === 0) break;
  }
  return best;
}

/* Below, above, right, left, aslant, and over the mark itself. */
function spots({ x, y, r }, width, em) {
  return [
    [x, y + r + em * 0.95],
    [x, y - r - em * 0.35],
    [x + r + 4 + width / 2, y + em * 0.35],
    [x - r - 4 - width / 2, y + em * 0.35],
    [x + r * 0.7 + 3 + width / 2, y - r * 0.7 - 2],
    [x - r * 0.7 - 3 - width / 2, y - r * 0.7 - 2],
    [x + r * 0.7 + 3 + width / 2, y + r * 0.7 + em * 0.8],
    [x - r * 0.7 - 3 - width / 2, y + r * 0.7 + em * 0.8],
    [x, y + em * 0.35],
  ];
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

  hits(...box) {
    return this.hit(...box).size > 0;
  }

  /* The boxes that this one meets. */
  hit(left, top, right, bottom) {
    const met = new Set();
    for (const key of this.keys(left, top, right, bottom)) {
      for (const box of this.cells.get(key) ?? []) {
        const [l, t, r, b] = box;
        if (l < right && r > left && t < bottom && b > top) met.add(box);
      }
    }
    return met;
  }
}
