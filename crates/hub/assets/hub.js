// Does the work that a form asks for while somebody writes (see work.rs). Without this script forms go out as they
// are, and one asks for an address instead; nothing here is needed to use a page.
"use strict";
(() => {
  const TASKS = "/pledge/work";
  const AT_ONCE = 256;
  const encoder = new TextEncoder();

  const hasZeros = (hash, bits) => {
    let left = bits;
    for (const byte of new Uint8Array(hash)) {
      if (left < 8) return left === 0 || byte >> (8 - left) === 0;
      if (byte !== 0) return false;
      left -= 8;
    }
    return true;
  };

  async function work() {
    const told = await fetch(TASKS, { headers: { accept: "application/json" } });
    if (!told.ok) throw new Error(`no task: ${told.status}`);
    const { task, bits } = await told.json();
    for (let from = 0; ; from += AT_ONCE) {
      const numbers = Array.from({ length: AT_ONCE }, (_, at) => from + at);
      const hashes = await Promise.all(numbers.map((number) =>
        crypto.subtle.digest("SHA-256", encoder.encode(`${task}:${number}`))));
      const at = hashes.findIndex((hash) => hasZeros(hash, bits));
      if (at >= 0) return { "work-task": task, "work-answer": String(numbers[at]) };
    }
  }

  function watch(form) {
    // Several pieces of one page ask for this script.
    if (form.dataset.work === "watched" || !globalThis.crypto?.subtle) return;
    form.dataset.work = "watched";
    const instead = form.querySelectorAll("[data-work-instead]");
    // What only those need whose browser does no work is not asked of the others.
    instead.forEach((part) => { part.hidden = true; });

    let doing;
    let isReady = false;
    const set = (fields) => {
      for (const [name, value] of Object.entries(fields)) {
        const known = form.querySelector(`input[name="${name}"]`);
        const input = known ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
        input.value = value;
      }
      isReady = true;
    };
    const begin = () => {
      doing ??= work().then(set).catch(() => {
        isReady = true;
        instead.forEach((part) => { part.hidden = false; });
      });
    };
    form.addEventListener("focusin", begin, { once: true });
    form.addEventListener("submit", (event) => {
      if (isReady) {
        // Work is good once: a page that stays (a download) does it anew.
        setTimeout(() => { doing = undefined; isReady = false; });
        return;
      }
      event.preventDefault();
      begin();
      doing.then(() => form.requestSubmit(event.submitter));
    });
  }

  document.querySelectorAll("form[data-work]").forEach(watch);

  // A picture is kept as PNG, which networks take; where that can't be done, as the SVG that the link leads to.
  function asPng(link) {
    if (link.dataset.picture === "watched") return;
    link.dataset.picture = "watched";
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      const picture = link.parentElement.querySelector("img");
      const save = (href, name) => Object.assign(document.createElement("a"), { href, download: name }).click();
      try {
        picture.loading = "eager";
        await picture.decode();
        const canvas = document.createElement("canvas");
        canvas.width = Number(picture.getAttribute("width"));
        canvas.height = Number(picture.getAttribute("height"));
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
        const address = URL.createObjectURL(blob);
        save(address, link.download.replace(/svg$/, "png"));
        setTimeout(() => { URL.revokeObjectURL(address); }, 60_000);
      } catch {
        save(link.href, link.download);
      }
    });
  }
  document.querySelectorAll("a[data-picture]").forEach(asPng);
})();
