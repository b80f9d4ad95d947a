/* Put the parts together, once the page is there. */

function openControls(open) {
  byId("controls").classList.toggle("open", open);
  byId("open-controls").setAttribute("aria-expanded", String(open));
  if (open) byId("controls").focus();
}

function startKeys() {
  const keys = {
    ArrowLeft: () => pan(-60, 0),
    ArrowRight: () => pan(60, 0),
    ArrowUp: () => pan(0, -60),
    ArrowDown: () => pan(0, 60),
    "+": () => zoom(1.3),
    "=": () => zoom(1.3),
    "-": () => zoom(1 / 1.3),
    0: () => fit(),
  };
  for (const { box } of stages) box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      byId("download").open = false;
      openControls(false);
      if (!byId("panel").hidden) dismiss();
    } else if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName)) {
      event.preventDefault();
      openControls(true);
      byId("search").focus();
    }
  });
}

function startPrint() {
  addEventListener("beforeprint", () => {
    const before = theme.name;
    setTheme("light"); // on paper
    byId("print-picture").replaceChildren(picture());
    if (before !== "light") setTheme(before);
  });
  addEventListener("afterprint", () => byId("print-picture").replaceChildren());
}

function start() {
  startTheme();
  const saved = readNotes();
  filter();
  byId("stamp").textContent = stampText();
  byId("stamp").title = stampText();
  // What has a height has it before the drawings take the rest.
  byId("showing").textContent = showing();
  startBeside();
  startCanvas();
  onChange(redraw);
  onChange(() => (byId("showing").textContent = showing()));
  startLegend();
  startTimeline();
  startSearch();
  startPanel();
  startTables();
  startDownload();
  startAway();
  startOpened();
  startNotes();
  startPermalink(saved);
  startKeys();
  startPrint();
  byId("minimum-value").textContent = "1 observation a tie";
  byId("zoom-in").addEventListener("click", () => zoom(1.3));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  byId("zoom-fit").addEventListener("click", () => fit());
  byId("open-controls").addEventListener("click", () => openControls(true));
  byId("close-controls").addEventListener("click", () => openControls(false));
  addEventListener("resize", eachFrame(() => tab === "network" && fit(false)));
  themeListeners.push(redraw);
  // For the browser's console, and for the tests.
  window.ampnet = Object.freeze({ network, stages, nodes, edges, state, change, picture, controlPoint, notes, placeLabels });
}

start();
