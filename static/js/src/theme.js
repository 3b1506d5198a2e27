// Three-way colour choice. The server keeps it in a cookie; this only saves the reload.
import { send } from "./page.js";

export function startTheme() {
  const form = document.querySelector("form.theme");
  form?.addEventListener("submit", (event) => {
    const choice = event.submitter?.value;
    if (!choice) return;
    event.preventDefault();
    const data = new FormData(form);
    data.set("theme", choice);
    if (choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === choice));
    send(form.action, data).catch(() => {});
  });
}
