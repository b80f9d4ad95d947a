/* The picture for print and download, in the proportion of A4: title, drawing, legend and stamp. */

const PICTURE = { width: 1600, height: 1131, side: 300, margin: 48, top: 104, bottom: 62 };
const SERIF = 'Georgia, "Times New Roman", serif';

function picture(colours = theme) {
  const { width, height, side, margin, top } = PICTURE;
  const credits = creditLines().flatMap((line) => broken(line, 200));
  const bottom = PICTURE.bottom + 16 * credits.length;
  const svg = makeSvg("svg", {
    xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height, "font-family": LABEL_FONT,
  });
  const frame = { left: margin, top, right: width - side - margin, bottom: height - bottom - 20 };
  svg.append(
    makeSvg("title", {}, stamp.title),
    makeSvg("rect", { width, height, fill: colours.paper }),
    words(stamp.title, { x: margin, y: 58, "font-size": 34, "font-family": SERIF, "font-weight": 700, fill: colours.ink }, 80),
    words(stamp.description, { x: margin, y: 86, "font-size": 16, fill: colours.muted }, 170),
    ...drawings(frame, colours),
    ...pictureLegend(width - side, top + 16, colours),
    makeSvg("line", { x1: margin, x2: width - margin, y1: height - bottom, y2: height - bottom, stroke: colours.rule }),
    words(`${showing()} ${stamp.direction}`, { x: margin, y: height - bottom + 24, "font-size": 14, fill: colours.ink }, 190),
    ...credits.map((line, k) => words(line, { x: margin, y: height - bottom + 43 + 16 * k, "font-size": 13, fill: colours.ink }, 200)),
    words(madeText(), { x: margin, y: height - 17, "font-size": 12, fill: colours.muted }, 240),
  );
  return svg;
}

const words = (text, attributes, length) => makeSvg("text", attributes, clip(text, length));

/* One drawing, or those of both windows: beside each other, or below where they are wide. */
function drawings(frame, colours) {
  if (!beside) return drawing(frame, colours, null);
  const at = nodes.filter((node) => state.seenNodes[node.number]).map((node) => network.getPosition(node.number));
  const [[left, right], [high, low]] = [minmax(at.map(({ x }) => x)), minmax(at.map(({ y }) => y))];
  const halves = right - left > low - high
    ? [{ bottom: (frame.top + frame.bottom) / 2 - 6 }, { top: (frame.top + frame.bottom) / 2 + 6 }]
    : [{ right: (frame.left + frame.right) / 2 - 10 }, { left: (frame.left + frame.right) / 2 + 10 }];
  return state.windows.flatMap((_, k) => {
    const half = { ...frame, ...halves[k] };
    half.top += 26;
    const title = words(windowTitle(k), { x: half.left, y: half.top - 8, "font-size": 16, "font-weight": 700, fill: colours.ink }, 60);
    return [title, ...drawing(half, colours, k), makeSvg("rect", {
      x: half.left, y: half.top, width: half.right - half.left, height: half.bottom - half.top, fill: "none", stroke: colours.rule,
    })];
  });
}

