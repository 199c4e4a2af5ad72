// Typing is not being idle: while somebody types in a form, a small address is asked now and then, so that the session does not end meanwhile.
// Who does nothing asks nothing, and the session ends as it would without this file.
const page = document.querySelector("[data-typing]");
const every = Math.min(180, Number(page?.dataset.idle) * 20) * 1000; // a third of the idle minutes, three minutes at most
let asked = Date.now(); // this page itself was just asked for

function typed(event) {
  if (!event.target.form || Date.now() - asked < every) return;
  asked = Date.now();
  fetch(page.dataset.typing, { redirect: "manual", cache: "no-store" }).catch(() => {}); // the next one will do
}

if (page) addEventListener("input", typed, { passive: true });
