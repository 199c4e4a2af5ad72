// Checks a proof file in the reader's own browser, with WebCrypto and nothing else. Nothing here asks our server for a judgement.
// Formats: c2sp.org/tlog-proof, c2sp.org/signed-note, c2sp.org/tlog-checkpoint; RFC 6962 hashes; field commitments as in the entry's schema.

const HEADER = "c2sp.org/tlog-proof@v1";
const ED25519_NOTE = 0x01;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export class Failed extends Error {}

const concat = (...parts) => {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((offset, part) => (whole.set(part, offset), offset + part.length), 0);
  return whole;
};
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const same = (a, b) => a.length === b.length && a.every((byte, place) => byte === b[place]);
const byte = (value) => new Uint8Array([value]);

const decodeBase64 = (text) => {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new Failed("Something that should be base64 is not.");
  }
};

export const digestOf = async (buffer) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", buffer)));
export const looksLikeProof = (text) => text.startsWith(`${HEADER}\n`);

// Reading

const readNumber = (text) => {
  if (!/^(0|[1-9][0-9]{0,14})$/.test(text)) throw new Failed("A number in the proof is not written as it must be.");
  return Number(text);
};

export function readProof(text) {
  const end = text.indexOf("\n\n");
  const lines = text.slice(0, end).split("\n");
  if (end < 0 || lines.shift() !== HEADER) throw new Failed(`It does not begin with “${HEADER}”.`);
  if (!lines[0]?.startsWith("extra ")) throw new Failed("It carries no entry.");
  const extra = JSON.parse(decoder.decode(decodeBase64(lines.shift().slice(6))));
  const index = lines.shift() ?? "";
  if (!index.startsWith("index ")) throw new Failed("It names no place in the log.");
  if (typeof extra.entry !== "string" || !Array.isArray(extra.disclosures)) throw new Failed("Its entry or its disclosures are missing.");
  return {
    index: readNumber(index.slice(6)),
    hashes: lines.map(decodeBase64),
    checkpoint: text.slice(end + 2),
    line: extra.entry,
    entry: JSON.parse(extra.entry),
    disclosures: extra.disclosures,
  };
}

export function readCheckpoint(note) {
  const end = note.lastIndexOf("\n\n");
  if (end < 0) throw new Failed("The checkpoint has no signature.");
  const text = note.slice(0, end + 1);
  const [origin, size, root] = text.split("\n");
  const signatures = note.slice(end + 2).split("\n").filter(Boolean).map((line) => {
    const [dash, name, value] = line.split(" ");
    if (dash !== "—" || !value) throw new Failed("A signature line is not written as it must be.");
    const bytes = decodeBase64(value);
    return { name, id: bytes.slice(0, 4), value: bytes.slice(4) };
  });
  return { text, origin, size: readNumber(size), root: decodeBase64(root), signatures };
}

export async function readKey(text) {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim());
  if (!match) throw new Failed("This is not a verifier key (name+id+key).");
  const body = decodeBase64(match[3]);
  const id = (await sha256(encoder.encode(`${match[1]}\n`), body)).slice(0, 4);
  if (body[0] !== ED25519_NOTE || body.length !== 33 || hex(id) !== match[2]) throw new Failed("The verifier key does not fit its own id.");
  return { name: match[1], id, bytes: body.slice(1), text: text.trim() };
}

// Computing

export async function rootFrom(leaf, index, size, hashes) {
  if (index >= size) throw new Failed(`The entry’s number ${index} is not below the size of the log, ${size}.`);
  let [node, last, hash, used] = [index, size - 1, leaf, 0];
  while (last > 0) {
    const isRight = node % 2 === 1;
    if (isRight || node < last) {
      if (used >= hashes.length) throw new Failed("The path to the root is too short.");
      hash = isRight ? await sha256(byte(1), hashes[used], hash) : await sha256(byte(1), hash, hashes[used]);
      used += 1;
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  if (used !== hashes.length) throw new Failed("The path to the root is too long.");
  return hash;
}

// A field that is withheld stands as {digest, basis, field}: its digest takes the place of its disclosure.
const isWithheld = (disclosure) => typeof disclosure === "object" && disclosure !== null;

const decodeDigest = (text) => {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Failed("The digest of a withheld field is not written as it must be.");
  return Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));
};

export async function commitmentOf(disclosures) {
  const digests = [];
  for (const each of disclosures) digests.push(isWithheld(each) ? decodeDigest(each.digest) : await sha256(byte(2), encoder.encode(each)));
  return sha256(byte(3), ...digests);
}

async function hasSigned(key, checkpoint) {
  const lines = checkpoint.signatures.filter((each) => each.name === key.name && same(each.id, key.id));
  if (!lines.length) throw new Failed("No signature on the checkpoint is by this key.");
  const imported = await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]);
  for (const each of lines) {
    const holds = await crypto.subtle.verify({ name: "Ed25519" }, imported, each.value, encoder.encode(checkpoint.text));
    if (!holds) throw new Failed("The signature is wrong: the checkpoint was altered, or another key signed it.");
  }
}

export async function knowsEd25519() {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), { name: "Ed25519" }, false, ["verify"]);
    return true;
  } catch (error) {
    return error.name !== "NotSupportedError";
  }
}

// Steps: each says what was compared with what. A failed step does not stop those that do not need it.

async function step(title, check) {
  try {
    return { title, outcome: "holds", detail: await check() };
  } catch (error) {
    const outcome = error instanceof Failed || error instanceof SyntaxError || error instanceof TypeError ? "fails" : "open";
    return { title, outcome, detail: error instanceof Failed ? error.message : `It could not be checked: ${error.message}` };
  }
}

