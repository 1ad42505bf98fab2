"""What is done to a skill that is installed here: granted, given secrets, changed to another version, removed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from spoke.node.bodies.approvals import Grant
from spoke.node.bodies.skills import Skill
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.services import Services
from spoke.ui.skills.page import SkillPage
from spoke.ui.skills.secret_form import SecretForm
from spoke.ui.skills.versions import short
from spoke.ui.skills.wants import Want, exact, holder


class SkillActions(QObject):
    """`changed`: what is known of the skills is to be read again. `removed`: a skill is not here any more."""

    changed = Signal()
    removed = Signal()

    def __init__(self, services: Services, page: SkillPage) -> None:
        super().__init__(page)
        self._services, self._page = services, page

    def show_instructions(self, name: str) -> None:
        work = partial(self._show_instructions, name)
        self._services.operations.do(tr("Reading the instructions"), work, by=self._page.instructions, looks=True)

    async def _show_instructions(self, name: str) -> None:
        self._page.show_text(await self._services.node.client.skill(name))

    # --- what it may do ---

    def decide(self, skill: str, want: Want, verdict: str) -> None:
        work = partial(self._decide, skill, want, verdict)
        self._services.operations.do(tr("Granting or revoking"), work, ended=self.changed.emit)

    async def _decide(self, skill: str, want: Want, verdict: str) -> None:
        client = self._services.node.client
        if verdict in ("allow", "deny"):
            made = await client.grant(skill, want.capability, "allow" if verdict == "allow" else "deny")
        elif want.grant:
            made = await client.revoke(want.grant.id)
        else:
            return
        self.changed.emit()
        words = {"allow": tr("Granted: {what}.", what=want.words), "deny": tr("Never: {what}.", what=want.words)}
        said = words.get(verdict, tr("Revoked: {what} of {who}.", what=want.words, who=skill))
        self._services.undo.offer(said, partial(self._take_back, skill, want, made.id))

    async def _take_back(self, skill: str, want: Want, made: int) -> None:
        """What was decided before stands again, or nothing is."""
        if want.grant:
            await self._services.node.client.grant(skill, want.capability, want.grant.verdict)
        else:
            await self._services.node.client.revoke(made)
        self.changed.emit()

    def grant_again(self, skill: Skill, digest: str, grants: Sequence[Grant]) -> None:
        """What was granted to that version of it and is still asked for."""
        asked = {exact(text) for text in skill.capabilities}
        before = holder(skill.name, digest)
        kept = [each for each in grants if each.holder == before and each.args is None and each.capability in asked]
        self._services.operations.do(tr("Granting again"), partial(self._grant_again, skill.name, kept))

    async def _grant_again(self, name: str, grants: Sequence[Grant]) -> None:
        for grant in grants:
            await self._services.node.client.grant(name, grant.capability, grant.verdict)
        self.changed.emit()

    def keep_secret(self, name: str, form: SecretForm) -> None:
        """What was typed stays in its form until it is kept."""
        work = partial(self._keep_secret, name, form)
        self._services.operations.do(tr("Saving the secret"), work, by=form.keep, refused=form.say_refused)

    async def _keep_secret(self, name: str, form: SecretForm) -> None:
        await self._services.node.client.set_secret(name, form.secret)
        form.kept_it()
        self.changed.emit()

    # --- which version, if any ---

    def use_version(self, skill: Skill, digest: str) -> None:
        before = skill.active.digest if skill.active else ""
        self._services.operations.do(tr("Changing the version"), partial(self._use, skill.name, digest, before))

    async def _use(self, name: str, digest: str, before: str = "") -> None:
        """`before`: the version that it can be taken back to."""
        await self._services.node.client.use_skill(name, digest)
        self.changed.emit()
        if before:
            said = tr("{skill} is now version {digest}.", skill=name, digest=short(digest))
            self._services.undo.offer(said, lambda: self._use(name, before))

    def remove(self, skill: Skill) -> None:
        """After a question."""
        versions = plural("its version", "its %n versions", len(skill.versions))
        sentence = tr("Remove {skill}? {versions} and what was granted to it go. What it kept in its store stays.",
                      skill=skill.name, versions=versions[:1].upper() + versions[1:])  # fmt: skip
        work = partial(self._remove, skill.name)
        self._page.question.ask(
            sentence,
            tr("Remove"),
            tr("Keep"),
            lambda: self._services.operations.do(_removing(), work),
            self._page.remove,
        )

    def remove_version(self, name: str, digest: str) -> None:
        """After a question."""
        work = partial(self._remove, name, digest)
        self._page.question.ask(
            tr("Remove version {digest}? To have it back, it must be installed again.", digest=short(digest)),
            tr("Remove"),
            tr("Keep"),
            lambda: self._services.operations.do(_removing(), work),
            self._page.versions,
        )

    async def _remove(self, name: str, digest: str | None = None) -> None:
        removed = await self._services.node.client.remove_skill(name, digest)
        if digest is None:
            kept = plural("%n value stays", "%n values stay", removed.kept)
            said = tr("Removed {skill}. {kept} in its store.", skill=name, kept=kept) if removed.kept else ""
            self._page.banner.say("neutral", said or tr("Removed {skill}.", skill=name))
            self.removed.emit()
        self.changed.emit()


def _removing() -> str:
    return tr("Removing the skill")
