/* Light and dark: the reader's system decides, the button overrides. */

const theme = { name: "light", ink: "", paper: "", muted: "", rule: "" };
const themeListeners = [];

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  const style = getComputedStyle(document.documentElement);
  theme.name = name;
  for (const colour of ["ink", "paper", "muted", "rule"]) {
    theme[colour] = style.getPropertyValue(`--${colour}`).trim();
  }
  for (const listener of themeListeners) listener();
}

function startTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = false;
  setTheme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", () => {
    if (!chosen) setTheme(dark.matches ? "dark" : "light");
  });
  byId("theme").addEventListener("click", () => {
    chosen = true;
    setTheme(theme.name === "dark" ? "light" : "dark");
  });
}

/* A colour with an opacity, from #rrggbb. */
function fade(colour, opacity) {
  const part = (at) => parseInt(colour.slice(at, at + 2), 16);
  return `rgba(${part(1)},${part(3)},${part(5)},${opacity})`;
}

/* Towards black on paper, towards white in the dark: the rim that gives every fill its contrast. */
function rim(colour) {
  const towards = theme.name === "dark" ? 255 : 0;
  const mix = (at) => Math.round(parseInt(colour.slice(at, at + 2), 16) * 0.55 + towards * 0.45);
  return `#${[1, 3, 5].map((at) => mix(at).toString(16).padStart(2, "0")).join("")}`;
}
