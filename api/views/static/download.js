/* Files made in the page: pictures, tables and a graph for Gephi. Nothing leaves the machine. */

const DOWNLOADS = [
  ["Picture (PNG)", savePng],
  ["Picture (SVG)", () => save("svg", "image/svg+xml", serialize(picture()))],
  ["Nodes (CSV)", () => saveCsv("nodes", nodeRows())],
  ["Ties (CSV)", () => saveCsv("ties", edgeRows())],
  ["Evidence (CSV)", () => saveCsv("evidence", evidenceRows())],
  ["Graph (GEXF)", () => save("gexf", "application/gexf+xml", gexf())],
];

function startDownload() {
  const menu = byId("download");
  for (const [name, action] of DOWNLOADS) {
    byId("download-list").append(make("li", {}, make("button", { textContent: name, onclick: () => ((menu.open = false), action()) })));
  }
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

function save(ending, type, content, part = "") {
  const name = stamp.title.normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60) || "network";
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  make("a", { href: url, download: `${name}${part && "-" + part}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const serialize = (node) => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(node)}`;

/* The SVG, drawn at twice its size. As a data: address, which the page's policy allows. */
async function savePng() {
  const bytes = new TextEncoder().encode(serialize(picture()));
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${btoa(binary)}`;
  await image.decode();
  const canvas = make("canvas", { width: PICTURE.width * 2, height: PICTURE.height * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save("png", "image/png", blob), "image/png");
}

/* A spreadsheet would run a text that begins like a formula; numbers are left alone. */
function guard(value) {
  if (typeof value === "number") return String(value);
  const text = String(value ?? "");
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

const quote = (value) => `"${guard(value).replaceAll('"', '""')}"`;

function saveCsv(part, rows) {
  // The mark at the start tells spreadsheets that it is UTF-8.
  save("csv", "text/csv;charset=utf-8", "\ufeff" + rows.map((row) => row.map(quote).join(",")).join("\r\n") + "\r\n", part);
}

function nodeRows() {
  const head = ["id", "name", "roles", "country", "community", "platform", "handle", "url", "language", "followers", "neighbours", "observations", "note"];
  return [head, ...tables.nodes.items().map((n) => [
    n.id, n.label, n.roles.join(" "), n.country, n.community, n.platform, n.handle, n.url, n.language, n.followers, n.degree, n.strength, noteOf({ node: n.number }),
  ])];
}

const time = (at) => (at === null ? "" : new Date(at).toISOString());

function edgeRows() {
  const head = ["source", "target", "type", "kind", "count", "first_at", "last_at", "evidence_total", "note", ...(beside ? ["before", "after", "change"] : [])];
  return [head, ...tables.edges.items().map((e) => [
    nodes[e.from].id, nodes[e.to].id, e.type, e.kind, e.count, time(e.first), time(e.last), e.total, noteOf({ edge: e.number }),
    ...(beside ? [...e.counts, e.change] : []),
  ])];
}

function evidenceRows() {
  const head = ["source", "target", "type", "published_at", "kind", "title", "url", "archived_url", "dataset", "run", "citation"];
  return [head, ...tables.edges.items().flatMap((e) => evidenceOf(e).map((row) => [
    nodes[e.from].id, nodes[e.to].id, e.type, time(row.at), row.kind, row.title, row.url, row.archivedUrl, row.dataset, row.run, row.source,
  ]))];
}

const NODE_FIELDS = [
  ["id", "string", (n) => n.id], ["role", "string", (n) => n.role], ["country", "string", (n) => n.country],
  ["community", "string", (n) => n.community], ["platform", "string", (n) => n.platform], ["handle", "string", (n) => n.handle],
  ["url", "string", (n) => n.url], ["language", "string", (n) => n.language], ["followers", "long", (n) => n.followers],
  ["note", "string", (n) => noteOf({ node: n.number })],
];
const EDGE_FIELDS = [
  ["type", "string", (e) => e.type], ["kind", "string", (e) => e.kind], ["count", "long", (e) => e.count],
  ["first_at", "string", (e) => time(e.first)], ["last_at", "string", (e) => time(e.last)],
  ["note", "string", (e) => noteOf({ edge: e.number })],
  ...(beside ? [["before", "long", (e) => e.counts[0]], ["after", "long", (e) => e.counts[1]], ["change", "string", (e) => e.change]] : []),
];
const GEXF = "http://gexf.net/1.3";

/* Characters that XML cannot hold, however they are written; a note may be pasted from anywhere. */
const forXml = (text) => String(text).replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd").toWellFormed();

/* GEXF 1.3 with its timeline, places, sizes and colours as they are seen, built as a document, so
   that every text is escaped by the serializer. */
function gexf() {
  const xml = document.implementation.createDocument(GEXF, "gexf");
  const add = (parent, tag, attributes = {}, space = GEXF) => {
    const element = xml.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, forXml(value));
    parent.append(element);
    return element;
  };
  const viz = (parent, tag, attributes) => add(parent, `viz:${tag}`, attributes, `${GEXF}/viz`);
  xml.documentElement.setAttribute("version", "1.3");
  const meta = add(xml.documentElement, "meta", { lastmodifieddate: stamp.generatedAt.slice(0, 10) });
  add(meta, "creator").textContent = `ampnet ${stamp.ampnet}`;
  add(meta, "description").textContent = forXml([`${stamp.title}. ${stampText()}`, noteOf(null)].filter(Boolean).join("\n"));
  const graph = add(xml.documentElement, "graph", { defaultedgetype: "directed", mode: "dynamic", timeformat: "date" });
  const declare = (of, fields) => {
    const list = add(graph, "attributes", { class: of });
    for (const [id, type] of fields) add(list, "attribute", { id, title: id, type });
  };
  declare("node", NODE_FIELDS);
  declare("edge", EDGE_FIELDS);
  const values = (parent, fields, item) => {
    const list = add(parent, "attvalues");
    for (const [name, , read] of fields) {
      const value = read(item) ?? "";
      if (value !== "") add(list, "attvalue", { for: name, value });
    }
  };
  const nodeList = add(graph, "nodes");
  for (const n of tables.nodes.items()) {
    const element = add(nodeList, "node", { id: n.number, label: n.label });
    values(element, NODE_FIELDS, n);
    const { x, y } = network.getPosition(n.number);
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(colourOf(n).slice(at, at + 2), 16));
    viz(element, "color", { r, g, b });
    viz(element, "position", { x: fixed(x), y: fixed(-y), z: 0 }); // upwards, as Gephi counts
    viz(element, "size", { value: fixed(sizeOf(n)) });
  }
  const edgeList = add(graph, "edges");
  for (const e of tables.edges.items()) {
    const span = { ...(e.first === null ? {} : { start: day(e.first) }), ...(e.last === null ? {} : { end: day(e.last) }) };
    values(add(edgeList, "edge", { id: e.number, source: e.from, target: e.to, weight: e.count, ...span }), EDGE_FIELDS, e);
  }
  return serialize(xml);
}
