// What pages can do beyond plain forms. Everything here is an improvement: without it every form still works.
"use strict";

const token = () => (document.cookie.match(/(?:^|; )gongqiao_csrf=([^;]+)/) || [])[1] || "";
const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

// --- dialogs: htmx puts the form into <dialog>, we open it; closing returns to the page behind --------------
document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.target.closest("dialog");
  if (!dialog) return;
  prepare(dialog);
  if (!dialog.open) dialog.showModal();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  // A refused form comes back with 4xx and its reasons: show it.
  if (event.detail.xhr.status >= 400 && event.detail.xhr.status < 500) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) {
    const dialog = event.target.closest("dialog");
    if (dialog) { event.preventDefault(); dialog.close(); }
  }
  const open = document.querySelector("details.menu-more[open]");
  if (open && !open.contains(event.target)) open.open = false;
});

// --- drafts: kept on every blur, here at once and on the server ----------------------------------------------
function typed(form) {
  const body = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || value.startsWith("data:image/") || ["csrfmiddlewaretoken", "once", "seen"].includes(name)) continue;
    body[name] = name in body ? [].concat(body[name], value) : value;
  }
  return body;
}
function keepDraft(form) {
  const body = JSON.stringify(typed(form));
  const key = "draft:" + form.dataset.draft;
  if (localStorage.getItem(key) === body) return;
  try { localStorage.setItem(key, body); } catch { /* a full store loses only this convenience */ }
  fetch(form.dataset.draftAt || "/drafts/" + form.dataset.draft, {
    method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
  }).then((answer) => {
    const note = document.querySelector("[data-draft-note]");
    if (note && answer.ok) note.textContent = "草稿已存 " + new Date().toTimeString().slice(0, 5);
  }).catch(() => {
    const note = document.querySelector("[data-draft-note]");
    if (note) note.textContent = "没有信号，草稿存在手机里";
  });
}
function restoreDraft(form) {
  const kept = localStorage.getItem("draft:" + form.dataset.draft);
  if (!kept || form.dataset.bound === "true") return;
  for (const [name, value] of Object.entries(JSON.parse(kept))) {
    const values = [].concat(value);
    each(`[name="${CSS.escape(name)}"]`, (input) => {
      if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
      else if (input.type !== "file" && input.type !== "hidden" && !input.value) input.value = values[0];
    }, form);
  }
}

// --- weak network: a form that could not be sent is kept on screen and sent again, once, when there is a signal
function offlineBand(show) {
  let band = document.querySelector(".offline");
  if (show && !band) {
    band = document.createElement("p");
    band.className = "offline";
    band.setAttribute("role", "status");
    band.textContent = "没有信号。内容存在手机里，有信号后自动提交，请不要关闭本页。";
    document.body.append(band);
  } else if (!show && band) band.remove();
}
function showInstead(page) {
  // Not document.write: the scripts of the page would run a second time beside themselves and fail.
  const fresh = new DOMParser().parseFromString(page, "text/html");
  document.title = fresh.title;
  document.body.replaceWith(document.adoptNode(fresh.body));
  wake();
  scrollTo(0, 0);
}
async function sendForm(form, submitter) {
  const body = new FormData(form);
  if (submitter && submitter.name) body.append(submitter.name, submitter.value);
  const { there, page } = await untilAnswered(form.action || location.href, body);
  if (there) {
    localStorage.removeItem("draft:" + form.dataset.draft);
    location.assign(there);
  } else showInstead(page);
}
async function untilAnswered(address, body) {
  for (;;) {
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { "X-Sent-By": "script" } });
      const page = await answer.text();
      offlineBand(false);
      return { there: answer.headers.get("HX-Redirect") || (answer.redirected && answer.url), page };
    } catch {
      offlineBand(true);
      await new Promise((go) => { addEventListener("online", go, { once: true }); setTimeout(go, 4000); });
    }
  }
}

// --- photos: made smaller on the phone before they are sent --------------------------------------------------
async function shrink(file) {
  if (!file.type.startsWith("image/") || file.size < 600_000) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, 1920 / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  } catch { return file; }
}
async function shrinkAll(input) {
  const smaller = new DataTransfer();
  for (const file of input.files) smaller.items.add(await shrink(file));
  input.files = smaller.files;
  const shown = input.closest(".filepick")?.querySelector("[data-chosen]");
  if (shown) shown.textContent = input.files.length ? `已选 ${input.files.length} 个` : "";
}