/* Nodes and ties that are seen, scaled into the frame. */
function drawing(frame, colours, window) {
  const seen = nodes.filter((node) => state.seenNodes[node.number]);
  if (!seen.length) return [];
  const at = new Map(seen.map((node) => [node.number, network.getPosition(node.number)]));
  const [left, right] = minmax([...at.values()].map((p) => p.x));
  const [high, low] = minmax([...at.values()].map((p) => p.y));
  const pad = 40;
  const scale = Math.min(
    (frame.right - frame.left - 2 * pad) / (right - left || 1),
    (frame.bottom - frame.top - 2 * pad) / (low - high || 1),
    2,
  );
  const middle = { x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2 };
  const spot = (number) => ({
    x: middle.x + (at.get(number).x - (left + right) / 2) * scale,
    y: middle.y + (at.get(number).y - (high + low) / 2) * scale,
  });
  const bright = highlighted();
  const ties = makeSvg("g", { fill: "none", "stroke-linecap": "butt" });
  for (const edge of edges) {
    if (!tieSeen(edge, window)) continue;
    const radius = (number) => sizeOf(nodes[number]) * scale;
    const wide = Math.max(0.5, tieWidth(edge, window) * Math.min(scale, 1.2));
    const paths = tiePaths(edge, spot(edge.from), spot(edge.to), radius(edge.from), radius(edge.to), wide);
    const colour = tieColour(edge);
    const opacity = bright ? (bright.edges.has(edge.number) ? 0.9 : 0.05) : edgeOpacity();
    ties.append(makeSvg("g", { opacity },
      makeSvg("path", { d: paths.line, stroke: colour, "stroke-width": fixed(wide), "stroke-dasharray": tieDash(edge).join(" ") }),
      edge.arrows ? makeSvg("path", { d: paths.head, fill: colour }) : ""));
  }
  const marks = makeSvg("g", {});
  const placed = [];
  for (const node of [...seen].sort((a, b) => sizeOf(b) - sizeOf(a))) {
    const { x, y } = spot(node.number);
    const r = sizeOf(node) * scale;
    const dim = bright && !bright.nodes.has(node.number);
    const fill = inWindow(node, window) ? colourOf(node) : colours.paper;
    const line = fill === colours.paper ? colours.muted : rim(fill);
    marks.append(makeSvg("path", { d: markPath(node.shape, x, y, r), fill, stroke: line, opacity: dim ? 0.13 : 1 }));
    if (!dim && inWindow(node, window)) placed.push({ node, x, y, r, first: state.selected?.node === node.number ? 2 : 0 });
  }
  const names = makeSvg("g", { "text-anchor": "middle", fill: colours.ink, stroke: colours.paper, "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke" });
  for (const label of placeLabels(placed, frame, 13)) {
    names.append(makeSvg("text", { x: fixed(label.x), y: fixed(label.y), "font-size": fixed(label.size), "font-weight": label.bold ? 600 : 400 }, label.text));
  }
  return [ties, ...(beside ? [signs(window, spot, bright, scale, colours)] : []), marks, names];
}

function signs(window, spot, bright, scale, colours) {
  const middle = (edge) => (bright && !bright.edges.has(edge.number)
    ? null
    : tieMiddle(edge, spot(edge.from), spot(edge.to), sizeOf(nodes[edge.from]) * scale));
  const group = makeSvg("g", { "text-anchor": "middle", "font-weight": 700, "font-size": 10, fill: colours.ink });
  for (const { x, y, sign, colour } of changeSigns(window, middle)) {
    group.append(
      makeSvg("circle", { cx: fixed(x), cy: fixed(y), r: 7, fill: colours.paper, stroke: colour, "stroke-width": 1.5 }),
      makeSvg("text", { x: fixed(x), y: fixed(y + 3.6) }, sign),
    );
  }
  return group;
}

