import stat

from deploy.embedded.layout import Layout


def test_secrets_are_made_once_and_kept_from_others(tmp_path):
    layout = Layout(tmp_path / "var")
    first = layout.secrets()
    assert layout.secrets() == first
    assert min(len(value) for value in first.values()) >= 32
    mode = stat.S_IMODE((layout.data / "secrets.json").stat().st_mode)
    assert mode == 0o600


def test_two_installations_share_no_secret(tmp_path):
    one = Layout(tmp_path / "one").secrets()
    two = Layout(tmp_path / "two").secrets()
    assert not set(one.values()) & set(two.values())