// --- parts of a form that depend on a choice -----------------------------------------------------------------
function follow(form) {
  const chosen = form.querySelector("[name=dish]:checked")?.value || "";
  each("[data-for-dish]", (part) => { part.hidden = !part.dataset.forDish.split(" ").includes(chosen); }, form);
  const when = form.querySelector("[name=when]:checked")?.value;
  each("[data-for-when]", (part) => { part.hidden = part.dataset.forWhen !== when; }, form);
}

// --- a form of many questions, one a screen: without this it is one long page ---------------------------------------
function walk(form) {
  const steps = [...form.querySelectorAll("[data-step]")];
  const foot = document.querySelector("[data-walk]");
  const [back, next, send] = ["back", "next", "send"].map((name) => foot.querySelector(`[data-${name}]`));
  const show = (wanted, focus = true) => {
    const at = Math.max(0, Math.min(wanted, steps.length - 1));
    steps.forEach((step, n) => { step.hidden = n !== at; });
    back.hidden = at === 0;
    next.hidden = at === steps.length - 1;
    send.hidden = !next.hidden;
    form.dataset.at = at;
    if (focus) { scrollTo(0, 0); steps[at].querySelector("input, textarea, select")?.focus({ preventScroll: true }); }
  };
  const go = (by) => { keepDraft(form); show(Number(form.dataset.at) + by); };
  back.addEventListener("click", () => go(-1));
  next.addEventListener("click", () => go(1));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.localName === "input" && !next.hidden) { event.preventDefault(); go(1); }
  });
  const wrong = steps.findIndex((step) => step.querySelector(".bad"));
  show(Math.max(wrong, 0), wrong >= 0);
}

function prepare(root) {
  each("form[data-draft]", (form) => {
    restoreDraft(form);
    form.addEventListener("change", () => keepDraft(form));
    form.addEventListener("focusout", () => keepDraft(form));
  }, root);
  each("form[data-offline]", (form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const control of form.elements) if (control.localName === "button") control.disabled = true;
    sendForm(form, event.submitter);
  }), root);
  each("form[data-follow]", (form) => { follow(form); form.addEventListener("change", () => follow(form)); }, root);
  each("form[data-walk-through]", walk, root);
  each("input[type=file]", (input) => input.addEventListener("change", () => shrinkAll(input)), root);
  each("[data-go]", (control) => control.addEventListener("change", () => control.form.requestSubmit()), root);
  each("[data-copy]", (button) => button.addEventListener("click", () => navigator.clipboard?.writeText(button.dataset.copy)), root);
  each("[data-print]", (button) => button.addEventListener("click", () => print()), root);
  document.dispatchEvent(new Event("gongqiao:prepared"));  // for scripts that only some pages have
}

// --- the desk by keyboard: J and K move, Enter opens, / searches ------------------------------------------------
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { const find = document.querySelector(".find input"); if (find) { event.preventDefault(); find.focus(); } return; }
  const rows = [...document.querySelectorAll("[data-rows] tr[data-href]")];
  if (!rows.length || !["j", "k", "Enter"].includes(event.key)) return;
  const at = rows.findIndex((row) => row.classList.contains("at"));
  if (event.key === "Enter") { if (at >= 0 && !event.target.closest("a, button")) location.assign(rows[at].dataset.href); return; }
  const next = Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)));
  rows.forEach((row, n) => row.classList.toggle("at", n === next));
  rows[next].scrollIntoView({ block: "nearest" });
});

// --- the rotating code on the leader's phone ---------------------------------------------------------------------
function watchCode(box) {
  const tick = async () => {
    try {
      const made = await (await fetch(box.dataset.codeUrl)).json();
      box.querySelector("[data-qr]").innerHTML = made.qr;
      each("[data-count]", (shown) => { shown.textContent = made.count; });
      setTimeout(tick, Math.min(made.left_s, 5) * 1000);
    } catch { setTimeout(tick, 3000); }
  };
  setTimeout(tick, 3000);
}

addEventListener("pageshow", (event) => { if (event.persisted) each("button:disabled", (button) => { button.disabled = false; }); });
function wake() {
  prepare(document);
  each("[data-code-url]", watchCode);
  each(".toast", (toast) => setTimeout(() => toast.remove(), 6000));
}
wake();

// --- the menu: the entry of this page is in sight, however long the menu is --------------------------------
each(".side [aria-current]", (one) => one.scrollIntoView({ block: "nearest", inline: "nearest" }));
