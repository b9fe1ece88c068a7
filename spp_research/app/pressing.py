"""What a sentence says to type, as what to press: nobody at these pages has a place to type it.

The sentences are those of the commands, made once for every way in (decision 54). Where one names a
command for which there is a page or a button here, that is named instead. For what these pages do
not do yet, the sentence says that it is typed, and who can.
"""

from __future__ import annotations

import re

# Names of schools and kinds, and what follows them: an option with its value at most.
_MORE = r"(?: (?:--all|--audience public|--school [\w-]+|-+update|[a-z]+-[a-z-]+))*"
_PRESSED: tuple[tuple[str, str], ...] = (
    (
        r"make them with spp report --all, and close it again",
        "make them on the pages of the schools, and close it again",
    ),
    (
        r"take the closing back \(spp new-cycle --undo\)",
        "take the closing back on the page of the year",
    ),
    (
        r"(is taken back|take the closing back) with: spp new-cycle --undo",
        r"\1 on the page of the year",
    ),
    (
        r"To end it, run: spp new-cycle; to take it back: spp new-cycle --undo",
        "The first page has a button to end it and one to take it back",
    ),
    (r"(The next one is|for example): spp new-cycle (\S)", r"\1: \2"),
    (
        r"Take it in after this year is closed: spp new-cycle",
        "Take it in after this year is closed",
    ),
    (
        r"has the year proposed with: spp plan",
        "has the year proposed on the page of the partnership",
    ),
    (r"There is enough for it: spp report" + _MORE, "There is enough for it: press Make beside it"),
    (r"To make it: spp report" + _MORE, "To make it, press Make on the page of the school"),
    (
        r"[Mm]ake it (?:again )?with: spp report (?:partnership|hub)-report --audience public",
        "Press Make for everyone beside the report",
    ),
    (
        r"[Mm]ake (it|them|the report) with:? spp report" + _MORE,
        r"Press Make on the page of the school",
    ),
    (
        r"For the hub there are: spp check, spp report hub-report and spp site",
        "For the hub there is its own folder",
    ),
    (
        r"(?<=, )make it with --update",
        "press Make a draft with what is new, beside it",
    ),
    (
        r"is told by: spp report" + _MORE,
        "is told when it is made again: press Make again beside it",
    ),
    (r"The next spp report takes it away", "It is taken away when documents are made next"),
    (
        r"and the next spp report takes it away",
        "and it is taken away when documents are made next",
    ),
    (r"To mend it: spp check" + _MORE, "To mend it, see the page of the school"),
    (
        r"To make it from the workbook: spp share" + _MORE,
        "To make it from the workbook, press Make the share file on the page of the school",
    ),
    (
        r"for example: spp add-school \".*?\" --short-name ([\w-]+)",
        r"in the field for it, for example: \1",
    ),
    (
        r"for each SCHOOL type: spp add-school \".*?\"",
        "add each school on the first page",
    ),
    (r"Make one with: spp init --hub FOLDER", "Make one under Your folders"),
    (r"make a new one with: spp init \S+", "make a new one under Your folders"),
    (r"make a new workspace with: spp init \S+", "make a new one under Your folders"),
    (r"make one with: spp init \S+", "make one under Your folders"),
    (
        r"Run: spp init \. If this line stays, (.*?)(?: and run spp init \. again)?\.",
        r"Press Bring them up to date. If this line stays, \1.",
    ),
    (
        r"To bring (it|them) up to date, run: spp init \.",
        r"To bring \1 up to date, press the button for that under Settings",
    ),
    (r"and run: spp init \.", "and press Bring them up to date under Settings"),
    (
        r"To have the kit’s own again, rename it and run this again",
        "To have the kit’s own again, rename it and press Make again",
    ),
    (r"Run spp check, which names each", "The page of the school names each"),
    (r"(?:with|run): spp init \S+", "with the button Bring them up to date under Settings"),
    (
        r"Put an ID in place of each( name)? first: spp pseudonymise .+",
        "Put an ID in place of each first: the page check.html, which comes with the templates, "
        "does",
    ),
    (
        r"\(copy it from an empty template: spp templates \S+\)",
        "(copy it from the empty template in the folder data_templates)",
    ),
    (r"and spp check reads it", "and it is checked with the school’s other files"),
    (
        r"the report will say it too: --reason (\".*?\")",
        r"the report will say it too, for example: \1",
    ),
    (
        r"Write its row first, or name another one: --outcome (\w+)",
        "Write its row first, or name another one",
    ),
    (r"give its header, for example: --column (\w+)", r"give its header, for example: \1"),
    (r"which --(?:within|pair-by) asks for", "which was asked for"),
    (
        r"To add somebody: spp partner --make --person ID",
        "To add somebody, tick them and make it again",
    ),
    (
        r"To tell another one of yours: spp partner --make --everybody; to register the file that "
        r"its lead has sent: spp partner FILE",
        "To tell another one of yours, and to register the file that its lead has sent, there is a "
        "page under Partnership",
    ),
    (r"it is made with: spp partner --make", "they make it on their own pages"),
    (r"for the files that spp partner --make writes", "for the files that are made for partners"),
    (r"make and send it again: spp partner --make", "make and send it again"),
    (r"for another short name: spp partner --make --short-name", "for another short name"),
    (r"for example: spp partner --make --everybody --short-name (\w+)", r"for example: \1"),
    (r"for example: --short-name (\w+)", r"for example: \1"),
    (r"Leave out --short-name [\w-]+", "Leave the field for it empty"),
    (
        r"Register the file that (.*?) with: spp partner",
        r"Register the file that \1 on the page of partners",
    ),
    (
        r"make it again for the same readers \(spp report, with --audience\), and run this again "
        r"in the partnership’s own folder",
        "make it again on its page, and send it again",
    ),
    (r"put the workbook back that spp draw made", "put the workbook back that the draw made"),
    (r"as spp draw wrote them", "as the draw wrote them"),
    (
        r"draw with spp draw\b",
        "draw under “Before a project begins” on the page of the school",
    ),
    (
        r"see what is registered with spp partner",
        "see who is registered on the page of the partnership",
    ),
    (
        r"the empty one that “spp templates FOLDER” writes",
        "the empty one in the folder data_templates",
    ),
    (r"`spp site` needs no such file", "The website needs no such file"),
    (
        r"Run spp doctor to see what is missing",
        "See under Settings whether everything is installed",
    ),
    (
        r"To be told each place in plain words: spp check --workspace .+",
        "To be told each place in plain words, open the page of the workbook",
    ),
    (
        r"When you have saved your workbook, count again: spp practise .+",
        "When you have saved your workbook, this page counts again by itself",
    ),
    (
        r"What the workbooks make now: spp report --all --workspace .+",
        "See what the workbooks make now: press Make on the pages of the schools",
    ),
    (r"then run spp check", "and send it on its page"),
    (r"make them(?: first)? with spp report --all", "make them first"),
    (r"something to mend: spp check" + _MORE, "something to mend: see the page of the school"),
    (r"(?:[Tt]o see (?:it|them), )?run:? spp check" + _MORE, "see the page of the workbook"),
    (r"To see what is missing: spp check" + _MORE, "What is missing is on the page of the school"),
    (
        r"(?:[Mm]ake it with|make it again with): spp share" + _MORE,
        "make it on the page of the school",
    ),
    (
        r"makes its (?:share )?file with (?:the command )?spp share",
        "makes its share file on its own page",
    ),
    (r"make it with spp add-school(?: (?:\".*?\"|[\w-]+))*", "make it on the page of the school"),
    (
        r"To have the year proposed: spp plan",
        "Have the year proposed on the page of the partnership",
    ),
    (r"run spp report best-practice and spp share", "make its write-up and its share file again"),
    (r"to run spp share, and to", "to make the share files again, and to"),
    (
        r"To bring its words into the workbook: spp take-back, with its path\.",
        "To bring its words into the workbook, see “Words that were edited in Word” on its page.",
    ),
    (
        r"kept beside it: spp report" + _MORE,
        "kept beside it, press Make again beside it",
    ),
    (r"To have the kit’s own again: spp report" + _MORE, "To have the kit’s own, press Make again"),
    (
        r"Bring the share files up to date with spp share; then",
        "Have the share files made again on the pages of the schools; then",
    ),
    (
        r"To read what it has shared: spp share --show [\w-]+",
        "What it has shared can be read on the page of the partnership",
    ),
    (
        r"Draw with spp draw, which writes",
        "Draw under “Before a project begins” on the page of the school, which writes",
    ),
    (r", which spp check looks for", ", which is looked for when the school’s files are checked"),
    (r"To see why: spp status", "Home says why"),
    (
        r"Run `spp init` again in the workspace, or use --renderer pandoc",
        "Press Bring them up to date under Settings",
    ),
    (r"then: spp check" + _MORE, "then send it on its page"),
    (r"To make the document: spp report" + _MORE, "To make the document, press Make beside it"),
    (r", then spp site", ", then Build the website"),
    (
        r"To see it, (?:run the report again with --keep-scratch|set the environment variable \S+ "
        r"to 1 and run the command again)",
        "Whoever installed the kit can have it told",
    ),
)
# What is put beside the workbook, where there is a page that takes it.
_SENT: tuple[tuple[str, str], ...] = (
    (
        r"there is no folder attachments beside the workbook: make it, and put the photo there",
        "there is no such photo yet: the school sends it on its own page, under “Photos of the "
        "practice”",
    ),
    (
        r"there is no such photo in the folder attachments: put it there",
        "there is no such photo yet: the school sends it on its own page, under “Photos of the "
        "practice”",
    ),
    (
        r"write the name alone, and put the photo itself into the folder attachments",
        "write the name alone, and send the photo under “Photos of the practice”",
    ),
)
# Nobody here has run anything: what is to be done once more has a button.
_AGAIN = (
    (re.compile(r"\b(and|then) run (?:this|it) again\b"), r"\1 try again"),
    (re.compile(r"\bRun it again\b"), "Try again"),
)
# Beside what has no button: people who came without a terminal need not know the word.
FOR_A_TERMINAL = (
    "(What begins with “spp” is typed in a terminal, in this folder: whoever installed the kit "
    "can.)"
)
_COMMAND = re.compile(r"\bspp [a-z]")
# Beside what is typed and is no command of the kit's, as where a part of it is to be installed.
TYPED_ELSEWHERE = "(This is typed in a terminal: whoever installed the kit can.)"
_ELSEWHERE = re.compile(r"\btype: (?:python|ulimit) ")
_KNOWN = tuple((re.compile(typed), pressed) for typed, pressed in _PRESSED)
_PUT = tuple((re.compile(done), pressed) for done, pressed in _SENT)


def pressed(sentence: str) -> str:
    """A sentence with buttons in the place of commands; where there is none, it says who can."""
    for done, button in _PUT if "attachments" in sentence else ():
        sentence = done.sub(button, sentence)
    if "spp " in sentence or "--" in sentence:
        for typed, button in _KNOWN:
            sentence = typed.sub(button, sentence)
    for done, button in _AGAIN if "un " in sentence else ():
        sentence = done.sub(button, sentence)
    if _ELSEWHERE.search(sentence):
        return f"{sentence} {TYPED_ELSEWHERE}"
    return f"{sentence} {FOR_A_TERMINAL}" if _COMMAND.search(sentence) else sentence
