"""Skills as a person adds, grants, changes and removes them, over a real node."""

from __future__ import annotations

import asyncio
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea

from spoke.node.bodies.skills import LeftOut
from spoke.node.client import NodeClient
from spoke.ui.skills.want_rows import WantRow

pytestmark = [pytest.mark.requires("qt"), pytest.mark.qt_log_ignore("This plugin does not support")]

CLIMATE = Path(__file__).parents[2] / "resources" / "skills" / "climate"
CODE = '''
def answer(n: int = {0}) -> int:
    """Give it."""
    return n
'''
MANIFEST = """---
name: {0}
description: Gives an answer.
metadata:
  felloe-capabilities: {1}
---
# How to
"""


@pytest.fixture
def folder(tmp_path):
    return written(tmp_path / "sample")


def written(folder, number=1, asks="notify secret:lamp"):
    (folder / "scripts").mkdir(parents=True, exist_ok=True)
    (folder / "SKILL.md").write_text(MANIFEST.format(folder.name, asks))
    code = f"{CODE.format(number)}\n# {folder}\n"  # a node keeps where each digest came from first
    (folder / "scripts" / "skill.py").write_text(code)
    return folder


@pytest.fixture
def skills(agent, ask, online, loop, qtbot):
    """The page, with a skill there before: one that comes in is shown all the same."""
    without_sample(ask)
    if "climate" not in {skill.name for skill in ask(lambda node: node.skills()).skills}:
        ask(lambda node: node.install_skill(str(CLIMATE)))
    qtbot.keyClick(online, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    loop.until(lambda: online.skills.reach.skill_here("climate") and not online.skills.reach.skill_here("sample"))
    yield online.skills
    without_sample(ask)


def without_sample(ask):
    if "sample" in {skill.name for skill in ask(lambda node: node.skills()).skills}:
        ask(lambda node: node.remove_skill("sample", forget=True))


def install(skills, loop, qtbot, path):
    skills.look_at(str(path))
    loop.until(skills.page.install.all.isVisible)
    qtbot.mouseClick(skills.page.install.all, Qt.MouseButton.LeftButton)
    loop.until(lambda: skills.skill == "sample" and skills.page.on_skill and skills.page.wants.rows)


def words(widget):
    from PySide6.QtWidgets import QLabel

    return " ".join(each.text() for each in widget.findChildren(QLabel))


def test_what_is_dropped_says_what_it_asks_for_before_it_is_installed(skills, ask, loop, qtbot, folder):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    none = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    skills.dropEvent(drop)
    loop.until(skills.page.install.all.isVisible)
    (card,) = skills.page.install.cards
    said = words(card)
    assert "Show notifications" in said and "notify" in said and "secret:lamp" in said and "answer(n)" in said
    assert "Version " in said and "you are asked" in said
    assert "sample" not in [each.name for each in ask(lambda node: node.skills()).skills]
    qtbot.mouseClick(skills.page.install.all, Qt.MouseButton.LeftButton)
    loop.until(lambda: skills.skill == "sample" and skills.page.on_skill)
    assert "sample" in [each.name for each in ask(lambda node: node.skills()).skills]


def test_what_a_new_skill_asks_for_lies_on_the_ground_of_its_card(skills, online, loop, folder):
    online.look.preferences.change(theme="dark")
    skills.look_at(str(folder))
    loop.until(skills.page.install.all.isVisible)
    (card,) = skills.page.install.cards
    row = card.findChild(WantRow)
    seen = card.grab().toImage()
    beside = row.mapTo(card, QPoint(row.width() - 3, 3))
    assert seen.pixelColor(beside).name() == online.look.theme.colour("card").name()
    online.look.preferences.change(theme="light")
    skills.page.install.cancel.click()


def test_what_is_no_skill_is_a_sentence(skills, loop, tmp_path):
    (tmp_path / "empty").mkdir()
    skills.look_at(str(tmp_path / "empty"))
    loop.until(lambda: "holds no skill" in skills.page.install.said.text())
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("bad/SKILL.md", "# no front matter")
    skills.look_at(str(tmp_path / "bad.zip"))
    loop.until(lambda: "cannot be installed" in words(skills.page.install))
    assert skills.page.install.all.isHidden()
    assert skills.page.install.said.text() == "Nothing in bad.zip can be installed."
    (tmp_path / "cut.zip").write_bytes((tmp_path / "bad.zip").read_bytes()[:-20])
    skills.look_at(str(tmp_path / "cut.zip"))
    loop.until(skills.page.install.again.isVisible)
    said = "Reading cut.zip did not work. cut.zip is not a zip, or only the beginning of one."
    assert skills.page.install.said.text() == said
    skills.page.install.cancel.click()


def test_what_comes_with_felloe_is_one_press_away_and_installed_one_by_one(skills, online, ask, loop, qtbot):
    page = skills.page
    for skill in ask(lambda node: node.skills()).skills:
        ask(lambda node, name=skill.name: node.remove_skill(name))
    loop.until(page.empty.isVisible)
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    loop.until(page.install.all.isVisible)
    cards = {card.offer.name: card for card in page.install.cards}
    assert {"notes", "text_tools", "units_dates"} <= set(cards)
    assert online.focusWidget() is page.install.cards[0].button, "Enter would install all of them unseen"
    qtbot.mouseClick(cards["text_tools"].button, Qt.MouseButton.LeftButton)
    loop.until(lambda: skills.skill == "text_tools" and page.on_skill)
    assert [skill.name for skill in ask(lambda node: node.skills()).skills] == ["text_tools"]


@pytest.mark.parametrize("elsewhere", ["another place", "the search"])
def test_who_goes_on_while_skills_are_read_or_installed_presses_nothing_there(
    skills, online, loop, qtbot, folder, elsewhere, ask
):
    def go_on():
        if elsewhere == "the search":
            skills.column.search.setFocus()
        else:
            qtbot.keyClick(online, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
            loop.until(online.chats.page.composer.editor.isVisible)
            online.chats.focus_composer()
        return online.focusWidget()

    install = skills.page.install
    skills.look_at(str(folder))
    there = go_on()
    loop.until(lambda: install.cards and install._task is None)
    assert online.focusWidget() is there, "Enter would install what nobody looks at"
    install.all.click()
    there = go_on()
    loop.until(lambda: skills.reach.skill_here("sample") and not install.installing)
    assert online.focusWidget() is there


def test_a_look_that_another_took_the_place_of_ends_nothing_of_that(skills, loop, folder, tmp_path):
    (tmp_path / "empty").mkdir()
    install = skills.page.install
    skills.look_at(str(tmp_path / "empty"))
    loop.run(asyncio.sleep(0))
    skills.look_at(str(folder))
    second = install._task
    loop.run(asyncio.sleep(0))
    assert install._task is second and install.bar.isVisible()
    loop.until(install.all.isVisible)
    assert install._task is None and not install.bar.isVisible()
    skills.page.install.cancel.click()


def test_who_cancels_while_a_skill_is_being_installed_is_told_that_it_may_be(skills, loop, qtbot, folder, monkeypatch):
    page, asked = skills.page.install, []

    async def install_skill(_node, *_, **__):
        asked.append(True)
        await asyncio.Event().wait()

    monkeypatch.setattr(NodeClient, "install_skill", install_skill)
    skills.look_at(str(folder))
    loop.until(page.all.isVisible)
    qtbot.mouseClick(page.all, Qt.MouseButton.LeftButton)
    loop.until(lambda: asked)
    qtbot.mouseClick(page.cancel, Qt.MouseButton.LeftButton)
    loop.until(lambda: skills.banner.text == "Installing sample: cancelled. It may have been done.")
    assert not page.bar.isVisible() and not skills.page.install.isVisible()
    skills.banner.clear()


def test_it_is_granted_revoked_and_told_a_secret(skills, ask, loop, qtbot, folder):
    install(skills, loop, qtbot, folder)
    row = skills.page.wants.rows[0]
    assert row.button.text() == "Grant…"
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    menu = next(each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu) and each.isVisible())
    menu.actions()[0].trigger()
    menu.close()
    loop.until(lambda: skills.page.wants.rows[0].button.text() == "Revoke")
    (grant,) = [each for each in ask(lambda node: node.grants()).grants if each.label == "sample"]
    assert (grant.capability, grant.verdict) == ("notify", "allow")
    qtbot.mouseClick(skills.page.wants.rows[0].button, Qt.MouseButton.LeftButton)
    loop.until(lambda: skills.page.wants.rows[0].button.text() == "Grant…")
    loop.until(lambda: "Revoked" in skills.banner.text)
    qtbot.mouseClick(skills.banner.action, Qt.MouseButton.LeftButton)
    loop.until(lambda: skills.page.wants.rows[0].button.text() == "Revoke")
    qtbot.mouseClick(skills.page.wants.rows[0].button, Qt.MouseButton.LeftButton)
    loop.until(lambda: skills.page.wants.rows[0].button.text() == "Grant…")

    secret = skills.page.wants.rows[1]
    qtbot.mouseClick(secret.set_secret, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(secret.form.host, "lamp.example")
    qtbot.keyClicks(secret.form.value, "short")
    qtbot.mouseClick(secret.form.keep, Qt.MouseButton.LeftButton)
    assert "at least 8" in secret.form.fault.text
    qtbot.keyClicks(secret.form.value, "er-than-that")
    qtbot.mouseClick(secret.form.keep, Qt.MouseButton.LeftButton)
    loop.until(lambda: [each.host for each in ask(lambda node: node.secrets()).secrets] == ["lamp.example"])
    loop.until(lambda: "goes to lamp.example only" in words(skills.page.wants))
    assert "short" not in words(skills.page)
    ask(lambda node: node.remove_secret("lamp"))


def test_a_changed_skill_has_lost_its_grants_until_somebody_answers(skills, ask, loop, qtbot, folder):
    install(skills, loop, qtbot, folder)
    ask(lambda node: node.grant("sample", "notify"))
    written(folder, 2, "notify store")
    skills.page.asked.emit("update")
    offered = skills.page.install
    loop.until(lambda: offered.all.isVisible() or offered.again.isVisible())
    assert offered.again.isHidden(), offered.said.text()
    assert "A new version" in words(skills.page.install.cards[0])
    qtbot.mouseClick(skills.page.install.all, Qt.MouseButton.LeftButton)
    loop.until(lambda: skills.page.on_skill and skills.page.changed.isVisible())
    said = words(skills.page.changed)
    assert "Before" in said and "Now" in said and "Keep data of its own" in said and "gone" in said
    assert next(row for row in skills.column.rows.rows if row.key == "sample").side == "Changed"
    assert skills.page.wants.rows[0].button.text() == "Grant…"
    qtbot.mouseClick(skills.page.changed.grant, Qt.MouseButton.LeftButton)
    loop.until(lambda: skills.page.wants.rows[0].button.text() == "Revoke")
    assert skills.page.changed.isHidden()
    assert ask(lambda node: node.call("sample.answer", {})).result == 2
    older = next(each.digest for each in skills.reach.skill_here("sample").versions if not each.active)
    skills.page.versions.use.emit(older)
    loop.until(lambda: skills.reach.skill_here("sample").digest == older)
    assert ask(lambda node: node.call("sample.answer", {})).result == 1


def test_it_is_removed_after_a_question_that_says_what_goes(skills, ask, loop, qtbot, folder):
    install(skills, loop, qtbot, folder)
    qtbot.mouseClick(skills.page.remove, Qt.MouseButton.LeftButton)
    assert "Remove sample? Its version and what was granted to it go." in skills.page.question.text.text()
    qtbot.mouseClick(skills.page.question.yes, Qt.MouseButton.LeftButton)
    loop.until(lambda: skills.skill != "sample" and "Removed sample" in skills.banner.text)


def test_what_is_pressed_while_a_read_is_shown_is_done_to_the_skill_on_the_page(
    skills, ask, loop, qtbot, folder, monkeypatch
):
    """The list, the page and the form are shown in turns of their own."""
    install(skills, loop, qtbot, folder)
    between = []

    async def turn():
        between.append((skills.skill, skills.page.header.title.text()))

    monkeypatch.setattr("spoke.ui.skills.place.own_turn", turn)
    ask(lambda node: node.remove_skill("sample"))
    loop.until(lambda: skills.skill == "climate")
    assert between and all(skill == shown for skill, shown in between)


def test_the_instructions_are_shown_as_text(skills, loop, qtbot, folder):
    install(skills, loop, qtbot, folder)
    qtbot.mouseClick(skills.page.instructions, Qt.MouseButton.LeftButton)
    loop.until(lambda: "# How to" in skills.page.text.toPlainText())


def bars(widget):
    """Those that are seen of what scrolls it, from within to without."""
    found = []
    while widget := widget.parentWidget():
        if isinstance(widget, QScrollArea):
            found.append(widget.verticalScrollBar().isVisible())
    return found


@pytest.mark.parametrize("height", [480, 720])
def test_in_a_low_window_one_scroll_bar_moves_all_of_a_skill(skills, online, loop, qtbot, height):
    """There were two beside each other, and a row that was reached by keys stayed out of sight."""
    functions = skills.page.functions
    online.look.preferences.change(zoom=200, less_motion=True)
    loop.until(lambda: online.look.settled)
    online.resize(560, height)
    loop.until(lambda: online.height() == height and sum(bars(functions)) == 1)
    functions.setFocus()
    for _ in functions.rows:
        qtbot.keyClick(functions, Qt.Key.Key_Down)
    assert functions.visibleRegion().contains(functions.visualRect(functions.currentIndex()))
    online.look.preferences.change(zoom=100, less_motion=False)


def test_what_another_device_offers_and_cannot_be_used_here_is_named_with_the_reason(skills, loop, qtbot):
    """Once: who closed it is not told again with each thing that changes."""
    left = LeftOut(path="lamp.spin", devices=["attic"], reason="A function's schema uses '$ref', which is not allowed.")
    page = skills.page
    page.say_left_out([left])
    assert page.left_out.text == (
        "1 function is left out: attic:lamp.spin. A function's schema uses '$ref', which is not allowed."
    )
    qtbot.mouseClick(page.left_out.close_banner, Qt.MouseButton.LeftButton)
    page.say_left_out([left])
    assert not page.left_out.text
    page.say_left_out([left, left])
    assert page.left_out.text.startswith("2 functions are left out, first: attic:lamp.spin. ")
    skills.refresh()
    loop.until(lambda: not page.left_out.text)
