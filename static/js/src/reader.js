// One step a screen. The whole unit is in the page; without this it is simply read from top to bottom.
import { make, send, word } from "./page.js";

const WHOLE = "second-look:whole-unit";

function remembered() {
  try { return localStorage.getItem(WHOLE) === "1"; } catch { return false; }
}

function remember(whole) {
  try { localStorage.setItem(WHOLE, whole ? "1" : "0"); } catch { /* a private window forgets, which is its purpose */ }
}

const titleOf = (step) => step.dataset.title || step.querySelector("h2")?.textContent.trim() || "";

class Reader {
  constructor(article) {
    this.article = article;
    this.steps = [...article.querySelectorAll("[data-step]")];
    this.bar = article.querySelector("[data-reader-bar]") ?? document.querySelector("[data-reader-bar]");
    this.whole = remembered();
    this.start = Math.max(0, this.steps.findIndex((step) => step.id === article.dataset.place));
    this.now = this.start;
    this.toggle = make("button", { type: "button", class: "three" });
    const line = document.querySelector("li[data-step-line]");
    if (line) line.after(make("li", { class: "whole" }, this.toggle));
    else article.prepend(make("p", { class: "whole" }, this.toggle));
    this.toggle.addEventListener("click", () => this.turn());
    // Below the text on a small screen the list of steps is long and seldom wanted: one line until it is opened
    if (matchMedia("(max-width: 1023px)").matches) document.querySelector("[data-toc] details")?.removeAttribute("open");
    this.bar?.querySelector("[data-back]")?.addEventListener("click", () => this.go(this.now - 1));
    this.bar?.querySelector("[data-next]")?.addEventListener("click", () => this.go(this.now + 1));
    addEventListener("hashchange", () => this.follow(false));
    this.watch();
    this.show();
    this.follow(true);
  }

  // Which step holds the target of the address? A link to an exercise or a heading opens its step. To arrive there is to
  // look: nothing is kept, and no course begun, before somebody goes on.
  follow(arriving) {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    const index = target ? this.steps.findIndex((step) => step.contains(target)) : location.hash ? -1 : this.start;
    if (index < 0) return;
    const moved = index !== this.now;
    this.now = index;
    this.show();
    if (moved && !arriving) this.keep();
    if (target === this.steps[index]) this.focus();
    else target?.scrollIntoView();
  }

  go(index) {
    if (index < 0 || index >= this.steps.length) return;
    this.now = index;
    history.pushState(null, "", `#${this.steps[index].id}`);
    this.show();
    this.focus();
    this.keep();
  }

  turn() {
    this.whole = !this.whole;
    remember(this.whole);
    this.show();
    if (this.whole) this.steps[this.now].scrollIntoView();
    this.toggle.focus({ preventScroll: this.whole });
  }

  show() {
    const last = this.steps.length - 1;
    this.steps.forEach((step, i) => { step.hidden = !this.whole && i !== this.now; });
    this.article.toggleAttribute("data-stepwise", !this.whole);
    this.toggle.textContent = word(this.whole ? "steps" : "whole");
    const part = (name) => this.bar?.querySelector(`[data-${name}]`);
    if (part("back")) part("back").hidden = this.whole || this.now === 0;
    if (part("finish")) part("finish").hidden = !this.whole && this.now !== last;
    if (part("next")) {
      part("next").hidden = this.whole || this.now === last;
      if (this.now < last) part("next").textContent = `${word("next")} ${titleOf(this.steps[this.now + 1])}`;
    }
    this.mark();
  }

  mark() {
    const line = document.querySelector("[data-step-line]");
    if (line) line.textContent = word("step").replace("{n}", String(this.now + 1)).replace("{all}", String(this.steps.length));
    document.querySelector("[data-segs]")?.replaceChildren(
      ...this.steps.map((_, i) => make("i", { class: i < this.now ? "on" : i === this.now ? "now" : "" })));
    document.querySelectorAll("[data-toc] a").forEach((link) => {
      const index = this.steps.findIndex((step) => `#${step.id}` === link.hash);
      if (index === this.now) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
      if (index >= 0 && index < this.now && !link.parentElement.classList.contains("done")) {
        link.parentElement.classList.add("done");
        link.append(make("span", { class: "sr" }, ` (${word("read")})`));
      }
    });
  }

  focus() {
    const heading = this.steps[this.now].querySelector("h2") ?? this.steps[this.now];
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    this.steps[this.now].scrollIntoView();
  }

  // A bookmark, not progress: when it cannot be sent nothing is lost, so nobody is troubled.
  keep() {
    if (this.article.dataset.placeUrl) send(this.article.dataset.placeUrl, { place: this.steps[this.now].id }).catch(() => {});
  }

  watch() {
    const observer = new IntersectionObserver((entries) => {
      const seen = entries.find((entry) => entry.isIntersecting);
      const index = seen ? this.steps.indexOf(seen.target) : -1;
      if (!this.whole || index < 0 || index === this.now) return;
      this.now = index;
      this.mark();
      this.keep();
    }, { rootMargin: "-20% 0px -70% 0px" });
    this.steps.forEach((step) => observer.observe(step));
  }
}

export function startReader() {
  const article = document.querySelector("[data-reader]");
  if (article && article.querySelectorAll("[data-step]").length > 1) new Reader(article);
}
