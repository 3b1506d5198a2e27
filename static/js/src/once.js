// A form that is sent once: its button says that it is on its way, and further clicks do nothing.
export function startOnce() {
  for (const form of document.querySelectorAll("form[data-once]")) {
    const button = form.querySelector("button");
    const label = [...button.childNodes]; // not its text: what only screen readers are told would be seen by all
    form.addEventListener("submit", (event) => {
      if (button.ariaDisabled === "true") { event.preventDefault(); return; }
      button.ariaDisabled = "true";
      button.replaceChildren(form.dataset.once, ...label.filter((one) => one.className === "sr"));
    });
    // Back from the next page, which may come from the browser's memory: the button works again.
    addEventListener("pageshow", () => {
      button.ariaDisabled = null;
      button.replaceChildren(...label);
    });
  }
}
