// A table wider than its place fades at the edge behind which there is more: a phone shows no scroll bar that would tell.
export function startWide() {
  for (const box of document.querySelectorAll(".tbl")) {
    const tell = () => { box.toggleAttribute("data-more", box.scrollLeft + box.clientWidth < box.scrollWidth - 1); };
    new ResizeObserver(tell).observe(box);
    box.addEventListener("scroll", tell, { passive: true });
  }
}
