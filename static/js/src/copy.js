// Copy buttons are hidden in the page, because without this script they could do nothing.
import { word } from "./page.js";

export function startCopying() {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const target = document.querySelector(button.dataset.copy);
    if (!target || !navigator.clipboard) continue;
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(target.value ?? target.innerText);
      button.textContent = word("copied");
      setTimeout(() => { button.textContent = label; }, 4000);
    });
  }
}
