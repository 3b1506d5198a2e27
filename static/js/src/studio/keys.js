// Keys of the editor. Each can be done without them; all but the browser's own can be switched off, which is remembered.
const CHOICE = "second-look:studio:keys";

export class Keys {
  constructor({ text, saving, panes, problems }) {
    this.choice = document.querySelector("[data-keys-choice]");
    this.box = this.choice.querySelector("input");
    this.choice.hidden = false;
    try { this.box.checked = localStorage.getItem(CHOICE) !== "off"; } catch { /* then it is as it stands */ }
    this.box.addEventListener("change", () => {
      try { localStorage.setItem(CHOICE, this.box.checked ? "on" : "off"); } catch { /* for this page only */ }
    });
    const names = ["preview", "problems", "changes", "guide"];
    document.addEventListener("keydown", (event) => {
      const act = this.box.checked && this.meant(event, { text, saving, panes, problems, names });
      if (act) { event.preventDefault(); act(); }
    });
  }

  meant(event, { text, saving, panes, problems, names }) {
    const control = (event.ctrlKey || event.metaKey) && !event.altKey;
    const inText = document.activeElement === text.area && !text.area.readOnly;
    if (event.key === "F8" && !control && !event.altKey) return () => problems.step(event.shiftKey ? -1 : 1);
    if (control && !event.shiftKey && event.key.toLowerCase() === "s") return () => saving.save();
    if (control && inText && event.code === "BracketRight") return () => text.indent(1);
    if (control && inText && event.code === "BracketLeft") return () => text.indent(-1);
    const digit = /^Digit([1-4])$/.exec(event.code)?.[1];
    if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && digit) return () => panes.open(names[digit - 1], { focus: true });
    return null;
  }
}
