/* The data of the page, read once. Foreign text stays text: it is written with textContent only. */

const data = JSON.parse(document.getElementById("data").textContent);
const stamp = data.stamp;
const MEASURES = ["degree", "strength", "followers"];

/* Columns, as `payload.py` writes them, back into rows. */
function rows(columns) {
  const names = Object.keys(columns);
  const length = names.length ? columns[names[0]].length : 0;
  return Array.from({ length }, (_, i) => Object.fromEntries(names.map((name) => [name, columns[name][i]])));
}

const textAt = (position) => (position < 0 ? null : data.texts[position]);

/* `number` is the position, and what vis-network calls the id; `id` is the graph's own. */
const visNodeRows = rows(data.visNodes);
const nodes = rows(data.nodes).map((node, number) => ({
  ...visNodeRows[number],
  ...node,
  parent: node.parent ?? null,
  roles: node.roles ?? [],
  facts: node.facts ?? [],
  assessments: node.assessments ?? [],
  number,
  ties: [],
}));

const visEdgeRows = rows(data.visEdges);
const edges = rows(data.edges).map((edge, number) => ({
  ...visEdgeRows[number],
  ...edge,
  type: textAt(edge.type) ?? "",
  kind: textAt(edge.kind) ?? "",
  number,
}));

for (const edge of edges) {
  // Where every observation is in the page, a time window can be counted exactly.
  edge.exact = edge.evidence.length === edge.count && edge.evidence.every((row) => row[0] !== null);
  nodes[edge.from].ties.push(edge);
  if (edge.to !== edge.from) nodes[edge.to].ties.push(edge);
}

/* Ties in which content flows, against the arrow; owning and agreeing are none. */
const amplifies = (edge) => edge.type === "AMPLIFIED" || edge.type === "REPUBLISHED";

/* The observations of an edge by name; `payload.py` writes these rows. */
function evidenceOf(edge) {
  return edge.evidence.map(([at, kind, title, url, archivedUrl, dataset, run, source]) => ({
    at,
    kind: textAt(kind),
    title,
    url,
    archivedUrl,
    dataset: textAt(dataset),
    run: textAt(run),
    source: textAt(source),
  }));
}

/* Maps, since a country named "constructor" would find something in an object. */
const palettes = Object.fromEntries(
  Object.entries(data.colours).map(([dimension, scale]) => [dimension, new Map(Object.entries(scale))]),
);

const regionNames = new Intl.DisplayNames(["en"], { type: "region" });

function countryName(code) {
  try {
    return regionNames.of(code) ?? code;
  } catch {
    return code;
  }
}

/* The strongest node of each community gives it a name that says more than a number. */
const communityLeaders = new Map();
for (const node of nodes) {
  if (node.parent !== null) continue; // the mark of its community leads
  const leader = communityLeaders.get(node.community);
  if (!leader || node.strength > leader.strength) communityLeaders.set(node.community, node);
}

const clip = (text, length) => (text.length > length ? text.slice(0, length - 1) + "…" : text);

/* How a category is called. The empty key is that of nodes without one. */
function categoryName(dimension, key) {
  if (key === "") return dimension === "kind" ? "no kind" : "not known";
  if (dimension === "change") return CHANGES.get(key).name;
  if (dimension === "country") return countryName(key);
  if (dimension === "community") {
    const leader = communityLeaders.get(key)?.label ?? "";
    return leader.startsWith(`${key}: `) ? clip(leader, 28) : `${key} · ${clip(leader, 24)}`;
  }
  return key;
}
