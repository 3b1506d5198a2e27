// Preview, Problems, Changes and Guide: links that need no reload here.
export class Panes {
  constructor() {
    this.root = document.querySelector("[data-tabs]");
    this.links = [...this.root.querySelectorAll("[data-pane]")];
    this.opened = new Map();
    this.root.querySelector(".tabs").addEventListener("click", (event) => {
      const link = event.target.closest("[data-pane]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open(link.dataset.pane);
    });
  }

  get current() { return this.links.find((link) => link.getAttribute("aria-current"))?.dataset.pane; }

  when(name, act) { this.opened.set(name, act); }

  open(name, { focus = false } = {}) {
    for (const link of this.links) {
      const here = link.dataset.pane === name;
      if (here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      document.getElementById(`pane-${link.dataset.pane}`).hidden = !here;
      if (here && focus) link.focus();
    }
    history.replaceState(null, "", `${location.pathname}?pane=${name}`);
    this.opened.get(name)?.();
  }
}
