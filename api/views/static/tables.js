/* The same content as tables: sorted by a click, copied as a spreadsheet takes it. */

const ROWS_SHOWN = 200;

const NODE_COLUMNS = [
  { name: "Name", value: (n) => n.label, open: true },
  { name: "Id", value: (n) => n.id },
  { name: "Role", value: (n) => n.roles.join(", ") },
  { name: "Country", value: (n) => n.country ?? "" },
  { name: "Community", value: (n) => (n.community ? Number(n.community) : ""), number: true },
  { name: "Neighbours", value: (n) => n.degree, number: true },
  { name: "Observations", value: (n) => n.strength, number: true },
  { name: "Followers", value: (n) => n.followers ?? "", number: true },
  { name: "Note", value: (n) => noteOf({ node: n.number }) },
];

const EDGE_COLUMNS = [
  { name: "From", value: (e) => nodes[e.from].label, open: true },
  { name: "To", value: (e) => nodes[e.to].label },
  { name: "Type", value: (e) => e.type },
  { name: "Kind", value: (e) => e.kind },
  { name: "Count", value: (e) => e.count, number: true },
  ...(beside ? [
    { name: "Before", value: (e) => e.counts[0], number: true },
    { name: "After", value: (e) => e.counts[1], number: true },
    { name: "Change", value: (e) => CHANGES.get(e.change).name },
  ] : []),
  { name: "First", value: (e) => date(e.first) },
  { name: "Last", value: (e) => date(e.last) },
  { name: "Evidence", value: (e) => e.total, number: true },
  { name: "Note", value: (e) => noteOf({ edge: e.number }) },
];

const tables = {
  nodes: { columns: NODE_COLUMNS, items: () => nodes.filter((n) => state.seenNodes[n.number]), sort: 6, down: true, rows: ROWS_SHOWN },
  edges: { columns: EDGE_COLUMNS, items: () => edges.filter((e) => state.seenEdges[e.number]), sort: 4, down: true, rows: ROWS_SHOWN },
};
let tab = "network";

function showTab(name, focus = false) {
  tab = name;
  for (const other of ["network", "nodes", "edges"]) {
    const button = byId(`tab-${other}`);
    button.setAttribute("aria-selected", String(other === name));
    button.tabIndex = other === name ? 0 : -1;
    if (focus && other === name) button.focus();
  }
  byId("stage").hidden = name !== "network";
  byId("tables").hidden = name === "network";
  byId("tables").setAttribute("aria-labelledby", `tab-${name}`);
  showTable();
  writeFragment();
}

function startTables() {
  const names = ["network", "nodes", "edges"];
  names.forEach((name, i) => {
    byId(`tab-${name}`).addEventListener("click", () => showTab(name));
    byId(`tab-${name}`).addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: 2 }[event.key];
      if (step) showTab(names[(i + step) % 3], true);
    });
  });
  let shownWith = filterKey();
  onChange(() => {
    // A selection changes no row; a table made anew would lose the reader's place.
    if (shownWith === filterKey()) return;
    shownWith = filterKey();
    showTable();
  });
}

/* Numbers by size, texts by the alphabet, the empty last. */
function sorted(table) {
  const { value } = table.columns[table.sort];
  const sign = table.down ? -1 : 1;
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  return table.items().sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === "" || y === "") return (x === "") - (y === "");
    return sign * (typeof x === "number" && typeof y === "number" ? x - y : compare(x, y));
  });
}

function showTable() {
  if (tab === "network") return;
  const table = tables[tab];
  const items = sorted(table);
  const shown = items.slice(0, table.rows);
  const head = make("tr", {}, ...table.columns.map((column, i) => {
    const arrow = i === table.sort ? (table.down ? " ↓" : " ↑") : "";
    const order = i === table.sort ? (table.down ? "descending" : "ascending") : "none";
    return make("th", { scope: "col", className: column.number ? "number" : "", attributes: { "aria-sort": order } },
      make("button", { textContent: column.name + arrow, onclick: () => sortBy(table, i) }));
  }));
  const body = shown.map((item) => make("tr", {}, ...table.columns.map((column) => cell(column, item))));
  const copy = make("button", { className: "quiet", textContent: "Copy table", onclick: () => copyTable(table, items) });
  const note = make("p", { textContent: `Showing ${count(shown.length)} of ${count(items.length)} rows, as filtered.` });
  const more = make("button", {
    className: "quiet", textContent: `Show ${ROWS_SHOWN} more`, hidden: shown.length === items.length,
    onclick: () => ((table.rows += ROWS_SHOWN), showTable()),
  });
  byId("tables").replaceChildren(
    make("div", { className: "row" }, note, copy),
    make("div", { className: "scroll", tabIndex: 0, attributes: { role: "region", "aria-label": "Table" } },
      make("table", {}, make("thead", {}, head), make("tbody", {}, ...body))),
    more,
  );
}

function cell(column, item) {
  const value = column.value(item);
  if (column.number) return make("td", { className: "number", textContent: value === "" ? "" : count(value) });
  const text = make("bdi", { textContent: clip(String(value), 120) });
  if (!column.open) return make("td", {}, text);
  const selected = nodes[item.number] === item ? { node: item.number } : { edge: item.number };
  return make("td", {}, make("button", { className: "open", onclick: () => choosePanel(selected) }, text));
}

function sortBy(table, i) {
  table.down = table.sort === i ? !table.down : Boolean(table.columns[i].number);
  table.sort = i;
  showTable();
  byId("tables").querySelectorAll("th button")[i].focus();
}

async function copyTable(table, items) {
  const rows = [table.columns.map((c) => c.name), ...items.map((item) => table.columns.map((c) => c.value(item)))];
  const text = rows.map((row) => row.map((value) => guard(value).replace(/[\t\r\n]+/g, " ")).join("\t")).join("\n");
  await copyText(text);
  say(`${plural(items.length, "row")} copied`);
  byId("tables").querySelector(".row p").textContent = `${plural(items.length, "row")} copied.`;
}
