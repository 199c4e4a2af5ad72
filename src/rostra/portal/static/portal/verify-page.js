// On the verify page: files are hashed here and stay here; proof files are checked here.

import { digestOf, element, keyStep, keyToUse, looksLikeProof, showSteps, verifyProof } from "./verify.js";

const form = document.getElementById("file-form");
const input = document.getElementById("file");
const result = document.getElementById("file-result");
const sentences = {
  holds: "The proof holds: its content stood in the log, unaltered.",
  fails: "A step failed. Keep the file as it is, and tell the records office.",
  open: "Not every step could be checked.",
};

async function check(file) {
  result.replaceChildren(element("p", { textContent: "Reading the file…" }));
  const bytes = await file.arrayBuffer();
  const text = new TextDecoder().decode(bytes.slice(0, 64));
  if (looksLikeProof(text)) return checkProof(new TextDecoder().decode(bytes));
  const digest = await digestOf(bytes);
  location.assign(`${form.action}?q=${digest}`); // the digest alone
}

async function checkProof(text) {
  const known = await keyToUse();
  const { steps, told } = await verifyProof(text, known.key);
  showSteps(result, [await keyStep(known), ...steps], sentences);
  if (typeof told.text === "string") {
    result.append(element("p", { className: "step-title", textContent: "What it proves:" }), element("blockquote", { className: "told", dir: "auto", textContent: told.text || "(no words)" }));
  }
}

if (globalThis.crypto?.subtle) {
  document.getElementById("file-note").textContent = "The file stays on your computer: your browser computes its SHA-256, and only that is sent.";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files[0]) check(input.files[0]);
  });
  for (const [name, isOver] of [["dragenter", true], ["dragleave", false], ["drop", false]]) {
    input.addEventListener(name, () => input.classList.toggle("over", isOver));
  }
}
