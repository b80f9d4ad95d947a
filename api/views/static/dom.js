/* Small helpers for elements, numbers, dates and addresses. Nothing here takes HTML. */

const byId = (id) => document.getElementById(id);

/* An element with properties, attributes (in `attributes`) and children; strings become text. */
function make(tag, { attributes = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function makeSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const numberFormat = new Intl.NumberFormat("en");
const count = (value) => numberFormat.format(value);
const plural = (value, one, many = one + "s") => `${count(value)} ${value === 1 ? one : many}`;

const DAY = 86_400_000;

/* The day, and the minute where it is known; always UTC, and said so. */
function date(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) return "";
  const iso = new Date(milliseconds).toISOString();
  return milliseconds % DAY === 0 ? iso.slice(0, 10) : `${iso.slice(0, 16).replace("T", " ")} UTC`;
}

const day = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 10);

/* The address if it is a plain web one. Credentials dress one host up as another: refused. */
function webUrl(text) {
  try {
    const url = new URL(text);
    const web = url.protocol === "http:" || url.protocol === "https:";
    return web && !url.username && !url.password ? url : null;
  } catch {
    return null;
  }
}

/* A link that shows where it leads, or the bare text of what is not a web address. */
function link(text, prefix = "") {
  const url = webUrl(text);
  if (!url) return make("span", { className: "address", textContent: prefix + clip(text, 200) });
  const shown = url.host + (url.pathname === "/" ? "" : url.pathname) + url.search;
  return make("a", {
    className: "address",
    href: url.href,
    target: "_blank",
    rel: "noopener noreferrer",
    title: clip(url.href, 500),
    textContent: prefix + clip(shown, 64),
  });
}

/* Put a text on the clipboard. Where a page is served without TLS, browsers have the old way only. */
async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = make("textarea", { value: text, className: "unseen" });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/* Say something to a screen reader. */
function say(text) {
  byId("said").textContent = text;
}

/* Run at most once a frame, with the last arguments. */
function eachFrame(action) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      action();
    });
  };
}
