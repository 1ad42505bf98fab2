"""What is said of skills: their folders, their forms, their functions."""

from __future__ import annotations

from typing import Final

from spoke.ui.words import later

SENTENCES: Final = (
    later("The skill {skill} has no file '{file}'. {offers}"),
    later("'{file}' is no Python file: only those are run as programs."),
    later("A script is given at most {size} bytes of standard input."),
    later("The standard input holds half of a character."),
    later("The first line of {path} names {command}, which is not there."),
    later("'{name}' is no name of a skill. Use lower-case letters, digits and _."),
    later("{path} is too long: a host skill may hold {size} bytes."),
    later("{what} belongs to somebody else, so nothing in it runs. Make it yours: chown."),
    later("{what} may be written by others, so nothing in it runs. Type: chmod {mode} {path}"),
    later("{path} cannot be read: {reason}. It must be a file itself, not a link."),
    later("{path} is not a regular file."),
    later("{name}.py was changed or taken away before this call was made. Try again."),
    later("{function} took longer than {wait} s and was ended."),
    later("{name} was not free within {wait} s, so nothing was done."),
    later("The process of {name} sent something that is no answer; it was ended."),
    later("{name} cannot be imported{line}: {reason}"),
    later("{python} could not be started: {reason}."),
    later("{name} was not imported within {wait} s. Do less at its top."),
    later("{name} ended its process while it was imported."),
    later("The process of {name} ended before it answered. Look before you repeat it."),
    later("This device's copy of the skill is damaged. Install the skill again."),
    later("The skill '{skill}' has no file '{file}'."),
    later("'{skill}' changed since you looked at it. Look again before you install it."),
    later("{source} holds another skill now, '{skill}'. Install it by its path."),
    later("The skill '{skill}' has no function '{function}'; it has {offers}."),
    later("Give at least {count} characters of the version's digest."),
    later("'{skill}' has no version '{digest}'; it has {there}."),
    later("'{skill}' is a host skill: it is your own file in the folder host_skills."),
    later("'{skill}' is a host skill of this device. Rename its file first, or this skill."),
    later("A device may offer {count} functions, and with this skill it would have more."),
    later(
        "A skill '{skill}' is installed here already, from {source} ({digest}). To have this one in its "
        "place, add --replace; what was granted to that one does not go over."
    ),
    later(
        "That is the version of '{skill}' in use. Choose another first, with `felloe skill use {same} "
        "DIGEST`, or remove the skill as a whole."
    ),
    later("SKILL.md has {size} characters; at most {most} are read."),
    later("SKILL.md must begin with a line '---', then name and description, then another line '---'."),
    later("SKILL.md has no second line '---' that ends its frontmatter."),
    later("The frontmatter of SKILL.md has {size} characters; at most {most} are read."),
    later("The frontmatter of SKILL.md must hold fields such as 'name: my-skill'."),
    later("The frontmatter of SKILL.md is not YAML."),
    later("The frontmatter of SKILL.md is not YAML{line}: {problem}."),
    later("The frontmatter of SKILL.md uses YAML aliases (*name); write the values out."),
    later("The frontmatter of SKILL.md is nested more than {depth} deep."),
    later("SKILL.md has no name. Add 'name:' with the name of its folder."),
    later("'{name}' is not a skill's name. Use 1 to 64 lower-case letters, digits and single hyphens."),
    later("SKILL.md has no description. Add one that says what the skill does and when to use it."),
    later("felloe-entry '{entry}' must be a Python file inside the skill, such as scripts/skill.py."),
    later(
        "'{path}' is not a skill path. Write it as SKILL.FUNCTION or DEVICE:SKILL.FUNCTION, for example "
        "attic:climate.summary."
    ),
    later("A function's schema holds {size} bytes; at most {most} are allowed."),
    later("A function's schema must describe an object, its arguments."),
    later("A function's schema has {count} alternatives; at most {most} are allowed."),
    later("A function's schema is nested more than {depth} deep."),
    later("A part of a function's schema is neither an object nor true or false."),
    later("The argument '{name}' does not fit: {reason}."),
    later("A function's schema is not JSON."),
    later("A function's schema is not a JSON Schema: {reason}."),
    later("There is no argument '{name}'. {expected}"),
    later("The argument '{name}' is missing."),
    later("A function's schema uses '{word}', which is not allowed."),
    later("it must be {kind}"),
    later("it must be one of {choices}"),
    later("{what} is damaged: what its headers say is not what it holds. Get it again."),
    later("{what} is not a zip, or only the beginning of one."),
    later("{file} holds {size} MB; at most {most} MB are read."),
    later(
        "'{text}' is not a capability. Write it as files.read:~/FOLDER, http:HOST, call:SKILL.FUNCTION or"
        " call:DEVICE:SKILL.FUNCTION."
    ),
    later("'{path}' is not a whole path. Write it from / or ~ on, without '..'."),
    later("The skill '{skill}' describes its functions in a form that is not allowed: {reason}."),
    later("The skill '{skill}' has two functions '{function}'."),
    later("{path} holds {count} skills: {names}. Pick one with --skill NAME, or take them with --all."),
    later("{path} holds several skills '{name}': {found}. Give one's own folder."),
    later("{path} has no SKILL.md, so it is not a skill."),
    later("{path} holds no skill '{name}'; it has {there}."),
    later("{path} is neither a folder nor a zip. Give a skill's folder, a zip or a checkout."),
    later("{where} is too large for a skill: at most {files} files and {size} MB."),
    later("{where} cannot be read: {reason}."),
    later("{path} changed while it was read. Try again when nothing writes there."),
    later("{folder} lies more than {depth} folders deep in its skill."),
    later("{folder} holds too much to look for skills in it. Name the skill's own folder."),
    later("{path} is a link. A skill must hold its files itself."),
    later("A file in {folder} has a name that is not text."),
    later("There is no SKILL.md, so this is not a skill."),
    later("{folder} is not a folder. Give the folder that holds the skill's SKILL.md."),
    later("SKILL.md is not UTF-8 text."),
    later("{path} is no name of a file on every device; rename it."),
    later("The skill holds '{other}' and '{path}', which are one name on some devices."),
)
