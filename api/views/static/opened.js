/* Communities that are one mark until the reader opens them; their members are in the file.

   Members are placed around their mark. What stands around an opened one moves outwards by as much
   as the opened one needs: however many are open, none comes to lie over another. */

const isMember = (node) => node.parent !== null;
const nested = nodes.some(isMember);
const membersOf = new Map();
for (const node of nodes) {
  if (isMember(node)) membersOf.set(node.parent, [...(membersOf.get(node.parent) ?? []), node]);
}

/* Put away because its community is not open, or because it is and its members stand for it. */
const folded = (node) => (isMember(node) ? !state.opened.has(node.parent) : state.opened.has(node.number));
/* Ties whose ends can both be seen: the same observations stand in ties of marks and of members. */
const surfaced = (edge) => !folded(nodes[edge.from]) && !folded(nodes[edge.to]);
const betweenMarks = (edge) => !isMember(nodes[edge.from]) && !isMember(nodes[edge.to]);

function openCommunity(number) {
  if (!membersOf.has(number)) return;
  rearrange(new Set([...state.opened, number]));
  say(`${plural(membersOf.get(number).length, "member")} of ${nodes[number].label} shown`);
}

function closeCommunities(numbers) {
  const opened = new Set(state.opened);
  for (const number of numbers) opened.delete(number);
  rearrange(opened);
}

function rearrange(opened) {
  change({ opened, selected: null });
  filter(); // what is seen is what has to fit
  arrange();
  fit(false); // an animation of thousands of ties takes seconds
}

/* How far the members of a community reach from its middle. */
const reachOf = new Map();
function reach(number) {
  if (!reachOf.has(number)) {
    const far = membersOf.get(number).map((node) => Math.hypot(node.x, node.y) + sizeOf(node));
    reachOf.set(number, minmax(far)[1] + 30);
  }
  return reachOf.get(number);
}

/* By how much a mark is moved because others are open. */
function shiftOf(node) {
  let [x, y] = [0, 0];
  for (const number of state.opened) {
    const middle = nodes[number];
    const far = Math.hypot(node.x - middle.x, node.y - middle.y);
    if (node === middle || !far) continue;
    x += ((node.x - middle.x) / far) * reach(number);
    y += ((node.y - middle.y) / far) * reach(number);
  }
  return { x, y };
}

/* Move all to where they belong, by as much as has changed: what was dragged stays dragged. */
const shifts = new Map();
function arrange() {
  for (const mark of nodes.filter((node) => !isMember(node))) {
    const [before, now] = [shifts.get(mark.number) ?? { x: 0, y: 0 }, shiftOf(mark)];
    shifts.set(mark.number, now);
    const at = network.body.nodes[mark.number]; // getPosition rounds, and this is done again and again
    const moved = { x: at.x + now.x - before.x, y: at.y + now.y - before.y };
    moveNode(mark.number, moved);
    for (const member of membersOf.get(mark.number) ?? []) {
      moveNode(member.number, { x: moved.x + member.x, y: moved.y + member.y });
    }
  }
}

/* What can be done with a mark or a member, for the panel. */
function communityActions(node) {
  if (!nested) return [];
  const action = (textContent, onclick) => make("button", { className: "quiet", textContent, onclick });
  const mark = isMember(node) ? nodes[node.parent] : node;
  if (state.opened.has(mark.number)) return [action(`Close community ${mark.community}`, () => closeCommunities([mark.number]))];
  const inside = membersOf.get(mark.number)?.length;
  const all = mark.members > inside ? ` of ${count(mark.members)}` : "";
  return inside ? [action(`Open: ${count(inside)}${all} members`, () => openCommunity(mark.number))] : [];
}

function startOpened() {
  if (!nested) return;
  byId("close-communities").addEventListener("click", () => closeCommunities([...state.opened]));
  for (const stage of stages) {
    onStage(stage, "doubleClick", ({ pointer }) => {
      const number = stage.network.getNodeAt(pointer.DOM);
      if (number === undefined) return;
      clearTimeout(choosing);
      if (isMember(nodes[number])) closeCommunities([nodes[number].parent]);
      else openCommunity(number);
    });
  }
  const show = () => {
    byId("close-communities").hidden = state.opened.size === 0;
    byId("close-communities").textContent = `Close ${plural(state.opened.size, "opened community", "opened communities")}`;
  };
  onChange(show);
  show();
}
