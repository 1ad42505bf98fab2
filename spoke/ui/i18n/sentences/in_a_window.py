"""What the window says instead of sentences that name a command: where in the window the same is found."""

from __future__ import annotations

from collections.abc import Mapping

from spoke.ui.i18n.translate import later

IN_A_WINDOW: Mapping[str, str] = {
    (
        "{title} waits for a word of its device's owner, who finds the question there with: felloe asks "
        "list. Its result is shown, there and where it was asked for, by: felloe call --result {id}"
    ): later("{title} waits for a word of its device's owner, who is asked there. It goes on when that is answered."),
    "This device has no hub. Join one with: felloe pair PAIRING_STRING": later(
        "This device has no hub. Join one under Devices."
    ),
    "This device has no hub, so it cannot reach '{device}'. Join one with: felloe pair PAIRING_STRING": later(
        "This device has no hub, so it cannot reach '{device}'. Join one under Devices."
    ),
    "This device belongs to {hub} already. Leave it with: felloe unpair": later(
        "This device belongs to {hub} already. Leave it in the settings first."
    ),
    "There is no device {device}. `felloe devices` shows yours.": later("There is no device {device}."),
    "You have no device {device}. `felloe devices` lists yours.": later("You have no device {device}."),
    "No device that is online offers {what}. `felloe skills` shows what there is.": later(
        "No device that is online offers {what}. Skills shows what there is."
    ),
    "There is no session {session} here. `felloe sessions list` shows what is.": later("This chat is not there."),
    "{count} commands wait already. See them with: felloe calls": later("{count} calls wait already."),
    "No skill '{skill}' is installed here. `felloe skill list` shows what is.": later(
        "No skill '{skill}' is installed here."
    ),
    "No skill '{skill}' is installed here. `felloe skills` shows what is.": later(
        "No skill '{skill}' is installed here."
    ),
    "There is no question {ask}. `felloe asks list` shows what is asked.": later(
        "This question is not there any more."
    ),
    "There is no grant {grant}. `felloe grants list` shows what there is.": later("This grant is not there any more."),
    "{sentence} On this device: {value}; `felloe limits set {name}=…` changes it.": later(
        "{sentence} On this device: {value}. The settings change it, under Sandbox."
    ),
    "There is no secret '{name}'. Set it with: felloe secret set {same} --host HOST": later(
        "There is no secret '{name}'. Set it on the page of the skill."
    ),
    "No server has a model '{model}' now. See: felloe models list": later(
        "No server has a model '{model}' now. The settings show which there are."
    ),
    "There is no model server '{name}'. See: felloe models list": later("There is no model server '{name}'."),
    "There is no model server '{name}' that you added. See: felloe models list": later(
        "There is no model server '{name}' that you added."
    ),
}
