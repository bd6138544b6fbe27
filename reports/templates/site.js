// Searches a site's index in the page, without any request; gives verdicts by keys. All else works without this script.
(() => {
  const form = document.getElementById("search");
  const index = window.saysoIndex;
  if (!form || !index) return;
  const input = form.querySelector("input");
  const list = document.getElementById("results");
  const status = document.getElementById("found");
  const most = 100;
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss");
  const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const folded = index.map(([, , text, note]) => fold(`${text} ${note}`));
  let vocabulary = null;

  // Whether one edit (a letter changed, put in, left out, or two swapped) makes one word of the other.
  const isNear = (left, right) => {
    if (Math.abs(left.length - right.length) > 1 || left === right) return left === right;
    let start = 0;
    while (start < left.length && left[start] === right[start]) start += 1;
    let end = 0;
    while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
    const [a, b] = [left.slice(start, left.length - end), right.slice(start, right.length - end)];
    return (a.length <= 1 && b.length <= 1) || (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]);
  };
  const nearest = (word) => {
    vocabulary ??= [...new Set(folded.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)))];
    return vocabulary.filter((other) => other.length > 3 && isNear(word, other));
  };

  const search = (asked) => {
    const words = wordsOf(asked);
    if (words.length === 0) return [];
    const whole = fold(asked).trim();
    const spellings = words.map((word) => {
      if (word.length < 4 || folded.some((text) => text.includes(word))) return [word];
      return nearest(word);
    });
    const found = [];
    folded.forEach((text, place) => {
      if (!spellings.every((ways) => ways.some((way) => text.includes(way)))) return;
      const rank = index[place][0] !== "claim" ? 2 : text.includes(whole) ? 1 : 0;
      found.push([rank, place]);
    });
    return found.sort((a, b) => b[0] - a[0] || a[1] - b[1]).map(([, place]) => index[place]);
  };

  const show = () => {
    const asked = input.value.trim();
    const found = search(asked);
    list.replaceChildren(
      ...found.slice(0, most).map(([kind, href, text, note]) => {
        const [item, tag, link] = ["li", "span", "a"].map((name) => document.createElement(name));
        tag.className = "tag";
        tag.textContent = kind;
        link.href = href;
        link.dir = "auto";
        link.textContent = text.trim() || "(no words)";
        item.append(tag, " ", link);
        if (note) {
          const more = document.createElement("span");
          more.className = "note";
          more.dir = "auto";
          more.textContent = note;
          item.append(" ", more);
        }
        return item;
      }),
    );
    const number = `${found.length} ${found.length === 1 ? "result" : "results"}`;
    const rest = found.length > most ? `, the first ${most} are shown` : found.length ? "" : ": try fewer words, or a part of one";
    status.textContent = asked ? `${number}${rest}.` : "";
  };

  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 120);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  input.value = (new URLSearchParams(location.search).get("q") ?? "").slice(0, 200);
  show();
})();

(() => {
  const form = document.getElementById("verdict");
  const keys = document.getElementById("keys");
  if (!form || !keys) return;
  const store = "sayso-keys";
  try {
    keys.checked = localStorage.getItem(store) !== "off";
  } catch {
    // A browser that keeps nothing: the keys are on.
  }
  keys.closest("label").hidden = false;
  keys.addEventListener("change", () => {
    try {
      localStorage.setItem(store, keys.checked ? "on" : "off");
    } catch {
      // as above
    }
  });
  let sent = false;
  // Two quick presses are one verdict: the second would be for a pair that nobody has seen.
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const button = form.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();
