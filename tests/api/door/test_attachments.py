"""Names of files in a header: as they are where that can be, and never more than a name."""

from __future__ import annotations

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from gametape.api.door.attachments import attachment


def test_a_plain_name_stands_as_it_is() -> None:
    assert attachment("lal-bos 1-of-2.html") == 'attachment; filename="lal-bos 1-of-2.html"'


def test_any_other_stands_beside_a_plain_one() -> None:
    said = attachment("Лейкерс.html")
    assert said.startswith('attachment; filename="_______.html"; filename*=UTF-8')
    assert unquote(said.rpartition("''")[2]) == "Лейкерс.html"


@given(st.text(alphabet=st.characters(), max_size=40))
def test_no_name_ends_the_header_or_leaves_its_place(name: str) -> None:
    said = attachment(name)
    assert said.isascii()
    assert said.isprintable()
    assert said.count('"') == 2
    _, stars, whole = said.partition("; filename*=UTF-8''")
    if stars:
        assert unquote(whole) == name.encode("utf-8", "replace").decode()
        assert ";" not in whole
    else:
        assert f'"{name}"' in said
