// Passkeys: the browser's part of WebAuthn, for staff.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const csrf = () => (document.cookie.match(/(?:^|; )gongqiao_csrf=([^;]+)/) || [])[1] || "";
  const post = (url, body, extra = {}) => fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "Content-Type": "application/json", ...extra } });
  const say = (sentence) => { document.querySelector("[data-passkey-note]").textContent = sentence; };

  async function run(button) {
    const options = await (await post(button.dataset.options, "{}")).json();
    options.challenge = bytes(options.challenge);
    for (const list of [options.excludeCredentials, options.allowCredentials]) {
      for (const one of list || []) one.id = bytes(one.id);
    }
    const adding = "user" in options;
    if (adding) options.user.id = bytes(options.user.id);
    const made = adding ? await navigator.credentials.create({ publicKey: options }) : await navigator.credentials.get({ publicKey: options });
    const response = { clientDataJSON: text(made.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) response[name] = text(made.response[name]);
    }
    const body = JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: {} });
    const answer = await post(button.dataset.passkey, body);
    const told = await answer.json().catch(() => ({}));
    if (answer.ok && told.go) location.assign(told.go);
    else say("没有通过验证，请再试一次，或改用动态码。");
  }

  for (const button of document.querySelectorAll("[data-passkey]")) {
    if (!window.PublicKeyCredential) { button.hidden = true; continue; }
    button.addEventListener("click", () => run(button).catch(() => say("没有完成，请再试一次。")));
  }
})();
