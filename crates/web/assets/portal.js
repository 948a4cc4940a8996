// Warns before a session ends, and lets the person stay. Without this script the page itself leads
// to the same question (see layout.html); everything else works without any script.
"use strict";
(() => {
  const box = document.getElementById("time-out");
  if (!box) return;
  const warnBefore = 120;
  let end = Date.now() + Number(box.dataset.seconds) * 1000;
  let timer;

  const remaining = () => Math.round((end - Date.now()) / 1000);

  async function ask(method) {
    const form = box.querySelector("form[action='/session']");
    const answer = await fetch(box.dataset.url, {
      method,
      credentials: "same-origin",
      headers: { accept: "application/json" },
      body: method === "POST" ? new URLSearchParams(new FormData(form)) : undefined,
    });
    if (!answer.ok) return 0;
    return (await answer.json()).seconds;
  }

  function plan() {
    clearTimeout(timer);
    const wait = Math.max(0, remaining() - warnBefore);
    timer = setTimeout(check, wait * 1000 + 250);
  }

  async function check() {
    // Another tab may have been used meanwhile: the server knows.
    try {
      end = Date.now() + (await ask("GET")) * 1000;
    } catch {
      // Off line: what we know is all there is.
    }
    if (remaining() <= 0) return location.assign(box.dataset.over);
    if (remaining() > warnBefore + 5) return plan();
    if (!box.open) box.showModal();
    timer = setTimeout(check, Math.min(20, remaining() + 1) * 1000);
  }

  box.querySelector("form[action='/session']").addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    try {
      end = Date.now() + (await ask("POST")) * 1000;
    } catch {
      event.target.submit();
      return;
    }
    if (remaining() <= 0) return location.assign(box.dataset.over);
    box.close();
    plan();
  });

  plan();
})();
