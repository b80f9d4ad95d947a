/* Notes of the reader: one for the view, and one for each node and tie that is worth it.

   They are kept in the page until it is saved as a copy of itself, which is the file as it came with
   the notes in it. `pristine` is read before anything changes the page. */

const pristine = "<!doctype html>\n" + document.documentElement.outerHTML;
const NOTES_BEGIN = '<script type="application/json" id="notes">';
const LONGEST_NOTE = 10_000;
const notes = new Map(); // of keys as `noteKey` makes them
let notesSaved = true;

const noteKey = (selected) =>
  !selected ? "view" : selected.node !== undefined ? `node\n${nodes[selected.node].id}` : `tie\n${tieKey(edges[selected.edge])}`;
const noteOf = (selected) => notes.get(noteKey(selected)) ?? "";

/* Notes and state that a saved copy brought along; whatever is not text in a known place is left. */
function readNotes() {
  const kept = JSON.parse(byId("notes").textContent);
  const known = new Set(["view", ...nodes.map((n) => `node\n${n.id}`), ...edges.map((e) => `tie\n${tieKey(e)}`)]);
  for (const [key, text] of Array.isArray(kept.notes) ? kept.notes : []) {
    if (known.has(key) && typeof text === "string" && text) notes.set(key, text.slice(0, LONGEST_NOTE));
  }
  return typeof kept.state === "string" ? kept.state : "";
}

function noteField(selected, label) {
  const field = make("textarea", {
    value: noteOf(selected), rows: 3, maxLength: LONGEST_NOTE, placeholder: "Kept when you save a copy with notes",
    attributes: { "aria-label": label },
  });
  field.addEventListener("input", () => {
    if (field.value.trim()) notes.set(noteKey(selected), field.value);
    else notes.delete(noteKey(selected));
    notesSaved = false;
    tellNotes();
    for (const { network } of stages) network.redraw();
  });
  return make("label", { className: "note-field" }, label, field);
}

/* How many there are, and the way to save them. */
function tellNotes() {
  const button = byId("save-notes");
  button.hidden = notes.size === 0;
  button.textContent = `Save a copy with ${plural(notes.size, "note")}`;
}

/* The file as it came, with notes and state in the place for them. The first such place is the
   template's: every text in front of it is escaped. */
function copyWithNotes() {
  const kept = JSON.stringify({ notes: [...notes], state: fragmentOf() });
  const safe = kept.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const start = pristine.indexOf(NOTES_BEGIN) + NOTES_BEGIN.length;
  return pristine.slice(0, start) + safe + pristine.slice(pristine.indexOf("<", start));
}

function saveNotes() {
  save("html", "text/html;charset=utf-8", copyWithNotes(), "with-notes");
  notesSaved = true;
}

function startNotes() {
  tellNotes();
  byId("save-notes").addEventListener("click", saveNotes);
  addEventListener("beforeunload", (event) => {
    if (!notesSaved) event.preventDefault();
  });
}

/* All notes, as buttons to where they belong. */
function noteList() {
  const about = [
    ...nodes.map((node) => [{ node: node.number }, node.label]),
    ...edges.map((edge) => [{ edge: edge.number }, `${nodes[edge.from].label} → ${nodes[edge.to].label}`]),
  ].filter(([selected]) => noteOf(selected));
  if (!about.length) return [];
  return [
    make("h3", {}, "Notes", make("span", { className: "of", textContent: count(about.length) })),
    make("ul", { className: "ties" }, ...about.map(([selected, name]) => make("li", {}, make("button", { onclick: () => choosePanel(selected) },
      make("bdi", { className: "name", textContent: clip(name, 60) }), make("span", { className: "total", textContent: clip(noteOf(selected), 40) }))))),
  ];
}
