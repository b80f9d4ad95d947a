/* Nodes that the reader put away by hand, and how they come back. */

const neighboursOf = (number) => new Set(nodes[number].ties.flatMap((edge) => [edge.from, edge.to]));

function putAway(numbers) {
  change({ away: new Set([...state.away, ...numbers]), selected: null });
}

function bringBack(numbers) {
  const away = new Set(state.away);
  for (const number of numbers) away.delete(number);
  change({ away });
}

/* What can be done with a node: hide it, hide all that is far from it, show what was hidden. */
function nodeActions(node) {
  const near = neighboursOf(node.number).add(node.number);
  const hidden = [...near].filter((number) => state.away.has(number));
  const far = nodes.filter((other) => state.seenNodes[other.number] && !near.has(other.number));
  const action = (textContent, onclick) => make("button", { className: "quiet", textContent, onclick });
  const after = (selected) => requestAnimationFrame(() => openPanel("Account", nodeDetails(nodes[selected])));
  return make("div", { className: "actions" },
    ...communityActions(node),
    action("Hide", () => putAway([node.number])),
    far.length ? action("Only its neighbours", () => {
      change({ away: new Set([...state.away, ...far.map((other) => other.number)]) });
      after(node.number);
    }) : null,
    hidden.length ? action(`Expand ${plural(hidden.length, "hidden neighbour")}`, () => {
      bringBack(hidden);
      after(node.number);
    }) : null,
    ...servedLinks(node),
  );
}

/* Whether a server gave the page, which then has more than is in it. */
const served = /^https?:$/.test(location.protocol) && location.pathname.startsWith("/v1/");
const to = (path, textContent) => make("a", { className: "quiet", href: new URL(path, location.origin).href, textContent });

/* Of a tie: all of its evidence, in the times that the page was asked for. */
function servedEvidence(edge) {
  const [from, into] = [nodes[edge.from], nodes[edge.to]];
  if (!served || from.members || into.members) return null;
  const asked = new URLSearchParams({ source: from.id, target: into.id });
  if (edge.type === "COORDINATED_WITH") {
    asked.set("trace", edge.kind);
    return make("p", { className: "actions" }, to(`/v1/coordination/evidence?${asked}`, "All that both shared, as JSON"));
  }
  asked.set("type", edge.type);
  if (edge.kind) asked.set("kind", edge.kind);
  for (const name of ["since", "until"]) {
    const time = new URLSearchParams(location.search).get(name);
    if (time) asked.set(name, time);
  }
  return make("p", { className: "actions" }, to(`/evidence?${asked}`, "All evidence: to filter, to cite, as CSV"));
}

/* Of a node: its page, and what is around it. */
function servedLinks(node) {
  if (!served) return [];
  const id = encodeURIComponent(node.id);
  const [, group, value] = node.members ? /^(country|community):([^]*)$/.exec(node.id) ?? [] : [];
  if (group) return [to(`/v1/view?${group}=${encodeURIComponent(value)}`, `Expand this ${group}`)];
  if (node.members) return [];
  return [to(`/actors/${id}`, "Its page"), to(`/v1/view?center=${id}&hops=1`, "Its network")];
}

function startAway() {
  if (served) document.querySelector(".headline").prepend(make("p", { className: "home" }, make("a", { href: new URL("/", location.origin).href, textContent: "ampnet" })));
  byId("bring-back").addEventListener("click", () => bringBack([...state.away]));
  onChange(showAway);
  showAway();
}

function showAway() {
  byId("bring-back").hidden = state.away.size === 0;
  byId("bring-back").textContent = `Show ${plural(state.away.size, "node")} hidden by hand`;
}
