"""The system's dialogs for files, each gone when it is closed. `then` is told what was chosen, if something was."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where(
    owner: QWidget, title: str, name: str, then: Callable[[str], object], filters: Sequence[str] = ()
) -> None:
    """Where to write a file; `name` is proposed. Of the `filters` each ends with its own suffix: `Markdown (*.md)`."""
    dialog = _dialog(owner, title, filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    if filters:
        dialog.setDefaultSuffix(_suffix(filters[0]))
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(_suffix(chosen)))
    dialog.selectFile(name)
    dialog.fileSelected.connect(then)
    dialog.open()


def ask_for_file(owner: QWidget, title: str, then: Callable[[str], object], filters: Sequence[str] = ()) -> None:
    dialog = _dialog(owner, title, filters)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(then)
    dialog.open()


def ask_for_files(owner: QWidget, title: str, then: Callable[[list[str]], object]) -> None:
    dialog = _dialog(owner, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(then)
    dialog.open()


def ask_for_folder(owner: QWidget, title: str, then: Callable[[str], object]) -> None:
    dialog = _dialog(owner, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(then)
    dialog.open()


def _dialog(owner: QWidget, title: str, filters: Sequence[str] = ()) -> QFileDialog:
    made = QFileDialog(owner, title)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if filters:
        made.setNameFilters(list(filters))
    return made


def _suffix(name_filter: str) -> str:
    return name_filter.rpartition(".")[2].rstrip(")")
