// A form that is sent once: its button says that it is on its way, and further clicks do nothing.
export function startOnce() {
  for (const form of document.querySelectorAll("form[data-once]")) {
    const button = form.querySelector("button");
    const label = button.textContent;
    form.addEventListener("submit", (event) => {
      if (button.ariaDisabled === "true") { event.preventDefault(); return; }
      button.ariaDisabled = "true";
      button.textContent = form.dataset.once;
    });
    // Back from the next page, which may come from the browser's memory: the button works again.
    addEventListener("pageshow", () => {
      button.ariaDisabled = null;
      button.textContent = label;
    });
  }
}
