// The report form: leaving with unsaved text asks first.
(function () {
  "use strict";
  var form = null;
  var address = "";
  var dirty = false;

  function begin() {
    var found = document.querySelector("[data-report-form]");
    if (found === form) return;
    form = found;
    dirty = Boolean(form && form.querySelector(".error-summary"));
    if (form) address = location.href;
  }
  begin();
  document.addEventListener("htmx:afterSettle", begin);

  document.addEventListener("input", function (event) {
    // Whoever types at once may be before the moment at which htmx says that the form is there.
    begin();
    if (form && event.target.form === form) dirty = true;
  });

  function stays() {
    if (dirty && !window.confirm(form.dataset.leave)) return true;
    dirty = false;
    return false;
  }
  // In place the form itself is sent by htmx: until the answer is there nothing is saved.
  document.addEventListener("submit", function (event) {
    if (event.target === form && !form.hasAttribute("hx-boost")) dirty = false;
  });
  document.addEventListener("htmx:confirm", function (event) {
    if (!dirty || event.detail.elt === form) return;
    event.preventDefault();
    if (!stays()) event.detail.issueRequest(true);
  });
  window.addEventListener("popstate", function (event) {
    if (!dirty || !stays()) return;
    event.stopImmediatePropagation();
    history.pushState({ htmx: true }, "", address);
  });
  // A page of its own would be left for the one to sign in on, and what was typed with it: first it is asked whether
  // somebody is signed in still.
  var asks = null;
  document.addEventListener(
    "submit",
    function (event) {
      if (event.target !== form || form.hasAttribute("hx-boost") || asks === "asked") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (asks) return;
      asks = "asking";
      var sent = event.submitter;
      function send() {
        asks = "asked";
        form.requestSubmit(sent);
        asks = null;
      }
      fetch(location.href, { method: "HEAD", headers: { "HX-Request": "true" } }).then(function (answer) {
        if (!answer.headers.has("HX-Redirect")) return send();
        asks = null;
        var busy = document.getElementById("busy");
        busy.textContent = busy.dataset.signedOut;
      }, send);
    },
    true
  );
  window.addEventListener("beforeunload", function (event) {
    if (dirty) event.preventDefault();
  });
})();
