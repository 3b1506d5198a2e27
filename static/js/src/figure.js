// Figures: numbers in the margin, a larger view, and words instead of a picture that does not load.
import { make, openDialog, word } from "./page.js";

function enlarge(figure, picture) {
  const copy = picture.cloneNode();
  copy.removeAttribute("loading");
  const title = figure.querySelector(".ft")?.textContent ?? word("picture");
  const words = figure.querySelector("details")?.cloneNode(true);
  openDialog("large", title, copy, ...(words ? [words] : []));
}

export function startFigures() {
  document.querySelectorAll("figure.fig").forEach((figure, index) => {
    figure.dataset.n = String(index + 1);
    const picture = figure.querySelector(":scope > img, :scope > p > img");
    if (!picture) return;
    const gone = () => { picture.classList.add("gone"); picture.removeAttribute("height"); };
    picture.addEventListener("error", gone);
    if (picture.complete && !picture.naturalWidth) gone();
    const button = make("button", { type: "button", class: "three larger" }, word("larger"));
    button.addEventListener("click", () => enlarge(figure, picture));
    picture.after(button);
  });
}
