// Tells the form which time zone its dates are in.
const field = document.querySelector("[data-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (field && zone) {
  field.value = zone;
  document.querySelector("[data-zone-words]").textContent = zone.replaceAll("_", " ");
}
