// The frame with the learner's page. It is sandboxed: all it can do is say which line was clicked.
import { afterPause, phrase } from "./words.js";

export class Preview {
  constructor(text, panes) {
    this.text = text;
    this.panes = panes;
    this.frame = document.querySelector("[data-frame]");
    this.wishes = document.querySelector("[data-wishes]");
    this.wide = this.wishes.querySelector("[data-wide]");
    addEventListener("message", (event) => this.hear(event));
    this.follow = afterPause(250, () => this.tell({ kind: "line", line: text.line }));
    document.addEventListener("selectionchange", () => { if (document.activeElement === text.area) this.follow(); });
    new MutationObserver(() => this.colours()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.buttons();
  }

  buttons() {
    const page = this.wishes.querySelector("[data-open-page]");
    page.textContent = phrase("open-page");
    this.wishes.target = "_blank";
    this.wide.hidden = false;
    this.wide.addEventListener("click", () => this.widen(this.wide.getAttribute("aria-pressed") !== "true"));
  }

  widen(on) {
    this.wide.setAttribute("aria-pressed", String(on));
    document.querySelector("[data-studio]").classList.toggle("wide-preview", on);
    this.frame.classList.toggle("wide-frame", on);
  }

  // What the server is asked for beside the text: for whom, and whether with answers.
  asked() { return Object.fromEntries(new FormData(this.wishes)); }

  show(html) {
    this.html = html;
    if (this.ready) this.tell({ kind: "html", html });
  }

  tell(message) {
    if (this.ready) this.frame.contentWindow.postMessage(message, "*"); // the frame has no origin to name
  }

  colours() { this.tell({ kind: "theme", theme: document.documentElement.dataset.theme ?? "" }); }

  hear(event) {
    if (event.source !== this.frame.contentWindow || typeof event.data !== "object" || !event.data) return;
    if (event.data.kind === "ready") {
      this.ready = true;
      this.colours();
      if (this.html !== undefined) this.show(this.html);
      this.follow();
    } else if (event.data.kind === "line" && Number.isInteger(event.data.line)) {
      this.text.go(event.data.line);
    }
  }
}