export async function verifyProof(text, keyText) {
  const steps = [];
  let proof;
  steps.push(await step("Read the proof file", () => {
    proof = readProof(text);
    return `It holds an entry of type “${proof.entry.type}”, ${proof.disclosures.length} fields, and a path of ${proof.hashes.length} hashes.`;
  }));
  if (!proof) return { steps, told: {} };
  let checkpoint;
  steps.push(await step("Check who signed the log", async () => {
    checkpoint = readCheckpoint(proof.checkpoint);
    const key = await readKey(keyText);
    if (checkpoint.origin !== key.name) throw new Failed(`The checkpoint is of the log ${checkpoint.origin}, the key of ${key.name}.`);
    if (!(await knowsEd25519())) {
      throw new Error("this browser knows no Ed25519 signatures. Download the proof file and run: rostra verify record.tlog-proof --key log-key.txt");
    }
    await hasSigned(key, checkpoint);
    return `The key ${hex(key.id)} of ${key.name} signed a log of ${checkpoint.size.toLocaleString("en")} entries.`;
  }));
  steps.push(await step("Follow the path from the entry to the signed root", async () => {
    if (!checkpoint) throw new Failed("There is no checkpoint to lead to.");
    const leaf = await sha256(byte(0), encoder.encode(proof.line));
    const root = await rootFrom(leaf, proof.index, checkpoint.size, proof.hashes);
    if (!same(root, checkpoint.root)) throw new Failed(`The path leads to ${hex(root)}, but the signed root is ${hex(checkpoint.root)}.`);
    return `Entry number ${proof.index.toLocaleString("en")} leads to the signed root ${hex(root)}.`;
  }));
  const told = {};
  steps.push(await step("Compare the content with the entry", async () => {
    const computed = hex(await commitmentOf(proof.disclosures));
    if (computed !== proof.entry.fields) throw new Failed(`The content gives ${computed}, but the entry says ${proof.entry.fields}.`);
    const withheld = proof.disclosures.filter(isWithheld);
    for (const disclosure of proof.disclosures.filter((each) => !isWithheld(each))) {
      const [, name, value] = JSON.parse(disclosure);
      told[name] = value;
    }
    const left = withheld.map((each) => `${each.field} (${each.basis})`).join(", ");
    if (left) return `The disclosed fields, with the digests of those that are withheld, give ${computed}, as the entry says. Withheld: ${left}.`;
    return `Every field together gives ${computed}, as the entry says.`;
  }));
  return { steps, told };
}

export async function compare(title, stated, shown, what) {
  return step(title, () => {
    if (stated !== shown) throw new Failed(`${what} differs: the proof says “${brief(stated)}”, here it is “${brief(shown)}”.`);
    return `${what} is the same, character for character: “${brief(shown)}”.`;
  });
}

export async function compareBytes(title, stated, address) {
  return step(title, async () => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`the file could not be had (${answer.status})`);
    const computed = await digestOf(await answer.arrayBuffer());
    if (computed !== stated) throw new Failed(`The file has the SHA-256 ${computed}; the proof says ${stated}.`);
    return `The file has the SHA-256 ${computed}, as the proof says.`;
  });
}

const brief = (value) => {
  const text = String(value ?? "nothing");
  return text.length > 90 ? `${text.slice(0, 88)}…` : text;
};

// Which key: the one that this browser has seen first is kept, so that a changed one is noticed.

const pin = "rostra-log-key";

export async function keyToUse() {
  const answer = await fetch("/tlog/key");
  const served = (await answer.text()).trim();
  let pinned = null;
  try {
    pinned = localStorage.getItem(pin);
    if (!pinned) localStorage.setItem(pin, served);
  } catch { /* storage is switched off: every visit is the first */ }
  return { served, pinned, key: pinned ?? served };
}

export function pinKey(text) {
  try {
    localStorage.setItem(pin, text);
  } catch { /* as above */ }
}

export async function keyStep({ served, pinned }) {
  return step("Choose the log’s key", () => {
    if (pinned && pinned !== served) {
      throw new Failed(`The site now shows another key (${served}) than when you first came (${pinned}). The first one is used. Ask the city why.`);
    }
    return pinned ? `The same key as on your first visit: ${served}` : `First visit: this key is kept in your browser from now on: ${served}`;
  });
}

// Showing

const svg = "http://www.w3.org/2000/svg";
const icons = { holds: "present", fails: "gone", open: "unknown" };
const words = { holds: "holds", fails: "FAILED", open: "not decided" };

export const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

export function icon(name) {
  const sheet = document.querySelector("svg.icon use").getAttribute("href").split("#")[0];
  const drawn = document.createElementNS(svg, "svg");
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(svg, "use");
  use.setAttribute("href", `${sheet}#${name}`);
  drawn.append(use);
  return drawn;
}

export const outcomeOf = (steps) => ["fails", "open"].find((outcome) => steps.some((each) => each.outcome === outcome)) ?? "holds";

export function showSteps(place, steps, sentences) {
  const outcome = outcomeOf(steps);
  const list = element("ol", { className: "steps" }, ...steps.map((each) => element("li", { className: `step-${each.outcome}` },
    element("span", { className: "step-title", textContent: each.title }), " ",
    element("span", { className: "step-outcome" }, icon(icons[each.outcome]), words[each.outcome]),
    element("p", { textContent: each.detail }))));
  place.replaceChildren(element("p", { className: `result-line result-${outcome}`, textContent: sentences[outcome] }), list);
  place.dataset.outcome = outcome;
}
