// Many tasks: one box ticks all, Shift ticks a stretch, and the number of ticked tasks is shown.
(function () {
  "use strict";
  var form = document.querySelector("[data-many]");
  if (!form) return;
  var boxes = Array.prototype.slice.call(form.querySelectorAll("input[name=tasks]"));
  var all = form.querySelector("[data-tick-all]");
  var count = form.querySelector("[data-ticked]");
  var last = null;

  function show() {
    var ticked = boxes.filter(function (box) {
      return box.checked;
    }).length;
    count.textContent = ticked ? " · ✓ " + ticked : "";
    if (!all) return;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  if (all) {
    all.hidden = false;
    all.addEventListener("change", function () {
      boxes.forEach(function (box) {
        box.checked = all.checked;
      });
      show();
    });
  }
  boxes.forEach(function (box, index) {
    box.addEventListener("click", function (event) {
      if (event.shiftKey && last !== null) {
        boxes.slice(Math.min(last, index), Math.max(last, index)).forEach(function (between) {
          between.checked = box.checked;
        });
      }
      last = index;
      show();
    });
  });
  show();
})();
