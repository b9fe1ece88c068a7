"""No style of a publisher's hides what was signed, who signed it, or how sure a result is."""

from __future__ import annotations

import pytest

from spp_research.errors import ConfigurationError
from spp_research.site.in_sight import check_styles, refuse_hidden
from spp_research.site.pages import write_site

HIDING = {
    "not there": ".status { display: none }",
    "in other letters": ".status { DISPLAY: No\\ne }".replace("\\n", "\\6e "),
    "a selector in numbers": ".sta\\74us { d\\69splay: none }",
    "one of several": ".masthead, .status { display: none }",
    "all that it stands in": "main { visibility: collapse }",
    "everything": "* { display: none }",
    "by its place": ".title-block p:last-child { display: none }",
    "by what it is not": ".practice p:not(.kicker) { opacity: 0.1 }",
    "by what it has within": "header:has(.status) { opacity: 5% }",
    "on paper alone": "@media print { .status { display: none } }",
    "on a phone, within another": (
        "@media (max-width: 40rem) { .practice { & .status { display: none } } }"
    ),
    "where a browser can": "@supports (display: grid) { @layer a { .status { display: none } } }",
    "under the mouse": ".status:hover { display: none }",
    "in no size": ".status { font-size: 0 }",
    "in no size, short": ".status { font: 700 0/0 serif }",
    "in a size worked out": ".status { font-size: calc(1px * 0) }",
    "in a size of the kit's": ".status { display: var(--shown) }",
    "the first line": ".status::first-line { font-size: 1px }",
    "lines of no height": ".status { line-height: 0 }",
    "seen through": ".status { color: transparent }",
    "white on white": ".status { color: #fefefe }",
    "white on white, named": "body { color: ivory }",
    "black behind it": ".practice { background: #000 }",
    "its own colour behind it": ".status { color: #777; background-color: #777 }",
    "a colour nobody can tell": ".status { color: oklch(99% 0 0) }",
    "the kit's own colour": ":root { --ink: #fff }",
    "the kit's own paper": ":root { --paper: #000 }",
    "cut out": ".status { clip: rect(0, 0, 0, 0) }",
    "cut off": ".status { clip-path: inset(50%) }",
    "behind a mask": ".status { mask: linear-gradient(transparent, transparent) }",
    "cut to a line": ".status { height: 4px; overflow: hidden }",
    "cut short": ".status { white-space: nowrap; overflow: hidden; max-width: 5rem }",
    "off the screen": ".status { position: absolute; left: -9999px }",
    "off the screen by its letters": ".status { text-indent: -100vw }",
    "off the screen by its edge": ".status { margin-left: -500px }",
    "beyond the screen": ".status { margin-left: 100vw }",
    "moved": ".status { transform: translateX(-200%) }",
    "shrunk": ".status { transform: scale(0) }",
    "shrunk by a zoom": ".status { zoom: 0.1 }",
    "turned round": ".status { unicode-bidi: bidi-override; direction: rtl }",
    "behind the page": ".status { position: relative; z-index: -1 }",
    "blurred": ".status { filter: blur(9px) }",
    "replaced": ".status { content: '' }",
    "words put beside it": ".status::after { content: ' and by the ministry' }",
    "covered": "article::before { content: ''; position: fixed; inset: 0; background: #fff }",
    "in time": "@keyframes away { to { opacity: 0 } }",
    "how it is known": ".glance > div:first-child { display: none }",
    "how it is known, in what is found": ".found .glance { display: none }",
    "a sentence that was signed": ".practice ol li { display: none }",
    "what the law asks for": ".colophon { display: none }",
    "by a selector nobody can tell": ".status:unheard-of { display: none }",
}
OWN = (
    ".own { color: teal; } .own p { display: none } .masthead, nav { display: none }",
    "h1 { color: #7a3e9d; font-size: 3rem; letter-spacing: -0.01em; line-height: 1.1 }",
    ".take-home, .related { display: none } .kicker { visibility: hidden }",
    "a { transition: opacity 0.2s } .practices a:hover { text-decoration: none; color: #7a3e9d }",
    "article { margin-top: 5rem; padding: 2rem } body { background: #fffdf5 }",
    ".status { color: #333; border: 1px solid } .status::before { content: '— ' }",
    ".site { --bar: 80rem; } :root { --accent: #7a3e9d } img { max-width: 100%; height: auto }",
    "@media print { .masthead { display: none } } @page { margin: 0 }",
    "@font-face { font-family: Ours; src: local('Arial') } /* .status { display: none } */",
    ".masthead::after { content: 'Our trust' } .status { transform: none; opacity: 1 }",
    "",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("site")


@pytest.fixture
def website(folder, write_practice, site_with, style):
    """A website with one practice, made once."""
    if not (folder / "index.html").is_file():
        write_site(site_with(write_practice()), style, folder)
    return folder


@pytest.mark.parametrize("case", HIDING)
def test_what_hides_what_was_signed_is_refused_with_its_words(case, website):
    with pytest.raises(ConfigurationError, match=r"^site/site\.css, line 2: "):
        refuse_hidden("site/site.css", f".own {{ color: teal }}\n{HIDING[case]}", website)


def test_the_sentence_names_the_words_the_page_and_what_may_be_changed(website, snapshot):
    told = []
    for css in (
        ".status { display: none }",
        ".glance dt { opacity: 0 }",
        ".status::after { content: 'So it is proven.' }",
        ".status:unheard-of { display: none }",
    ):
        with pytest.raises(ConfigurationError) as refused:
            refuse_hidden("site/site.css", css, website)
        told.append(str(refused.value))
    assert told == snapshot


@pytest.mark.parametrize("css", OWN)
def test_what_changes_how_it_looks_is_the_publishers(css, website):
    refuse_hidden("site/site.css", css, website)


def test_the_kits_own_styles_pass_and_what_is_added_to_them_does_not(website, style, tmp_path):
    check_styles("", style, website)
    own = tmp_path / "_style"
    (own / "site").mkdir(parents=True)
    for name in ("spp.css", "site/site.css"):
        (own / name).write_text((style / name).read_text() + "\n.own { color: teal }\n")
    check_styles("", own, website)
    (own / "site/site.css").write_text(
        (style / "site/site.css").read_text() + "\n.glance { display: none }\n"
    )
    with pytest.raises(ConfigurationError, match=r"^reports/_style/site/site\.css, line \d+: "):
        check_styles("", own, website)
