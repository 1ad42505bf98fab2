"""Web pages of Markdown files in folders that the user granted."""

import os
from collections.abc import Iterator
from html import escape
from pathlib import Path, PurePosixPath

import pages
from images import Images

MAX_FILES = 200
MAX_FOLDERS = 100
MAX_BYTES = 1024 * 1024


def html(text: str, toc: bool = False) -> str:
    """Render Markdown as HTML, without a page around it.

    Args:
        text: Markdown.
        toc: Whether to put a table of contents before it.

    Effects: none
    """
    _check(len(text), "The text")
    page = pages.rendered(text, image=lambda source: None)
    return (page.contents if toc else "") + page.body


def render(path: str, out: str, overwrite: bool = False, language: str = "en") -> dict:
    """Make a web page of a Markdown file.

    Args:
        path: The Markdown file.
        out: The page to write, ending in .html.
        overwrite: Whether it may be there already.
        language: The page's language, as a code such as en or de.

    Effects: effect
    """
    if not out.lower().endswith((".html", ".htm")):
        raise ValueError("'out' must end in .html.")
    source, target = Path(path), Path(out)
    images = Images(source.parent)
    page = pages.rendered(_read(source), image=images.data)
    size = _write(target, page.whole(source.stem, language), overwrite)
    return {"path": out, "title": page.title or source.stem, "bytes": size, "images_left_out": images.left_out}


def render_folder(folder: str, out: str, title: str = "Pages", overwrite: bool = False, language: str = "en") -> dict:
    """Make web pages of all Markdown files in a folder and those below it, and an index.html.

    Args:
        folder: Where the Markdown files are.
        out: The folder to write the pages into; not below the first.
        title: The title of the index.
        overwrite: Whether pages may be there already.
        language: The pages' language, as a code such as en or de.

    Effects: effect
    """
    names = list(_markdown_below(folder))
    if not names:
        raise ValueError(f"There are no Markdown files in {folder}.")
    targets = {name: name.with_suffix(".html") for name in names}
    if len(set(targets.values()) | {PurePosixPath("index.html")}) <= len(names):
        raise ValueError("Two files would become the same page, or one the index. Rename one of them.")
    made, left_out = [], []
    for name, target in targets.items():
        source = Path(folder) / name
        images = Images(source.parent)
        page = pages.rendered(_read(source), image=images.data, to_pages=True)
        _write(Path(out) / target, page.whole(source.stem, language), overwrite)
        made.append({"page": str(target), "title": page.title or source.stem})
        left_out += [f"{name.parent / image}" for image in images.left_out]
    _write(Path(out) / "index.html", _index(title, made, language), overwrite)
    return {"index": str(Path(out) / "index.html"), "pages": made, "images_left_out": left_out}


def _markdown_below(folder: str) -> Iterator[PurePosixPath]:
    """Hidden files and folders are left out, links not followed."""
    waiting = [PurePosixPath()]
    count = 0
    for inside in waiting:
        if len(waiting) > MAX_FOLDERS:
            raise ValueError(f"{folder} has more than {MAX_FOLDERS} folders.")
        for entry in sorted(os.scandir(Path(folder) / inside), key=lambda entry: entry.name):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(inside / entry.name)
            elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith((".md", ".markdown")):
                count += 1
                if count > MAX_FILES:
                    raise ValueError(f"{folder} has more than {MAX_FILES} Markdown files.")
                yield inside / entry.name


def _read(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    _check(len(data), str(path))
    return data.decode("utf-8-sig", errors="replace")


def _check(size: int, what: str) -> None:
    if size > MAX_BYTES:
        raise ValueError(f"{what} is larger than {MAX_BYTES:,} bytes.")


def _write(path: Path, text: str, overwrite: bool) -> int:
    if path.exists() and not overwrite:
        raise ValueError(f"{path} is there already. Choose another name, or say overwrite=true.")
    path.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode()
    path.write_bytes(data)
    return len(data)


def _index(title: str, made: list[dict], language: str) -> str:
    rows = [f'<li><a href="{escape(pages.address(each["page"]))}">{escape(each["title"])}</a></li>' for each in made]
    body = f"<h1>{escape(title)}</h1>\n<ul>\n" + "\n".join(rows) + "\n</ul>"
    return pages.Page(title, "", body).whole(title, language)
