// A signature drawn on the screen: the picture goes into the hidden field beside the canvas. Without this script the
// pad stays hidden, and a photo of the signed paper does the same.
"use strict";

function penOf(canvas) {
  const pen = canvas.getContext("2d");
  pen.lineWidth = 5;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#111";
  return pen;
}
function spotOn(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
}
function setUp(pad) {
  const canvas = pad.querySelector("canvas"), kept = pad.querySelector("input"), told = pad.querySelector("[data-signed]");
  const pen = penOf(canvas);
  let drawing = false;
  const say = () => { told.textContent = kept.value ? "已签" : "还没有签"; };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    pen.beginPath();
    pen.moveTo(...spotOn(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...spotOn(canvas, event));
    pen.stroke();
  });
  const lift = () => {
    if (!drawing) return;
    drawing = false;
    kept.value = canvas.toDataURL("image/png");
    say();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  pad.querySelector("[data-clear]").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    kept.value = "";
    say();
  });
  if (kept.value) {
    const before = new Image();
    before.onload = () => pen.drawImage(before, 0, 0);
    before.src = kept.value;
  }
  pad.hidden = false;
  say();
}
const wakePads = () => document.querySelectorAll("[data-signature][hidden]").forEach(setUp);
document.addEventListener("gongqiao:prepared", wakePads);
wakePads();
