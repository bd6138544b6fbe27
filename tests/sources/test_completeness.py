"""What is no article, what is a part of one, and what kind of article it is: small pages, and what becomes of each."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from sources.errors import BotCheck, ConsentWall, EmptyArticle, ErrorPage, IndexPage
from sources.extract import extract
from sources.types import Article, Page, content_id

NOW = datetime(2025, 11, 20, 20, tzinfo=UTC)
URL = "https://quayside-post.example/news/bridge-shut"

FIRST = (
    "The council said on Monday that the bridge would stay shut until the spring, after engineers had found cracks "
    "in two of its bearings and a third that may have to be changed."
)
SECOND = (
    "“We would rather be called slow than careless,” the head of works told reporters at the site, where a crane "
    "had already been put up. She said that the work would cost £2 million."
)
BODY = f"<p>{FIRST}</p><p>{SECOND}</p>"
LONG = BODY + "".join(f"<p>In ward {number} of the town, {SECOND}</p>" for number in range(8))


def html(body: str, head: str = "", title: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def read(text: str, url: str = URL) -> Article:
    raw = text.encode()
    return extract(Page(content_id("post", url, raw), "post", url, NOW, "text/html", raw))


def article(ending: str = "", head: str = "", url: str = URL, title: str = "") -> Article:
    return read(html(f"<article>{BODY}{ending}</article>", head, title), url)


def ld(**data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | data)}</script>'


@pytest.mark.parametrize(
    "page",
    [
        html("<h1>404</h1><p>Perhaps one of these helps.</p>", title="404"),
        html("<p>Sorry about that. Try the front page, or search.</p>", title="Page not found - Quayside Post"),
        html("<h1>Page not found</h1><p>Sorry about that. Try the front page, or search.</p>", title="Quayside Post"),
        html("<p>The page you requested could not be found. It may have been moved.</p>", title="Quayside Post"),
        html("<p>We can’t find that page. Here is what others read today.</p>", title="Quayside Post"),
        html("<p>Bitte versuchen Sie es später noch einmal.</p>", title="Seite nicht gefunden"),
        html("<p>Retournez à l’accueil du site.</p>", title="Page introuvable"),
        html("<p>Vuelva a la portada, o busque.</p>", title="Página no encontrada"),
        html("<p>Torna alla prima pagina.</p>", title="Pagina non trovata"),
        html("<p>Ga terug naar de voorpagina.</p>", title="Pagina niet gevonden"),
        html("<p>Wróć na stronę główną.</p>", title="Nie znaleziono strony"),
        html("<p>Вернитесь на главную.</p>", title="Страница не найдена"),
        html("<p>Поверніться на головну.</p>", title="Сторінку не знайдено"),
        html("<p>Our servers are busy. Come back in a minute.</p>", title="503 Service Unavailable"),
        html("<p>Our team has been told.</p>", title="Something went wrong"),
    ],
)
def test_an_error_page_is_no_article_whatever_its_status(page: str) -> None:
    with pytest.raises(ErrorPage, match=r"quayside-post.*is an error page"):
        read(page)


@pytest.mark.parametrize(
    "page",
    [
        html("<p>Enable JavaScript and cookies to continue</p>", title="Just a moment..."),
        html("<p>Reference #18.2d351ab8</p>", title="Access Denied"),
        html("<p>Checking your browser before accessing quayside-post.example.</p>", title="Quayside Post"),
        html("<p>Please complete the CAPTCHA to go on.</p>", title="Quayside Post"),
        html("<p>We have seen unusual traffic from your network.</p>", title="Are you a robot?"),
        html("<p>Подтвердите, что вы не робот.</p>", title="Проверка"),
        html("<p>Bestätigen Sie, dass Sie kein Roboter sind.</p>", title="Prüfung"),
        html("<p>Please wait.</p>", '<script src="https://ct.captcha-delivery.com/c.js"></script>', "quayside"),
    ],
)
def test_a_check_for_robots_is_no_article(page: str) -> None:
    with pytest.raises(BotCheck, match=r"quayside-post.*is a check for robots"):
        read(page)


@pytest.mark.parametrize(
    "text",
    [
        "We and our 842 partners store and/or access information on a device, such as cookies. Accept all, or change "
        "your privacy settings at any time.",
        "Wir und unsere Partner verwenden Cookies. Ihre Einwilligung können Sie im Datenschutz jederzeit ändern.",
        "Nous et nos partenaires utilisons des cookies. Votre consentement peut être retiré.",
        "Мы используем файлы cookie. Ваше согласие можно отозвать в настройках, как и согласие партнёров.",
    ],
)
def test_a_consent_wall_is_no_article(text: str) -> None:
    with pytest.raises(ConsentWall, match="consent"):
        read(html(f"<main><p>{text}</p></main>", title="Quayside Post"))


@pytest.mark.parametrize(
    ("url", "head"),
    [
        ("https://quayside-post.example/", ""),
        ("https://quayside-post.example", '<meta property="og:type" content="website">'),
        ("https://quayside-post.example/harbour", ld(**{"@type": "CollectionPage"})),
        ("https://quayside-post.example/search?q=bridge", ld(**{"@type": "SearchResultsPage"})),
        ("https://quayside-post.example/harbour", ld(**{"@type": "ItemList"})),
    ],
)
def test_a_front_page_or_section_is_no_article(url: str, head: str) -> None:
    with pytest.raises(IndexPage, match="not an article"):
        article(head=head, url=url)


def test_all_of_them_are_kinds_of_pages_without_an_article() -> None:
    assert all(issubclass(kind, EmptyArticle) for kind in (BotCheck, ConsentWall, ErrorPage, IndexPage))


@pytest.mark.parametrize(
    ("url", "head", "title"),
    [
        ("https://quayside-post.example/", ld(headline="Bridge shut"), ""),
        ("https://quayside-post.example/?p=12", "", "Bridge shut"),
        (URL, ld(**{"@type": "ItemList"}) + '<meta property="og:type" content="article">', "Bridge shut"),
        (URL, "", "Page not found: how the archive lost a chapter of the town’s history"),
        (URL, "", "Access denied to thousands as the bridge stays shut"),
    ],
)
def test_an_article_is_kept_though_something_in_it_looks_otherwise(url: str, head: str, title: str) -> None:
    assert article(head=head, url=url, title=title).text.startswith(FIRST)


def test_a_long_article_may_be_about_cookies_and_robots() -> None:
    about = "<p>Cookies, consent and the GDPR: checking your browser before accessing a site has become usual.</p>"
    assert read(html(f"<article>{about}{LONG}</article>", title="Just a moment")).completeness == "complete"


@pytest.mark.parametrize(
    "notice",
    [
        "Continue reading",
        "Continue reading →",
        "Read the full story",
        "[Read full article]",
        "Weiterlesen",
        "Lire la suite",
        "Seguir leyendo",
        "Continua a leggere",
        "Lees verder",
        "Czytaj dalej",
        "Читать далее",
        "Читати далі",
        "You’ve read your last free article.",
        "Jetzt weiterlesen mit Plus",
        "Il vous reste 80 % de cet article à lire.",
        "Suscríbete para seguir leyendo",
        "Abbonati per continuare a leggere",
        "Dit artikel is alleen voor abonnees",
        "Zaloguj się, aby czytać dalej",
        "Полный текст доступен только подписчикам",
        "Повний текст доступний лише передплатникам",
    ],
)
def test_a_notice_that_the_text_goes_on_elsewhere_cuts_it(notice: str) -> None:
    got = article(f"<p>{notice}</p>")
    assert (got.completeness, got.text) == ("truncated", f"{FIRST}\n\n{SECOND}")


@pytest.mark.parametrize(
    ("ending", "head", "completeness"),
    [
        ("", "", "complete"),
        ("<p>The mayor said that she …</p>", "", "truncated"),
        ("<p>The mayor said that she...</p>", "", "truncated"),
        ("<p>The mayor said that she [...]</p>", "", "truncated"),
        ("<p>“I cannot … say,” the mayor said.</p>", "", "complete"),
        ("<p>The mayor said that she … Continue reading</p>", "", "truncated"),
        ("<p>The mayor said that she</p><p>Read more</p>", "", "truncated"),
        ("<p>The mayor said no.</p><p>Read more</p>", "", "complete"),
        ("", ld(wordCount=900), "truncated"),
        ("", ld(wordCount="900"), "truncated"),
        ("", ld(wordCount=61), "complete"),
        ("", ld(wordCount=12), "complete"),
        ("", ld(wordCount=["many"]), "complete"),
        ("", ld(isAccessibleForFree=False), "truncated"),
        ("", ld(hasPart={"isAccessibleForFree": "False", "cssSelector": ".wall"}), "truncated"),
    ],
)
def test_completeness(ending: str, head: str, completeness: str) -> None:
    assert article(ending, head).completeness == completeness


def test_a_page_that_is_not_free_but_has_all_its_words_is_complete() -> None:
    words = len(read(html(LONG)).text.split())
    head = ld(isAccessibleForFree=False, wordCount=words)
    assert read(html(f"<article>{LONG}</article>", head)).completeness == "complete"
    assert article(head=head).completeness == "truncated"


def test_the_whole_text_for_machines_is_taken_where_the_page_shows_a_part() -> None:
    whole = f"{FIRST}\n\n{SECOND}\n\n" + "\n\n".join(f"In ward {number}, {SECOND}" for number in range(4))
    got = article(head=ld(articleBody=whole))
    assert got.text == whole
    assert got.completeness == "complete"
    marked = "".join(f"<p>{line}</p>" for line in whole.split("\n\n")).replace("£", "&pound;")
    assert article(head=ld(articleBody=marked)).text == whole


@pytest.mark.parametrize("body", ["", "Another text altogether. " * 60, FIRST])
def test_a_text_for_machines_that_is_another_or_shorter_is_left(body: str) -> None:
    assert article(head=ld(articleBody=body)).text == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    ("url", "head", "title", "kind"),
    [
        (URL, "", "Bridge shut", "news"),
        ("https://quayside-post.example/news/live/bridge-20", "", "Bridge shut", "live_blog"),
        (URL, "", "LIVE: bridge shut after cracks are found", "live_blog"),
        (URL, "", "Bridge shut: live updates", "live_blog"),
        (URL, "", "Live music returns to the quay", "news"),
        ("https://quayside-post.example/in-pictures/bridge", "", "Bridge shut", "gallery"),
        (URL, "", "In pictures: the bridge that is shut", "gallery"),
        ("https://quayside-post.example/opinion/bridge", "", "Bridge shut", "opinion"),
        ("https://quayside-post.example/commentisfree/2025/bridge", "", "Bridge shut", "opinion"),
        (URL, "", "Opinion | Why the bridge is shut", "opinion"),
        (URL, "", "Kommentar: Die Brücke bleibt zu", "opinion"),
        (URL, "", "Opinion polls say that the bridge matters", "news"),
        ("https://quayside-post.example/press-releases/bridge", "", "Bridge shut", "press_release"),
        (URL, ld(articleSection="Press Releases"), "Bridge shut", "press_release"),
        ("https://quayside-post.example/video/bridge", "", "Bridge shut", "video"),
        (URL, ld(**{"@type": "VideoObject"}), "Bridge shut", "video"),
    ],
)
def test_kinds(url: str, head: str, title: str, kind: str) -> None:
    got = article(head=head, url=url, title=title)
    assert got.kind == kind
    assert got.completeness == ("truncated" if kind in ("live_blog", "gallery", "video") else "complete")


def test_a_video_beside_a_whole_article_makes_no_video_of_it() -> None:
    got = read(html(f"<article>{LONG}</article>"), "https://quayside-post.example/video/bridge")
    assert (got.kind, got.completeness) == ("news", "complete")


@pytest.mark.parametrize(
    ("ending", "head", "completeness"),
    [
        ("", {"coverageEndTime": "2025-11-19T20:00:00Z"}, "complete"),
        ("", {"coverageEndTime": "2025-11-21T20:00:00Z"}, "truncated"),
        ("<p>This live blog is now closed.</p>", {}, "complete"),
        ("", {}, "truncated"),
    ],
)
def test_a_live_blog_is_whole_once_it_has_ended(ending: str, head: dict[str, str], completeness: str) -> None:
    got = article(ending, ld(**{"@type": "LiveBlogPosting"} | head))
    assert (got.kind, got.completeness) == ("live_blog", completeness)
