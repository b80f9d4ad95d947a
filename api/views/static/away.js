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

/* Where a server gave the page, it has more on a node: its page, and what is around it. */
function servedLinks(node) {
  const served = /^https?:$/.test(location.protocol) && location.pathname.startsWith("/v1/");
  if (!served) return [];
  const to = (path, textContent) => make("a", { className: "quiet", href: new URL(path, location.origin).href, textContent });
  const id = encodeURIComponent(node.id);
  const [, group, value] = node.members ? /^(country|community):([^]*)$/.exec(node.id) ?? [] : [];
  if (group) return [to(`/v1/view?${group}=${encodeURIComponent(value)}`, `Expand this ${group}`)];
  if (node.members) return [];
  return [to(`/actors/${id}`, "Its page"), to(`/v1/view?center=${id}&hops=1`, "Its network")];
}

function startAway() {
  byId("bring-back").addEventListener("click", () => bringBack([...state.away]));
  onChange(showAway);
  showAway();
}

function showAway() {
  byId("bring-back").hidden = state.away.size === 0;
  byId("bring-back").textContent = `Show ${plural(state.away.size, "node")} hidden by hand`;
}
