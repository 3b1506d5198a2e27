// A term opens its definition here when the page holds it; otherwise the link leads to the glossary.
import { make, openDialog } from "./page.js";

export function startGlossary() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.term");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const held = document.getElementById(`term-${decodeURIComponent(link.hash.slice(1))}`);
    if (!held) return;
    event.preventDefault();
    const source = held.content ?? held;
    const body = document.importNode(source, true);
    const list = make("dl", { class: "gloss" });
    list.append(...(body.querySelector?.("dl") ?? body).childNodes);
    openDialog("gloss", link.textContent, list);
  });
}