function pictureLegend(x, y, colours) {
  const parts = [];
  let at = y;
  const heading = (text) => {
    parts.push(words(text, { x, y: at, "font-size": 13, "font-weight": 700, fill: colours.muted, "letter-spacing": "0.06em" }, 40));
    at += 24;
  };
  const line = (sign, text) => {
    parts.push(sign, words(text, { x: x + 42, y: at, "font-size": 15, fill: colours.ink }, 32));
    at += 25;
  };
  heading(DIMENSION_NAMES[state.colourBy].toUpperCase());
  const colouredKeys = keysOf(state.colourBy);
  for (const [key, total] of colouredKeys.slice(0, 9)) {
    const fill = palettes[state.colourBy].get(key);
    const shape = state.colourBy === "role" ? roleShapes.get(key) : "dot";
    const mark = makeSvg("path", { d: markPath(shape, x + 14, at - 5, shape === "star" ? 10 : 7), fill, stroke: rim(fill) });
    line(mark, `${categoryName(state.colourBy, key)} (${count(total)})`);
  }
  if (colouredKeys.length > 9) line("", `and ${colouredKeys.length - 9} more`);
  at += 18;
  if (state.colourBy !== "role") {
    heading("ROLE");
    for (const [key, total] of keysOf("role").slice(0, 7)) {
      const shape = roleShapes.get(key);
      const mark = makeSvg("path", { d: markPath(shape, x + 14, at - 5, shape === "star" ? 10 : 7), fill: colours.muted });
      line(mark, `${categoryName("role", key)} (${count(total)})`);
    }
    at += 18;
  }
  if (beside) {
    heading("CHANGE");
    for (const [key, total] of changesSeen()) line(changeSwatch(key, x, at - 13, colours), `${CHANGES.get(key).name} (${count(total)})`);
    at += 18;
  }
  heading("KIND OF TIE");
  for (const [kind, total] of kinds.filter(([kind]) => !state.hidden.kind.has(kind)).slice(0, 8)) {
    const dash = makeSvg("line", { x1: x, x2: x + 30, y1: at - 5, y2: at - 5, stroke: colours.ink, "stroke-width": 2, "stroke-dasharray": beside ? "" : dashOf.get(kind).join(" ") });
    line(dash, `${kind} (${count(total)})`);
  }
  at += 18;
  heading(`AREA: ${MEASURE_NAMES[state.sizeBy].toUpperCase()}`);
  heading(beside ? "WIDTH: SHARE OF ITS WINDOW" : "WIDTH: COUNT (LOGARITHM)");
  return parts;
}

function showing() {
  const seen = (flags) => flags.reduce((total, flag) => total + flag, 0);
  const shownNodes = seen(state.seenNodes);
  const shownEdges = seen(state.seenEdges);
  if (stamp.collapsed) {
    const members = nodes.reduce((total, node) => total + (state.seenNodes[node.number] && isMember(node)), 0);
    const inside = state.opened.size ? ` and ${plural(members, "member")} of ${plural(state.opened.size, "opened one")}` : "";
    return `Showing ${plural(shownNodes - members, "community", "communities")}${inside}, which stand for ${count(stamp.totalNodes)} nodes and ${count(stamp.totalEdges)} ties.`;
  }
  return `Showing ${count(shownNodes)} of ${plural(stamp.totalNodes, "node")} and ${count(shownEdges)} of ${plural(stamp.totalEdges, "tie")}.`;
}

const CREDITED = 3; // data sets that stand below the drawing; all are in the panel about the view

/* Whose data it is, a line for each data set. */
function creditLines() {
  const lines = stamp.credits.slice(0, CREDITED).map(({ line }) => `Data: ${line}.`);
  if (!lines.length && stamp.datasets.length) return [`Data: ${stamp.datasets.join(", ")}.`];
  const more = stamp.datasets.length - lines.length;
  return more > 0 ? [...lines, `Data: ${more} more data set${more === 1 ? "" : "s"}, named under About.`] : lines;
}

/* A text as lines of so many letters, at most three: what is cut off says so. */
function broken(text, length) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1) && lines.length < 3 && lines.at(-1).length + word.length >= length) lines.push("");
    lines.push([lines.pop(), word].filter(Boolean).join(" "));
  }
  return lines;
}

const stampText = () => [...creditLines(), madeText()].join(" ");

function madeText() {
  const parameters = stamp.parameters.map(([name, value]) => `${name}=${value}`).join(", ");
  return [
    stamp.graphVersion ? `graph ${stamp.graphVersion}` : null,
    stamp.query ? `query ${clip(stamp.query, 80)}${parameters ? ` (${clip(parameters, 60)})` : ""}` : null,
    `seed ${stamp.seed}`,
    stamp.generatedAt.slice(0, 16).replace("T", " "),
    `ampnet ${stamp.ampnet}`,
  ].filter(Boolean).join(" · ");
}
