/* The panel: a node's facts and assessments, a tie's evidence, and what this view is. */

const TIES_SHOWN = 12;
let opener = null;

function startPanel() {
  onChange(showSelected);
  byId("about").addEventListener("click", () => openPanel("About this view", about()));
}

let shownFor = null;

function showSelected() {
  if (shownFor === state.selected) return;
  shownFor = state.selected;
  if (!state.selected) {
    closePanel();
  } else if (state.selected.node !== undefined) {
    openPanel("Account", nodeDetails(nodes[state.selected.node]));
    reveal([state.selected.node]);
  } else {
    const edge = edges[state.selected.edge];
    openPanel("Tie", edgeDetails(edge));
    reveal([edge.from, edge.to]);
  }
}

function openPanel(name, parts) {
  const panel = byId("panel");
  if (panel.hidden) opener = document.activeElement;
  const close = make("button", {
    className: "close", textContent: "×", attributes: { "aria-label": "Close the details" }, onclick: dismiss,
  });
  panel.setAttribute("aria-label", name);
  panel.replaceChildren(close, ...parts);
  panel.hidden = false;
  panel.scrollTop = 0;
}

function closePanel() {
  byId("panel").hidden = true;
}

/* Close by the reader's wish: the focus goes back to where it came from. */
function dismiss() {
  closePanel();
  if (state.selected) change({ selected: null });
  if (opener?.isConnected) opener.focus();
}

function choosePanel(selected) {
  change({ selected });
  requestAnimationFrame(() => byId("panel").focus());
}

function nodeDetails(node) {
  const ties = node.ties.filter((edge) => !folded(nodes[edge.from === node.number ? edge.to : edge.from]));
  const amplifying = ties.filter(amplifies);
  const out = amplifying.filter((edge) => edge.from === node.number);
  const into = amplifying.filter((edge) => edge.to === node.number);
  const others = ties.filter((edge) => !amplifies(edge));
  const sum = (ties) => ties.reduce((total, edge) => total + edge.count, 0);
  const where = node.country ? countryName(node.country) : null;
  return [
    make("p", { className: "kicker", textContent: [node.roles.join(", ") || (node.members ? `stands for ${plural(node.members, "actor")}` : "Actor"), where].filter(Boolean).join(" · ") }),
    make("h2", {}, make("bdi", { textContent: node.label })),
    make("p", { className: "id" }, make("bdi", { textContent: clip(node.id, 300) })),
    node.url ? make("p", {}, link(node.url)) : "",
    nodeActions(node),
    make("dl", { className: "numbers" },
      ...number("amplifies", sum(out)), ...number("is amplified", sum(into)), ...number("neighbours", node.degree),
      ...(node.followers ? number("followers", node.followers) : []),
    ),
    facts([
      ["platform", node.platform],
      ["handle", node.handle],
      ["language", node.language],
      ["community", node.community ? categoryName("community", node.community) : null],
      ...node.facts,
    ]),
    ...assessments(node),
    noteField({ node: node.number }, "Your note on this account"),
    ...tieList("Amplifies", out, (edge) => nodes[edge.to]),
    ...tieList("Amplified by", into, (edge) => nodes[edge.from]),
    ...tieList("Other ties", others, (edge) => nodes[edge.from === node.number ? edge.to : edge.from]),
  ].filter(Boolean);
}

const number = (name, value) => [make("dt", { textContent: name }), make("dd", { textContent: count(value) })];

/* Whom to credit for the data, with where it and its licence stand. */
function credits() {
  const unnamed = stamp.datasets.slice(stamp.credits.length);
  return [
    ...stamp.credits.flatMap(({ line, url, licenseUrl, citation, rights }) => [
      ["data", line], ["to cite", citation], ["terms", rights], ["found at", url], ["its licence", licenseUrl],
    ]),
    ["more data", unnamed.join(", ")],
  ];
}

function facts(pairs) {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  if (!known.length) return null;
  return make("dl", { className: "facts" }, ...known.flatMap(([name, value]) => [
    make("dt", {}, make("bdi", { textContent: name })),
    make("dd", {}, typeof value === "string" && webUrl(value)
      ? link(value)
      : make("bdi", { textContent: typeof value === "number" ? count(value) : value })),
  ]));
}

function assessments(node) {
  if (!node.assessments.length) return [];
  const items = node.assessments.map((a) => make("li", {},
    make("strong", { textContent: a.category }),
    a.state ? make("span", { textContent: ` · ${countryName(a.state)}` }) : null,
    make("p", { className: "source" }, make("bdi", {
      textContent: [
        a.source ?? "no source given",
        a.date,
        a.confidence !== null ? `confidence ${a.confidence}` : "confidence not given",
      ].filter(Boolean).join(" · "),
    })),
  ));
  return [
    make("h3", { textContent: "Assessments" }),
    make("p", { className: "note", textContent: "Judgements of the sources named, not findings of this view. They speak of ties and behaviour, not of guilt." }),
    make("ul", { className: "assessments" }, ...items),
  ];
}

