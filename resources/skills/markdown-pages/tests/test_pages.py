"""Pages in folders of the run's own memory, which need no grant."""

import tempfile
from pathlib import Path

from felloe.testing import raises
from skill import html, render, render_folder

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def _folder(**files):
    folder = Path(tempfile.mkdtemp())
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def _rendered(text, **files):
    folder = _folder(a_md=text, **files)
    told = render(str(folder / "a.md"), str(folder / "a.html"))
    return (folder / "a.html").read_text(), told


def test_markdown_becomes_html():
    assert html("# Hi *you*") == '<h1 id="hi-you">Hi <em>you</em></h1>\n'
    assert "<td>1</td>" in html("| a |\n|---|\n| 1 |") and "<s>x</s>" in html("~~x~~")
    assert (
        html("- [x] done\n- [ ] to do") == '<ul>\n<li class="task">☑ done</li>\n<li class="task">☐ to do</li>\n</ul>\n'
    )


def test_html_and_scripts_are_only_shown():
    told = html('<script>alert(1)</script>\n\n[x](javascript:alert(1)) <b onclick="x()">b</b> ![i](javascript:x)')
    assert "<script" not in told and "<b" not in told and 'href="javascript' not in told and "<img" not in told


def test_a_page_holds_all_it_needs():
    page, told = _rendered(
        "---\ntitle: 'My & trip'\n---\n# One\n\n## Two\n\n![map](m.png) ![web](https://a.example/x.png)", m_png=PNG
    )
    assert "<title>My &amp; trip</title>" in page and told["title"] == "My & trip"
    assert 'src="data:image/png;base64,' in page and "title: " not in page
    assert '<a href="https://a.example/x.png">web</a>' in page and told["images_left_out"] == [
        "https://a.example/x.png"
    ]
    assert "default-src 'none'" in page and "<link" not in page


def test_contents_nest_as_headings_do():
    told = html("# A\n## B\n### C\n## B\n# D", toc=True)
    assert told.startswith(
        '<nav><ul><li><a href="#a">A</a><ul><li><a href="#b">B</a><ul><li><a href="#c">C</a></li></ul></li>'
        '<li><a href="#b-1">B</a></li></ul></li><li><a href="#d">D</a></li></ul></nav>'
    )
    assert html("### A\n# B", toc=True).startswith(
        '<nav><ul><li><a href="#a">A</a></li><li><a href="#b">B</a></li></ul></nav>'
    )
    assert "<nav>" not in html("# A", toc=True)


def test_only_images_beside_the_file_are_put_in():
    page, told = _rendered("![a](../x.png) ![b](/etc/x.png) ![c](fake.png) ![d](none.png)", fake_png=b"secret")
    assert told["images_left_out"] == ["../x.png", "/etc/x.png", "fake.png", "none.png"]
    assert "data:" not in page.partition("<body>")[2]


def test_a_page_that_is_there_is_kept():
    folder = _folder(a_md="x", a_html="mine")
    with raises(ValueError, "overwrite"):
        render(str(folder / "a.md"), str(folder / "a.html"))
    assert (folder / "a.html").read_text() == "mine"
    render(str(folder / "a.md"), str(folder / "a.html"), overwrite=True)
    with raises(ValueError, "end in .html"):
        render(str(folder / "a.md"), str(folder / "a.md"), overwrite=True)


def test_a_folder_becomes_pages_that_lead_to_each_other():
    folder = _folder(a_md="# First\n[b](deep/b%20c.md#x) [web](https://a.example/r.md)", readme_txt="no")
    (folder / "deep").mkdir()
    (folder / "deep" / "b c.md").write_text("no title")
    out = Path(tempfile.mkdtemp()) / "pages"
    told = render_folder(str(folder), str(out), title="All <notes>")
    assert [each["title"] for each in told["pages"]] == ["First", "b c"]
    page = (out / "a.html").read_text()
    assert 'href="deep/b%20c.html#x"' in page and 'href="https://a.example/r.md"' in page
    index = (out / "index.html").read_text()
    assert '<a href="deep/b%20c.html">b c</a>' in index and "All &lt;notes&gt;" in index


def test_two_files_for_one_page_are_refused_before_anything_is_written():
    for files in ({"a_md": "", "a_markdown": ""}, {"index_md": ""}):
        out = Path(tempfile.mkdtemp())
        with raises(ValueError, "Rename"):
            render_folder(str(_folder(**files)), str(out))
        assert list(out.iterdir()) == []
