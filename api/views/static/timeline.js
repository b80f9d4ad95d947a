/* The time window: a histogram of what was observed when, and two handles. */

const BINS = 56;
const FRAME = 110; // milliseconds a step while playing
let playing = null;

function startTimeline() {
  if (!span || span.to - span.from < DAY) return;
  byId("time").hidden = false;
  const days = Math.max(1, Math.floor((span.to - span.from) / DAY));
  const from = byId("time-from");
  const to = byId("time-to");
  for (const slider of [from, to]) slider.max = days;
  from.value = 0;
  to.value = days;
  // The last step is the last moment, which may be in the middle of a day.
  const moment = (value) => (Number(value) >= days ? span.to : span.from + value * DAY);
  from.addEventListener("input", () => {
    if (Number(from.value) > Number(to.value)) from.value = to.value;
    change({ from: span.from + from.value * DAY });
  });
  to.addEventListener("input", () => {
    if (Number(to.value) < Number(from.value)) to.value = from.value;
    change({ to: moment(to.value) });
  });
  byId("play").addEventListener("click", () => (playing ? stop() : play(from, to, days, moment)));
  onChange(() => {
    from.value = Math.round((state.from - span.from) / DAY);
    to.value = state.to === span.to ? days : Math.round((state.to - span.from) / DAY);
    showTime();
  });
  themeListeners.push(showTime);
  showTime();
}

/* Move the window's end from its start to the last day. */
function play(from, to, days, moment) {
  const step = Math.max(1, Math.round(days / 80));
  let at = Number(to.value) >= days ? Number(from.value) : Number(to.value);
  byId("play").textContent = "Stop";
  playing = setInterval(() => {
    at = Math.min(days, at + step);
    change({ to: moment(at) });
    if (at === days) stop();
  }, FRAME);
}

function stop() {
  clearInterval(playing);
  playing = null;
  byId("play").textContent = "Play";
}

/* Observations in each bin; edges without dated evidence count at their first time. */
const bins = (() => {
  if (!span) return [];
  const heights = new Array(BINS).fill(0);
  const width = (span.to - span.from) / BINS || 1;
  const add = (at, height) => (heights[Math.min(BINS - 1, Math.max(0, Math.floor((at - span.from) / width)))] += height);
  for (const edge of edges.filter(betweenMarks)) {
    const dated = edge.evidence.filter(([at]) => at !== null);
    if (dated.length) for (const [at] of dated) add(at, edge.count / dated.length);
    else if (edge.first !== null) add(edge.first, edge.count);
  }
  return heights;
})();

function showTime() {
  const histogram = byId("histogram");
  const highest = Math.max(...bins, 1);
  histogram.setAttribute("viewBox", `0 0 ${BINS} 30`);
  const width = (span.to - span.from) / BINS;
  histogram.replaceChildren(
    ...bins.map((height, i) => {
      const middle = span.from + (i + 0.5) * width;
      const inside = middle >= state.from - width / 2 && middle <= state.to + width / 2;
      const tall = height ? Math.max(1, 30 * Math.sqrt(height / highest)) : 0;
      const fill = inside ? theme.ink : theme.rule;
      return makeSvg("rect", { x: i + 0.1, y: 30 - tall, width: 0.8, height: tall, fill });
    }),
  );
  byId("time-value").textContent = `${day(state.from)} – ${day(state.to)}`;
}
