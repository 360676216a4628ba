// Many tasks: one box ticks all of a section, Shift ticks a stretch of it, and the number of ticked tasks is shown.
(function () {
  "use strict";
  var form = document.querySelector("[data-many]");
  if (!form) return;

  function boxesIn(part) {
    return Array.from(part.querySelectorAll("input[name=tasks]"));
  }
  function tell(part) {
    var boxes = boxesIn(part);
    var ticked = boxes.filter(function (box) {
      return box.checked;
    }).length;
    part.querySelector("[data-ticked]").textContent = ticked ? " · ✓ " + ticked : "";
    return { some: ticked > 0, all: ticked === boxes.length };
  }
  var sections = Array.from(form.querySelectorAll("[data-many-section]"));
  function show() {
    tell(form);
    sections.forEach(function (section) {
      var ticked = tell(section);
      var all = section.querySelector("[data-tick-all]");
      all.checked = ticked.all;
      all.indeterminate = ticked.some && !ticked.all;
    });
  }

  sections.forEach(function (section) {
    var boxes = boxesIn(section);
    var all = section.querySelector("[data-tick-all]");
    var last = null;
    all.hidden = false;
    all.addEventListener("change", function () {
      boxes.forEach(function (box) {
        box.checked = all.checked;
      });
      show();
    });
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
  });
  show();
})();
