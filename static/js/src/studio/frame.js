// Inside the preview's frame: takes new content, finds lines, says which one was clicked. It can reach nothing else.
import { startFigures } from "../figure.js";

const main = () => document.querySelector("[data-preview]");
const firstLine = (element) => parseInt(element.dataset.line, 10);

function showContent(html) {
  const top = scrollY;
  const opened = [...main().querySelectorAll("details")].map((one) => one.open);
  main().innerHTML = html;
  main().querySelectorAll("details").forEach((one, index) => { one.open = opened[index] ?? one.open; });
  startFigures();
  scrollTo(0, top);
}

// The element whose lines hold this one, or the last one that begins before it.
function atLine(line) {
  let found = null;
  for (const element of main().querySelectorAll("[data-line]")) {
    if (firstLine(element) <= line && (!found || firstLine(element) >= firstLine(found))) found = element;
  }
  return found;
}

function showLine(line) {
  main().querySelector(".here")?.classList.remove("here");
  const element = atLine(line);
  if (!element) return;
  element.classList.add("here");
  const { top, bottom } = element.getBoundingClientRect();
  if (bottom < 0 || top > innerHeight) element.scrollIntoView({ block: "center" });
}

export function startFrame() {
  const framed = "framed" in document.body.dataset;
  startFigures();
  if (!framed) return;
  const tell = (message) => parent.postMessage(message, "*"); // the editor checks who speaks
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || !data) return;
    if (data.kind === "html") showContent(data.html);
    else if (data.kind === "line") showLine(data.line);
    else if (data.kind === "theme") {
      if (data.theme) document.documentElement.dataset.theme = data.theme;
      else delete document.documentElement.dataset.theme;
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && !link.getAttribute("href")?.startsWith("#")) event.preventDefault();
    if (event.target.closest("summary, .larger, dialog")) return;
    const element = event.target.closest("[data-line]");
    if (element) tell({ kind: "line", line: firstLine(element) });
  });
  tell({ kind: "ready" });
}
