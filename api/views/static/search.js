/* Find a node by name, handle or id, with the keyboard too. */

const FOUND_SHOWN = 8;
const haystack = nodes.map((node) =>
  [node.label, node.id, node.handle ?? ""].join("\n").normalize("NFKC").toLocaleLowerCase(),
);

function find(text) {
  const needle = text.normalize("NFKC").toLocaleLowerCase().trim().replace(/^@/, "");
  if (!needle) return [];
  return nodes
    .filter((node) => haystack[node.number].includes(needle))
    .map((node) => ({ node, start: node.label.toLocaleLowerCase().startsWith(needle) }))
    .sort((a, b) => b.start - a.start || b.node.strength - a.node.strength)
    .map(({ node }) => node);
}

function startSearch() {
  const input = byId("search");
  const list = byId("search-results");
  let found = [];
  let active = -1;

  const show = () => {
    list.hidden = input.value.trim() === "";
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (active >= 0) input.setAttribute("aria-activedescendant", `found-${active}`);
    else input.removeAttribute("aria-activedescendant");
    const options = found.slice(0, FOUND_SHOWN).map((node, i) => make(
      "li",
      {
        id: `found-${i}`,
        attributes: { role: "option", "aria-selected": String(i === active) },
        // Before the input loses the focus, which closes the list.
        onpointerdown: (event) => (event.preventDefault(), pick(node)),
      },
      make("bdi", { className: "name", textContent: clip(node.label, 50) }),
      make("bdi", { className: "id", textContent: clip(node.id, 50) }),
    ));
    const rest = found.length - options.length;
    const note = found.length === 0 ? "Nobody found" : rest > 0 ? `and ${count(rest)} more` : null;
    list.replaceChildren(...options);
    if (note) list.append(make("li", { className: "note", textContent: note, attributes: { "aria-disabled": "true", role: "option" } }));
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };
  const pick = (node) => {
    input.value = node.label;
    close();
    openControls(false);
    showTab("network");
    if (isMember(node) && folded(node)) openCommunity(node.parent);
    change({ selected: { node: node.number } });
    filter();
    if (state.seenNodes[node.number]) focusOn(node.number);
    else say(`${node.label} is hidden by the filters`);
  };

  input.addEventListener("input", () => {
    found = find(input.value);
    active = found.length ? 0 : -1;
    show();
  });
  input.addEventListener("keydown", (event) => {
    const last = Math.min(found.length, FOUND_SHOWN) - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      active = event.key === "ArrowDown" ? Math.min(active + 1, last) : Math.max(active - 1, Math.min(0, last));
      show();
    } else if (event.key === "Enter" && found[active]) {
      pick(found[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  input.addEventListener("blur", close);
}
