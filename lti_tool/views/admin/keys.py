"""Our signing keys: which are published, which signs; a new one on demand."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.services.admin.audit import Deed, note
from lti_tool.views.admin.guard import admin, visit
from lti_tool.views.context import parts


@admin.get("/keys")
def keys() -> str:
    """List the published keys."""
    visit().require_owner()
    with parts().database.write() as session:
        signing = parts().admin.keys.signing_key(session).kid
        published = parts().admin.keys.published(session)
    return render_template(
        "admin/keys.html", visit=visit(), keys=published, signing=signing, now=parts().clock()
    )


@admin.post("/keys/rotate")
def rotate() -> Response:
    """Publish a new key now; it signs in an hour."""
    visit().require_owner()
    with parts().database.write() as session:
        made = parts().admin.keys.rotate(session)
        note(session, visit(), parts().clock(), Deed("key_rotated", made.kid))
    return redirect(url_for("admin.keys"), 303)


@admin.post("/keys/withdraw")
def withdraw() -> Response:
    """Destroy a key that others may know; the next one signs at once."""
    visit().require_owner()
    kid = request.form.get("kid", "")
    with parts().database.write() as session:
        parts().admin.keys.withdraw(session, kid)
        note(session, visit(), parts().clock(), Deed("key_withdrawn", kid))
    return redirect(url_for("admin.keys"), 303)
