"""What is said of disks, folders, databases and connections."""

from __future__ import annotations

from typing import Final

from spoke.ui.i18n.translate import later

SENTENCES: Final = (
    later("Felloe failed in a way it should not. The log of this process says where."),
    later("The database {path} is damaged: {found}."),
    later("The database {path} is damaged: {found}. Set it aside and restore a backup."),
    later("The database {path} is damaged. Set it aside and restore a backup."),
    later(
        "{path} was written by a newer Felloe (schema {found}, this one knows {known}). Install that "
        "version again, or restore a backup made before the upgrade."
    ),
    later("The data folder {path} cannot be used: {reason}. Choose another one with --data."),
    later("{file} cannot be written: {reason}."),
    later("it is on a read-only disk"),
    later("you may not write there"),
    later("a part of it is not a folder"),
    later("it is not a folder"),
    later("No such file or directory"),
    later("Permission denied"),
    later("Is a directory"),
    later("The disk that holds {path} is full. Free some space; nothing was lost."),
    later("The disk that holds {path} is full. Free some space; what was saved before is safe."),
    later("The disk that holds {path} failed at a read or write. Check that it is sound and has space left."),
    later("The database {path} cannot be written. Check its owner and permissions."),
    later("Another program holds the database {name}. Try again in a moment."),
    later("{owner} already uses the data folder {path}. Stop it first."),
    later("Another process"),
    later("Process {pid}"),
    later(
        "The upgrade of {path} from schema {found} to {version} failed: {reason} It is as it was before. "
        "The version of Felloe that wrote it can go on with it."
    ),
    later(
        "{path} has to be upgraded, and the copy that is made before could not be written: {reason} It "
        "needs {size} MB beside the database. Nothing was changed."
    ),
    later("No local socket can be made at {path}: {reason}."),
    later("Nobody waited for it any more."),
    later("A request may hold {size} bytes."),
    later("The request did not arrive within {wait} s."),
    later("A value that a function yielded is too large."),
    later("Nobody listens any more."),
    later("The call has ended."),
    later("At most {count} streams of kind {kind} at the same time."),
    later("The connection ended, and this with it."),
    later("At most {size} bytes are taken here."),
    later("The other side reads no more of this."),
    later("The hub gave this up."),
    later("The other side failed, and its own log says how."),
    later("The other side gave this up."),
    later("The other side ended this while the connection was away."),
    later("The other device ended this while its connection was away."),
    later("{count} streams are open already."),
    later("A side may have {count} streams open."),
    later("A {kind} message may hold {most} bytes, not {size}."),
    later("That is no HTTP/1.1 request."),
    later("The list was not written."),
)
