// Small comforts; every page works without them.
(function () {
  "use strict";

  // Menus close on Escape and on a click elsewhere.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // After a refused form the reader starts at what is wrong.
  function toWhatIsWrong() {
    var summary = document.querySelector(".error-summary");
    if (summary) summary.focus();
  }
  toWhatIsWrong();
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.target.querySelector(".error-summary")) toWhatIsWrong();
  });

  // What takes longer than a moment says so, and says it aloud.
  var busy = document.getElementById("busy");
  var soon = null;
  function tell(words, after) {
    clearTimeout(soon);
    soon = setTimeout(function () {
      busy.textContent = words;
    }, after);
  }
  function idle() {
    tell("", 0);
    document.querySelectorAll("[aria-busy]").forEach(function (button) {
      button.removeAttribute("aria-busy");
    });
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
  }
  document.addEventListener("click", function (event) {
    if (!event.target.closest("a[download]")) return;
    busy.textContent = busy.dataset.file;
    tell("", 6000);
  });
  document.addEventListener("htmx:beforeRequest", function () {
    tell(busy.dataset.working, 400);
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    idle();
    if (!event.detail.failed) return;
    // What is not there any more is told by the page itself.
    if (event.detail.xhr.status === 404) location.reload();
    else tell(busy.dataset.failed, 0);
  });
  ["htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function () {
      tell(busy.dataset.failed, 0);
    });
  });

  // A form that was sent is not sent twice by a second click.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    tell(busy.dataset.working, 400);
  });
  window.addEventListener("pageshow", idle);

  // Who changes language or display comes back to the page as it is filtered now.
  document.addEventListener("submit", function (event) {
    var here = event.target.querySelector("[data-here]");
    if (here && here.value.split("?")[0] === location.pathname) here.value = location.pathname + location.search;
  });

  // A filter left empty does not appear in the address.
  document.addEventListener("formdata", function (event) {
    if (event.target.method !== "get") return;
    Array.from(event.formData.entries()).forEach(function (entry) {
      if (entry[1] === "") event.formData.delete(entry[0]);
    });
  });

  // A field marked data-submit-on-change sends its form at once; the button stays for those without JavaScript.
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
})();
