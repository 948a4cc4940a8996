// Passkeys, and showing a password that is being typed. Without this script the parts that need it stay
// hidden, and everything is done with a password and a code.
"use strict";
(() => {
  const words = document.currentScript.dataset;

  for (const field of document.querySelectorAll("input[type=password]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = words.show;
    button.setAttribute("aria-controls", field.id);
    button.addEventListener("click", () => {
      const isShown = field.type === "text";
      field.type = isShown ? "password" : "text";
      button.textContent = isShown ? words.show : words.hide;
    });
    field.form.addEventListener("submit", () => { field.type = "password"; });
    field.after(button);
  }

  if (!window.PublicKeyCredential) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) =>
    list.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) }));

  function make(ask, form) {
    const login = ask.login || form.elements.login.value;
    return navigator.credentials.create({ publicKey: {
      challenge: bytes(ask.challenge),
      rp: { id: ask.host, name: ask.site },
      user: {
        id: new TextEncoder().encode(ask.user),
        name: login,
        displayName: ask.name || form.elements.name.value || login,
      },
      pubKeyCredParams: ask.kinds.split(" ").map((kind) => ({ type: "public-key", alg: Number(kind) })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: known(ask.known),
      attestation: "none",
      timeout: 300000,
    } });
  }

  function use(ask) {
    return navigator.credentials.get({ publicKey: {
      challenge: bytes(ask.challenge),
      rpId: ask.host,
      allowCredentials: known(ask.known),
      userVerification: "required",
      timeout: 300000,
    } });
  }

  for (const part of document.querySelectorAll("[data-passkey-only]")) part.hidden = false;
  for (const part of document.querySelectorAll("details[data-otherwise]")) {
    part.open = part.querySelector("[aria-invalid]") !== null;
  }
  for (const button of document.querySelectorAll("button[data-passkey]")) {
    const form = button.form;
    const fields = form.elements;
    // Passkeys are the first choice where there are any.
    for (const other of document.querySelectorAll("main button.primary")) {
      if (!other.dataset.passkey) other.classList.remove("primary");
    }
    // Whoever presses Enter means the way that is open.
    form.addEventListener("submit", (event) => {
      const otherwise = form.querySelector("details[data-otherwise]");
      if (event.submitter !== null && otherwise && !otherwise.open) {
        event.preventDefault();
        button.click();
      }
    });
    button.addEventListener("click", async () => {
      const failed = form.querySelector("[data-failed]");
      failed.hidden = true;
      button.disabled = true;
      try {
        if (!fields["passkey-client"].value) {
          const ask = button.dataset;
          const answer = await (ask.passkey === "make" ? make(ask, form) : use(ask));
          const said = answer.response;
          fields["passkey-id"].value = text(answer.rawId);
          fields["passkey-object"].value = said.attestationObject ? text(said.attestationObject) : "";
          fields["passkey-data"].value = said.signature ? text(said.authenticatorData) : "";
          fields["passkey-signature"].value = said.signature ? text(said.signature) : "";
          fields["passkey-user"].value = said.userHandle ? text(said.userHandle) : "";
          fields["passkey-client"].value = text(said.clientDataJSON);
        }
        form.submit();
      } catch {
        failed.hidden = false;
        button.disabled = false;
        button.focus();
      }
    });
  }
})();
