// A summary of a record that somebody keeps on this device, to open it without a network. Nothing is kept
// unless they ask for it, one summary at a time, and they can take it away again: on the page of the
// summary, on the kept page itself, and when they sign out. Without this script none of it is offered.
"use strict";
(() => {
  if (!("caches" in window) || !("serviceWorker" in navigator)) return;
  const CACHE = "kept-summary";
  const PLACE = "/kept-summary";
  const UNTIL = "/kept-until";
  const all = (name) => document.querySelectorAll(`[data-kept-${name}]`);
  const show = (name, isShown) => { for (const part of all(name)) part.hidden = !isShown; };

  const held = async () => (await caches.has(CACHE)) ? caches.match(PLACE, { cacheName: CACHE }) : undefined;

  async function remove() {
    await caches.delete(CACHE);
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  }

  async function keep(box) {
    const answer = await fetch(box.dataset.url, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error("not given");
    const page = await answer.text();
    await remove();
    const cache = await caches.open(CACHE);
    const headers = new Headers({ "content-type": "text/html; charset=utf-8" });
    const policy = answer.headers.get("content-security-policy");
    if (policy) headers.set("content-security-policy", policy);
    // What the page is drawn with holds nothing of a record.
    await cache.addAll(box.dataset.with.split(" "));
    const until = box.querySelector("[name=until]").checked ? "sign-out" : "removed";
    await cache.put(UNTIL, new Response(until));
    await navigator.serviceWorker.register(box.dataset.worker, { scope: "/" });
    await cache.put(PLACE, new Response(page, { headers }));
  }

  // "Saved on this device on …": the kept page says it itself.
  async function tell() {
    const kept = await held();
    if (kept) {
      const page = new DOMParser().parseFromString(await kept.text(), "text/html");
      const said = page.querySelector("[data-kept-said]");
      for (const part of all("when")) part.textContent = said ? said.textContent : "";
    }
    show("box", true);
    show("offer", !kept);
    show("here", Boolean(kept));
  }

  async function signedOut() {
    if (!(await held())) return;
    const until = await caches.match(UNTIL, { cacheName: CACHE });
    if (until && (await until.text()) === "sign-out") {
      await remove();
      show("gone", true);
    } else {
      await tell();
    }
  }

  for (const button of document.querySelectorAll("button[data-kept-keep]")) {
    button.addEventListener("click", async () => {
      button.disabled = true;
      show("failed", false);
      try {
        await keep(button.closest("[data-kept-offer]"));
        await tell();
        document.querySelector("[data-kept-here]").focus();
      } catch {
        await remove();
        show("failed", true);
      }
      button.disabled = false;
    });
  }
  for (const button of document.querySelectorAll("button[data-kept-remove]")) {
    button.addEventListener("click", async () => {
      await remove();
      show("gone", true);
      await tell();
      if (!document.querySelector("[data-kept-offer]")) show("here", false);
      document.querySelector("[data-kept-gone]").focus();
    });
  }
  if (document.querySelector("[data-kept-signed-out]")) signedOut();
  else if (document.querySelector("[data-kept-here]")) tell();
})();
