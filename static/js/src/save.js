// The save line: the one place that says whether an answer is kept. It never disappears by itself.
import { make, word } from "./page.js";

const SIGNS = {
  saved: "M3 8.5l3.2 3.2L13 4.5",
  off: "M8 2.5v7M5 6.8l3 3 3-3M3 13.3h10",
  no: "M8 2.5v7M8 12.4v1.4",
};

function sign(kind) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  svg.firstChild.setAttribute("d", SIGNS[kind]);
  return svg;
}

// state: "saved", "off" (kept on this device), "no", or "" for a plain text
export function say(line, state, text, ...more) {
  if (!line) return;
  clearTimeout(Number(line.dataset.timer));
  line.className = `save ${state === "saved" ? "" : state}`.trim();
  line.replaceChildren(...(SIGNS[state] ? [sign(state)] : []), text, ...more);
}

// "Saving…" only when it takes longer than 600 ms: a flicker helps nobody
export function sayLater(line, text) {
  if (!line) return;
  clearTimeout(Number(line.dataset.timer));
  line.dataset.timer = String(setTimeout(() => say(line, "", text), 600));
}

export function againButton(act) {
  const button = make("button", { type: "button", class: "three" }, word("again"));
  button.addEventListener("click", act);
  return button;
}

export const offlineWords = () => word(matchMedia("(max-width: 599px)").matches ? "offline" : "offline-wide");
