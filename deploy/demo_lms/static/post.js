// Post the form at once; its button stays for browsers without scripts.
document.getElementById("post").submit();
