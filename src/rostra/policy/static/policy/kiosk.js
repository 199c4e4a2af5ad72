// At a kiosk nobody's page stays open: when nobody reads, types or moves any more, the page asks whether anybody is there.
const page = document.querySelector("[data-idle]");
let waiting;

function again() {
  clearTimeout(waiting);
  waiting = setTimeout(() => location.replace(page.dataset.then), Number(page.dataset.idle) * 1000);
}

for (const sign of ["keydown", "input", "pointerdown", "pointermove", "scroll", "touchstart"]) {
  addEventListener(sign, again, { passive: true, capture: true });
}
again();
