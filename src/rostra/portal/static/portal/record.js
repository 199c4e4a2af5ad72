// On a record's page: check the record in this browser, and copy its citation. Without this file the page says the same by links.

import { compare, compareBytes, element, icon, keyStep, keyToUse, pinKey, showSteps, verifyProof } from "./verify.js";

const box = document.getElementById("proof-box");
const sentences = {
  holds: "Verified in your browser: this is what was captured, and it was not altered since.",
  fails: "A step failed: what you see is not what the proof says.",
  open: "Not every step could be checked.",
};

// The text as it is on the page, back to the characters it was made from.
function textOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeName === "BR") return "\n";
  if (node.dataset?.code) return String.fromCodePoint(Number.parseInt(node.dataset.code, 16));
  return Array.from(node.childNodes, textOf).join("");
}

async function shownText() {
  if (box.dataset.textUrl) return (await fetch(box.dataset.textUrl)).text();
  const shown = document.getElementById("record-text");
  return shown.classList.contains("none") ? "" : textOf(shown);
}

async function pageSteps(told) {
  const steps = [];
  if ("uri" in told) steps.push(await compare("Compare the address of the post", told.uri, box.dataset.uri, "The address"));
  if ("text" in told) steps.push(await compare("Compare the text on this page", told.text, await shownText(), "The text"));
  const digest = document.getElementById("digest");
  if (told.bytes && digest) steps.push(await compare("Compare the SHA-256 on this page", told.bytes[0], digest.textContent.trim(), "The SHA-256"));
  if (told.bytes && box.dataset.original) {
    steps.push(await compareBytes("Compute the SHA-256 of the original bytes", told.bytes[0], box.dataset.original));
  }
  if (!told.media) return steps;
  const media = [...document.querySelectorAll("[data-medium]")];
  for (const [place, item] of media.entries()) {
    steps.push(await compareBytes(`Compute the SHA-256 of attachment ${place + 1}`, told.media[item.dataset.medium]?.[0], item.dataset.address));
  }
  return steps;
}

async function check(place, keyText) {
  place.replaceChildren(element("p", { textContent: "Checking…" }));
  try {
    const known = await keyToUse();
    const answer = await fetch(box.dataset.proof, { cache: "no-cache" });
    if (!answer.ok) throw new Error("the proof is not there yet; try again in some seconds");
    const { steps, told } = await verifyProof(await answer.text(), keyText || known.key);
    const first = keyText ? [] : [await keyStep(known)];
    showSteps(place, [...first, ...steps, ...(await pageSteps(told))], sentences);
  } catch (error) {
    showSteps(place, [{ title: "Fetch the proof", outcome: "open", detail: error.message }], sentences);
  }
}

function offerCheck() {
  const result = element("div", { role: "status", id: "verify-result" });
  const button = element("button", { type: "button", className: "usa-button", id: "verify-button" }, icon("proof"), "Verify in this browser");
  const own = element("input", { className: "usa-input", id: "own-key", autocomplete: "off", spellcheck: false });
  const use = element("button", { type: "button", className: "usa-button usa-button--outline small-button", textContent: "Verify with this key" });
  const label = element("label", { htmlFor: "own-key", textContent: "The log’s key, from a place that you trust more than this site" });
  button.addEventListener("click", () => check(result));
  use.addEventListener("click", () => {
    pinKey(own.value.trim());
    check(result, own.value.trim());
  });
  const details = element("details", { className: "own-key" }, element("summary", { textContent: "Use a key of your own" }), label, own, use);
  document.getElementById("verify-here").replaceChildren(button, result, details);
}

function offerCopy(place) {
  const button = element("button", { type: "button", className: "usa-button usa-button--outline small-button" }, icon("copy"), "Copy");
  const said = element("span", { role: "status", className: "fine copied" });
  button.addEventListener("click", async () => {
    const text = document.getElementById(place.dataset.copy).textContent.replace(/\s+/g, " ").trim();
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied";
    } catch {
      said.textContent = "Your browser does not allow copying; select the text instead";
    }
  });
  place.append(button, said);
}

if (globalThis.crypto?.subtle) offerCheck();
document.querySelectorAll("[data-copy]").forEach(offerCopy);
