// Dynamic Registration 1.0: the tool says that it is done; believe only its own frame.
const frame = document.getElementById("tool");
window.addEventListener("message", (event) => {
  const ours = event.source === frame.contentWindow && event.origin === frame.dataset.toolOrigin;
  if (ours && event.data && event.data.subject === "org.imsglobal.lti.close") {
    window.location.assign(document.getElementById("done").href);
  }
});
