"""Which parts of a web page are its article: not what is hidden, not navigation, banners and boxes around it.

The page says it with elements and roles, else with the words in its class names, else with links that stand close.
When in doubt a part stays: a menu in the index is a nuisance, a lost paragraph a defect. Knows elements, no blocks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.documents.loading.containers.markup import walk

if TYPE_CHECKING:
    from retrieval.documents.loading.containers.markup import Element

_NO_TEXT = frozenset(
    """
    annotation applet area audio base button canvas datalist dialog embed frame head iframe input link map meta meter
    nav noembed noframes noscript object optgroup option param progress rp rt script select style svg template textarea
    video
    """.split()
)
_NO_TEXT_ROLES = frozenset({"alertdialog", "dialog", "menu", "menubar", "navigation", "search", "tablist", "toolbar"})
_HIDDEN_STYLE = re.compile(r"(?:\A|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_OPENED_WORDS = frozenset(
    """
    accordion akkordeon collapse collapsed collapsible expander faq tab tabpanel tabs toggle
    """.split()
)
"""Of parts that are folded up until somebody clicks: hidden today, and yet the text of the page."""

_NOT_SHOWN_CLASSES = re.compile(r"(?:\A|\s)(?:sr-only|visually-?hidden|screen-reader-text|skip-?link|noprint)(?:\s|\Z)")

_AROUND = frozenset({"footer", "header"})
_ROLES_AROUND = frozenset({"banner", "complementary", "contentinfo"})
_MAY_BE_AROUND = frozenset({"a", "aside", "div", "form", "ol", "p", "section", "span", "table", "td", "ul"}) | _AROUND
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CONSENT_WORDS = frozenset({"consent", "cookie", "cookiebanner", "cookies", "gdpr"})
_ANYWHERE_WORDS = _CONSENT_WORDS | frozenset(
    """
    adsbygoogle advert advertisement breadcrumb breadcrumbs brotkrumen editsection headerlink newsletter pagination
    sharing social toc werbung
    """.split()
)
_OUTSIDE_WORDS = frozenset(
    """
    copyright footer fusszeile hauptmenue megamenu menu menue modal nav navbar navi navigation popup recommended related
    seitenleiste share sidebar topbar
    """.split()
)
_LINK_LISTS = frozenset({"div", "ol", "p", "section", "table", "td", "ul"})
_MINIMUM_LINKS = 3
_MOSTLY_LINKS = 0.8
_MENU_LINK_CHARACTERS = 25
_HALF = 0.5
_MAIN_IDS = frozenset("article content hauptinhalt inhalt main main-content maincontent page-content primary".split())
_MAIN_SHARE = 0.3
_NEARLY_ALL = 0.85
_MINIMUM_ARTICLE_CHARACTERS = 25
_EXAMINED_HEADINGS = 20


@dataclass(frozen=True, slots=True)
class Article:
    """Where the article begins, the parts inside it that do not belong, and its heading if that stands outside."""

    root: Element
    dropped: Set[Element]
    heading: Element | None = None


@dataclass(slots=True)
class _Weight:
    characters: int = 0
    link_characters: int = 0
    links: int = 0

    def link_share(self) -> float:
        return self.link_characters / self.characters if self.characters else 1.0

    def is_menu(self) -> bool:
        """Links of a word or two; the titles of a list of books are longer."""
        return self.link_share() > _MOSTLY_LINKS and self.link_characters <= _MENU_LINK_CHARACTERS * self.links


def find_article(page: Element) -> Article:
    """The article of a page.

    Parameters
    ----------
    page
        The root element.

    Returns
    -------
    Article
        All that can be seen, if there is hardly anything but navigation.
    """
    weights, hidden = _weigh(page)
    main = _main(weights, weights[page].characters)
    root = page if main is None else main
    around = _around(root, weights, hidden, inside=main is not None)
    kept = weights[root].characters - sum(weights[element].characters for element in around)
    if kept < _MINIMUM_ARTICLE_CHARACTERS:
        return Article(page, hidden)
    dropped = hidden | around
    return Article(root, dropped, _outside_heading(page, root, dropped, hidden))


def hidden_elements(page: Element) -> Set[Element]:
    """The elements that a browser does not show, or shows as controls."""
    return _weigh(page)[1]


def _weigh(page: Element) -> tuple[dict[Element, _Weight], set[Element]]:
    """The visible characters in every part that may matter, and what is hidden."""
    weights: dict[Element, _Weight] = {}
    hidden: set[Element] = set()
    open_weights = [_Weight()]
    opened = {name for control in page.iter() for name in control.get("aria-controls", "").split()}
    walker = walk(page)
    for event, element in walker:
        if event == "start":
            if _is_hidden(element, opened):
                hidden.add(element)
                walker.skip_subtree()
            open_weights.append(_Weight(_characters(element.text) if element not in hidden else 0))
            continue
        weight = open_weights.pop()
        if element.tag == "a" and _leads_elsewhere(element):
            weight.links += 1
            weight.link_characters = weight.characters
        if element.tag in _MAY_BE_AROUND or element.tag in {"main", "article"} or element is page or element in hidden:
            weights[element] = weight
        above = open_weights[-1]
        above.characters += weight.characters + _characters(element.tail)
        above.link_characters += weight.link_characters
        above.links += weight.links
    return weights, hidden


def _characters(text: str | None) -> int:
    return len(" ".join(text.split())) if text else 0


def _leads_elsewhere(link: Element) -> bool:
    return not link.get("href", "mailto:").startswith(("mailto:", "tel:"))


def _is_hidden(element: Element, opened: Set[str]) -> bool:
    if element.tag in _NO_TEXT or element.get("role", "") in _NO_TEXT_ROLES:
        return True
    if _NOT_SHOWN_CLASSES.search(element.get("class", "")):
        return True
    is_folded = "hidden" in element.attrib or bool(_HIDDEN_STYLE.search(element.get("style", "")))
    if not is_folded and element.get("aria-hidden") != "true":
        return False
    return not (element.get("id") in opened or element.get("role") == "tabpanel" or _OPENED_WORDS & _words(element))


def _words(element: Element) -> set[str]:
    return {word.lower() for word in _WORD.findall(f"{element.get('class', '')} {element.get('id', '')}")}


def _main(weights: Mapping[Element, _Weight], total: int) -> Element | None:
    """What the page says is its main part, if it is one part and large enough to be believed."""
    for is_candidate in (_is_main, _is_article, _is_called_main):
        candidates = [element for element in weights if is_candidate(element)]
        if not candidates:
            continue
        largest = max(candidates, key=lambda element: weights[element].characters)
        others = sum(weights[element].characters for element in candidates if element.getparent() is not None)
        size = weights[largest].characters
        if size >= _MAIN_SHARE * total and size > _HALF * others:
            return largest
    return None


def _is_main(element: Element) -> bool:
    return element.tag == "main" or element.get("role") == "main"


def _is_article(element: Element) -> bool:
    return element.tag == "article" or element.get("itemprop") == "articleBody"


def _is_called_main(element: Element) -> bool:
    return element.get("id", "").lower() in _MAIN_IDS


def _around(root: Element, weights: Mapping[Element, _Weight], hidden: set[Element], *, inside: bool) -> set[Element]:
    around: set[Element] = set()
    articles = int(inside)
    total = weights[root].characters
    walker = walk(root)
    for event, element in walker:
        if event == "start" and element in hidden:
            walker.skip_subtree()
        elif event == "start":
            weight = weights.get(element)
            share = weight.characters / total if weight and total else 1.0
            if weight and element is not root and _is_around(element, weight, share, inside=articles > 0):
                around.add(element)
                walker.skip_subtree()
        if element.tag == "article":
            articles += 1 if event == "start" else -1
    return around


def _is_around(element: Element, weight: _Weight, share: float, *, inside: bool) -> bool:
    if element.tag not in _MAY_BE_AROUND:
        return False
    words = _words(element)
    if words & _CONSENT_WORDS:
        return share < _NEARLY_ALL
    if share > _HALF:
        return False
    if words & _ANYWHERE_WORDS:
        return True
    says_around = (
        element.tag in _AROUND or element.get("role", "") in _ROLES_AROUND or not words.isdisjoint(_OUTSIDE_WORDS)
    )
    heads_article = element.tag == "header" and next(element.iter("h1"), None) is not None
    if says_around and not inside and not heads_article:
        return True
    if weight.links < _MINIMUM_LINKS:
        return False
    if says_around or element.tag == "aside":
        return weight.link_share() > _HALF
    return not inside and element.tag in _LINK_LISTS and weight.is_menu()


def _outside_heading(page: Element, root: Element, dropped: Set[Element], hidden: Set[Element]) -> Element | None:
    """The first heading of level 1 that can be seen, if none is in the article: many pages put it into their header."""
    first = None
    for heading, _ in zip(page.iter("h1"), range(_EXAMINED_HEADINGS), strict=False):
        above = list(heading.iterancestors())
        if root in above and dropped.isdisjoint([heading, *above]):
            return None
        if first is None and hidden.isdisjoint([heading, *above]):
            first = heading
    return first
