"""What a hub says, and what a device says of its hub: pairing, connections, calls to others, sync."""

from __future__ import annotations

from typing import Final

from spoke.ui.i18n.translate import later

SENTENCES: Final = (
    later("The hub sent another part of the attachment than it was asked for."),
    "This device has no hub. Join one with: felloe pair PAIRING_STRING",
    "This device belongs to {hub} already. Leave it with: felloe unpair",
    later("The hub at {hub} cannot be reached. Check the address and that the hub runs."),
    later(
        "What answers at {hub} is not the hub this device knows: its certificate is another one. Nothing "
        "was sent. If the hub was set up anew, pair again with a new pairing string."
    ),
    later("What answers at {hub} is not a Felloe hub (status {status}). Check the address."),
    later("The connection ended. What was sent may have been taken: look before you repeat it."),
    later("{who} did not answer {what} within {wait} s. It may have run: look before you repeat it."),
    later("This device was away from its hub for too long."),
    later("{what} could not be sent to {who} within {wait} s, so it did not run."),
    later("Nobody listens to what this call yields."),
    later("The hub at {hub} refused this device's token. Asking for a new one."),
    later("This device's connection to its hub ended."),
    later("The hub is not connected."),
    later("The hub has no streams."),
    later("The hub has started anew, or this device was away for too long."),
    later("The hub says goodbye: {reason}"),
    later("it stops"),
    later("This device waits for {count} calls already. Try again later."),
    later("This device waits for {count} calls already."),
    later(
        "That is not a pairing string. It looks like felloe://HOST:PORT/XXXX-XXXX-XXXX/… The hub prints one "
        "with: felloe-hub pairing-code USER"
    ),
    later("This pairing string is cut off. Copy it again, to its end."),
    later("This hub speaks version {theirs} of the {protocol}, this device {ours}. Update {who}."),
    later("This token is not valid here. Ask for a new one."),
    later("This token has expired. Ask for a new one."),
    later("This token was used before."),
    later("This token does not reach that far: it lacks the scope {scope}."),
    later("The device's assertion is not valid here."),
    later("An assertion must end within {wait} s of the hub's time. Check this device's clock."),
    later("Too many {what}. Try again in {wait} s."),
    later("Only a device can do that, with its own token."),
    later("There is no device {device} here."),
    later("This device or sign-in was ended meanwhile."),
    later(
        "This hub does not know that pairing code: it is wrong, or older than a day. Make a new one: felloe "
        "pairing-code on a paired device, or felloe-hub pairing-code USER on the hub."
    ),
    later(
        "This pairing code was used before. If that was not you, revoke the device that you do not know. Make a "
        "new one: felloe pairing-code on a paired device, or felloe-hub pairing-code USER on the hub."
    ),
    later(
        "This pairing code has expired. Make a new one: felloe pairing-code on a paired device, or felloe-hub "
        "pairing-code USER on the hub."
    ),
    later("This key belongs to a revoked device or to another account. The device needs a new key."),
    later("This account is disabled. Ask the hub's admin."),
    later("Only a person who signed in can do that."),
    later("This device belongs to another account."),
    later("This hub does not know that device. Pair it again."),
    later("This device was revoked. Pair it again to use it."),
    later("There is no such attachment here."),
    later("The file was ended by another sender."),
    later("The file goes on somewhere else."),
    later("More came than the size that was announced."),
    later("Your attachments on the hub may have {size} GiB."),
    later("{name} got the call and did not answer in time: it may have run. Look there before you call again."),
    later("Nobody on {name} approved it in time, so it went no further."),
    later("{name} was not online within {wait} s, so it did not run."),
    later("A device for it"),
    later("{name} went offline before it got the call."),
    later("{name} was revoked before it got the call, so it did not run."),
    later("{name} was revoked before it answered the call: it may have run. Look there before you call again."),
    later("Its caller was revoked before it ended. It may have run."),
    later("{count} calls of this user wait already."),
    later("That device works on {count} calls already."),
    later("The call was cancelled before it was sent."),
    later("Its caller is gone."),
    later("Calls may be {depth} deep, not deeper."),
    "There is no device {device}. `felloe devices` shows yours.",
    "You have no device {device}. `felloe devices` lists yours.",
    later("{device} is offline. Try again when it is back."),
    later("{device} is offline."),
    "No device that is online offers {what}. `felloe skills` shows what there is.",
    later("{device} is connected, but has no streams (now)."),
    later("This device reads too slowly: too many messages wait for it."),
    later("Another connection of this device took over."),
    later(
        "Another node runs with a copy of this device's data folder, and both take the connection from "
        "each other. Stop one of them; to keep both, make the copy a device of its own there: felloe "
        "unpair, then felloe pair PAIRING_STRING. Then start this node again."
    ),
    later("The hub stops. Try again in a moment."),
    later("The hub stops."),
    later("The device started anew."),
    later("The device did not come back."),
    later("The hub stopped."),
    later("{error} It may have taken the answer: look before you repeat it."),
    later("{count} requests to your devices are on their way already. Try again later."),
    later("The device did not answer as a node does."),
    later("Whoever asked has gone."),
    later("The device answers more than an answer may have."),
    later("The device did not answer in time."),
    later("{device} went offline."),
    later("Arguments may hold {size} bytes."),
    later("Arguments hold a number or text that JSON cannot."),
    later("This call id stands for another call. Use a new id."),
    later("The hub does not know this call any more. Look before you repeat it."),
    later("{device} does not read what it is sent."),
    later("That device has no call with this id."),
    later("The hub could not write this down."),
    later("The hub did not get an answer in time. It may have run."),
    later("A request to a device may hold {size} bytes."),
    later("Path and query may hold {size} characters each."),
    later("A pairing code holds the hub's address. Start the hub once: felloe-hub serve."),
    later("Nobody knows how this call ended. It may have run: look before you repeat it."),
    later("Its time ended before it was started, so it did not run."),
    later("This call ended as {state}, and its result was received. Use a new id for a new call."),
    later("This replica id belongs to another device."),
    later("The hub's log is not the one this device has read: it was restored from a backup."),
    later(
        "Another copy of this data folder has pushed other changes under the same numbers. This copy "
        "needs a replica id of its own."
    ),
    later("This account may have {count} calls on their way at a time."),
    later(
        "This account may keep {most} bytes of chats on this hub, and has {held}. Nothing is lost: what "
        "does not fit stays on the device."
    ),
    later("This account may make {count} calls a minute."),
    later("A device's name needs 1 to {most} visible characters."),
    later("The account {name} is disabled. Enable it first: felloe-hub user disable --enable."),
    later("The hub answered the handshake with {status}."),
)