/* Neighbours with their sums, strongest first; each opens the evidence of its strongest tie. */
function tieList(title, ties, other) {
  if (!ties.length) return [];
  const groups = new Map();
  for (const edge of ties) {
    const node = other(edge);
    const group = groups.get(node) ?? { node, total: 0, strongest: edge, kinds: [] };
    group.total += edge.count;
    group.counts = edge.counts?.map((seen, k) => seen + (group.counts?.[k] ?? 0));
    group.kinds.push(`${kindOf(edge)} ${count(edge.count)}`);
    if (edge.count > group.strongest.count) group.strongest = edge;
    groups.set(node, group);
  }
  const sorted = [...groups.values()].sort((a, b) => b.total - a.total);
  const most = sorted[0].total;
  const items = sorted.slice(0, TIES_SHOWN).map((group) => {
    const bar = make("span", { className: "bar" });
    bar.style.width = `${Math.max(2, (100 * group.total) / most)}%`;
    return make("li", {}, make("button", {
      title: group.kinds.join(", "),
      onclick: () => choosePanel({ edge: group.strongest.number }),
    }, make("bdi", { className: "name", textContent: clip(group.node.label, 60) }),
      make("span", { className: "total", textContent: group.counts ? group.counts.map(count).join(" → ") : count(group.total) }), bar));
  });
  const shown = `showing ${items.length} of ${count(sorted.length)}`;
  return [
    make("h3", {}, title, make("span", { className: "of", textContent: shown })),
    make("ul", { className: "ties" }, ...items),
  ];
}

function edgeDetails(edge) {
  const [from, to] = [nodes[edge.from], nodes[edge.to]];
  const when = edge.first === null ? "" : `, ${day(edge.first)}${edge.last !== null && day(edge.last) !== day(edge.first) ? ` to ${day(edge.last)}` : ""}`;
  const others = from.ties.filter((e) => e !== edge && [e.from, e.to].includes(from.number) && [e.from, e.to].includes(to.number));
  const open = (node) => make("button", { className: "actor", onclick: () => choosePanel({ node: node.number }) },
    make("bdi", { textContent: node.label }));
  return [
    make("p", { className: "kicker", textContent: [spelled(edge.type), edge.kind && spelled(edge.kind)].filter(Boolean).join(" · ") }),
    make("h2", { className: "tie" }, open(from), make("span", { className: "arrow", textContent: edge.arrows ? "→" : "–" }), open(to)),
    make("p", { textContent: `${plural(edge.count, "observation")}${when}.` }),
    edge.judged ? make("p", { textContent: edge.judged }) : null,
    beside ? make("p", { className: "change", textContent: `${changeText(edge)}.` }) : null,
    amplifies(edge) ? make("p", { className: "note" }, "Content flowed the other way: from ", make("bdi", { textContent: to.label }), " to ", make("bdi", { textContent: from.label }), ".") : null,
    noteField({ edge: edge.number }, "Your note on this tie"),
    others.length ? make("h3", { textContent: "Between the same two" }) : null,
    others.length ? make("ul", { className: "ties" }, ...others.map((e) => make("li", {}, make("button", { onclick: () => choosePanel({ edge: e.number }) },
      make("span", { className: "name" }, !e.arrows ? "" : e.from === from.number ? "→ " : "← ", kindOf(e)), make("span", { className: "total", textContent: count(e.count) }))))) : null,
    ...evidence(edge),
  ].filter(Boolean);
}

function evidence(edge) {
  const rows = evidenceOf(edge);
  const shown = `showing ${count(rows.length)} of ${count(edge.total)}`;
  const title = make("h3", {}, "Evidence", make("span", { className: "of", textContent: shown }));
  const more = servedEvidence(edge);
  if (!rows.length) return [title, more ?? make("p", { className: "note", textContent: "None is in this file." })];
  const items = rows.map((row) => make("li", {},
    make("p", { className: "when" }, make("time", { textContent: date(row.at) || "no date" }), make("span", { textContent: [row.kind, ...windowsOf(row.at)].filter(Boolean).join(" · ") })),
    row.title ? make("p", { className: "title" }, make("bdi", { textContent: row.title })) : null,
    row.url ? make("p", {}, link(row.url)) : null,
    row.archivedUrl ? make("p", {}, link(row.archivedUrl, "archived: ")) : null,
    make("p", { className: "source" }, make("bdi", { textContent: [row.source, row.dataset, row.run && `run ${row.run}`].filter(Boolean).join(" · ") })),
  ));
  return [title, more, make("ol", { className: "evidence" }, ...items)].filter(Boolean);
}

/* In which windows of a comparison a moment is. */
const windowsOf = (at) =>
  state.windows.flatMap(([from, to], k) => (at >= bounds[from] && at < bounds[to] ? [WINDOW_NAMES[k].toLowerCase()] : []));

function about() {
  return [
    make("p", { className: "kicker", textContent: "About this view" }),
    make("h2", {}, make("bdi", { textContent: stamp.title })),
    stamp.description ? make("p", {}, make("bdi", { textContent: stamp.description })) : "",
    make("p", {}, make("bdi", { textContent: stamp.direction })),
    noteField(null, "Your note on this view"),
    ...noteList(),
    make("p", { className: "note", textContent: `The area of a mark stands for the measure chosen under Size, the width of a line for the logarithm of its ${beside ? "share of what was observed in its window. An empty mark was not seen in that window" : "count. A line has the colour of the one who amplifies"}. Being close to somebody in the drawing, or amplifying somebody, is behaviour; it proves neither an order nor a purpose.` }),
    facts([
      ["shown", showing()],
      ...state.windows.map((_, k) => [`window ${WINDOW_NAMES[k].toLowerCase()}`, windowTitle(k).replace(/^\w+: /, "")]),
      ...credits(),
      ["graph version", stamp.graphVersion],
      ["query", stamp.query],
      ...stamp.parameters,
      ["seed", String(stamp.seed)],
      ["made", stamp.generatedAt.replace("T", " ")],
      ["made with", `ampnet ${stamp.ampnet}, igraph (positions), pyvis and vis-network (drawing)`],
    ]),
  ].filter(Boolean);
}
