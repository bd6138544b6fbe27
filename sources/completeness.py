"""Tells what is no article from what is one, and a whole one from a part.

Servers send error pages, checks for robots and consent walls with status 200; they are refused, so that none of them
becomes a version of an article. What is left is "complete" or "truncated": only of a whole text can be said what it
does not tell. Truncated is a text

- that ends with a paywall's notice or "Continue reading", or breaks off with an ellipsis;
- whose page says that it is not free, or that it has half as many words again, unless the count of words that the page
  states is there;
- of a live blog that has not ended, of a gallery or a video, whose text is written around what is not text.

Notices are known in English, German, French, Spanish, Italian, Dutch, Polish, Russian and Ukrainian.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from sources.errors import BotCheck, ConsentWall, ErrorPage, IndexPage
from sources.types import ArticleKind, Completeness

_NO_TEXT = 250  # characters; pages that load such a script for other reasons have more
_SHORT_PAGE = 1500  # characters; error pages and checks for robots have less text
_VERY_SHORT_PAGE = 600  # characters; a page whose title does not tell on it has less still
_WITHIN = 6  # the last paragraphs: a notice and what stands around it
_MORE_WORDS = 1.5  # times as many words as the text has
_FEW_WORDS = 100  # below that a stated count of words says little
_NEARLY_ALL = 0.9  # of the words that the page says it has
_LONGEST_CONSENT = 5000  # characters
_CONSENT_SHARE = 0.6  # of the text's characters, in paragraphs that ask for consent

_START = r"(?:^|(?<=[.!?…”\"’)]\s))"
_PAYWALL = re.compile(
    _START + r"(?:"
    r"(?:please )?(?:subscribe|sign in|log ?in|register|sign up)(?: now| today)?,?"
    r"(?: or (?:subscribe|sign in|log ?in|register))? (?:to|and) (?:continue"
    r"|keep reading|read (?:on|more|this|the (?:full|rest|whole))|unlock|get (?:full|unlimited) access|access th)"
    r"|to (?:continue|keep) reading|to read (?:the (?:full|rest)|this) (?:of )?(?:article|story|the)"
    r"|want to (?:read more|keep reading)|(?:continue|keep) reading (?:with|by)|unlock (?:this|the full) (?:article"
    r"|story)"
    r"|(?:this|the full|the rest of this|the rest of the) (?:article|story|content|piece) is (?:only |exclusively )?"
    r"(?:available |reserved )?(?:only |exclusively )?(?:for|to) (?:our )?(?:paying |registered )?(?:subscriber|member)"
    r"|already (?:a|have an?) (?:subscri\w+|member\w*|account)\?"
    r"|you(?:['’]ve| have) (?:reached|read|used) (?:your|all(?: of)? your) (?:article )?(?:limit"
    r"|(?:last )?free articles?)"
    r"|(?:you have )?\d+% of (?:this|the) (?:article|story) (?:is|left)|article réservé|(?:la )?suite réservée"
    r"|(?:pour|abonnez-vous pour|connectez-vous pour) (?:continuer|lire la suite)|il vous reste \d+ ?%"
    r"|(?:cet article|la suite) est réservée? (?:à nos|aux) abonnés|déjà abonné"
    r"|jetzt (?:weiterlesen|abonnieren)|weiterlesen mit|(?:sie haben )?(?:bereits|schon) (?:ein abo|abonnent"
    r"|registriert)"
    r"|(?:dieser artikel|der (?:ganze|vollständige) artikel) (?:ist|steht|gibt es) (?:nur|exklusiv)"
    r"|(?:um|zum) (?:weiterzulesen|weiterlesen)"
    r"|(?:suscríb[ae]te|inicia sesión|regístrate) para (?:seguir|continuar|leer)|para (?:seguir|continuar) leyendo"
    r"|(?:contenido|artículo) (?:exclusivo|solo|sólo) para (?:nuestros )?(?:suscriptores|socios)|¿ya eres suscriptor"
    r"|(?:abbonati|accedi|registrati) per (?:continuare|leggere)|per continuare a leggere"
    r"|(?:questo articolo|contenuto|articolo) (?:è )?(?:riservato|esclusivo) (?:agli|per gli) abbonati|sei già abbonato"
    r"|(?:verder lezen|lees verder)\?|(?:dit artikel|dit verhaal) is (?:alleen|exclusief) (?:voor"
    r"|toegankelijk voor) (?:abonnees|leden)"
    r"|(?:word abonnee|log in|abonneer je) (?:om|en lees)|al abonnee\?"
    r"|(?:zaloguj się|wykup dostęp|subskrybuj|kup dostęp),? (?:aby|żeby|i) (?:czytać|przeczytać|kontynuować)"
    r"|(?:dalsza część artykułu|artykuł|treść) (?:jest )?(?:dostępn\w|tylko) (?:tylko )?dla (?:subskrybentów"
    r"|prenumeratorów)"
    r"|(?:этот материал|статья|материал|полный текст) (?:доступ\w+) (?:только )?(?:по подписке|подписчикам"
    r"|для подписчиков)"
    r"|(?:оформите|купите) подписку,? чтобы|чтобы (?:читать|прочитать|дочитать) (?:дальше|полностью|статью)"
    r"|(?:цей матеріал|стаття|матеріал|повний текст) (?:доступн\w+) (?:лише |тільки )?(?:за підпискою|передплатникам"
    r"|для передплатників)"
    r"|(?:оформіть|придбайте) (?:підписку|передплату),? щоб|щоб (?:читати|прочитати) (?:далі|повністю|статтю)"
    r").*",
    re.IGNORECASE | re.DOTALL,
)
# A whole line, or what a paragraph ends with after an ellipsis or a full stop.
# The sure ones say that the text goes on; the others also lead to other articles, unless the text before breaks off.
_GOES_ON = re.compile(
    r"(?:^|(?<=[.…!?”\"’)])\s+)[\[(>»→\s]*(?:(?P<sure>"
    r"continue reading|keep reading|read (?:the )?(?:full|whole|entire|rest of the|rest of this) (?:story|article"
    r"|text|report)"
    r"|full (?:story|article)|show full article|click (?:here )?to (?:continue|read more|expand)"
    r"|weiterlesen|(?:den )?(?:ganzen|vollständigen) artikel lesen|zum (?:ganzen|vollständigen) artikel"
    r"|lire la suite|lire l['’]article (?:complet|intégral)|(?:seguir|continuar|sigue) leyendo"
    r"|leer (?:el artículo|la noticia) complet[oa]|continua a leggere|leggi (?:tutto|l['’]articolo completo)"
    r"|lees (?:verder|het (?:hele|volledige) artikel)|verder lezen|czytaj dalej|czytaj cały artykuł"
    r"|читать (?:далее|дальше|полностью)|читайте полностью|читати (?:далі|повністю)"
    r")|read (?:more|on)|show more|mehr lesen|leer más|leggi di più|lees meer|czytaj więcej|читати більше"
    r")[\s\].)…»→>:]*$",
    re.IGNORECASE,
)
_GOES_ON_WITHIN = 3  # the last paragraphs
_ENDS = re.compile(r"[.!?][\"”’»)\]]*$")
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\]|\(…\))$")

_ERROR_TITLE = re.compile(
    r"\W*(?:(?:http )?(?:error|fehler|erreur|błąd|ошибка|помилка)? ?(?:40[0-4]|410|429|50[0-4])(?: (?:error|not found"
    r"|forbidden))?"
    r"|(?:404|410|500|502|503)\W.*|.{0,24}\b(?:error|fehler|erreur) (?:404|403|410|50\d)\b.{0,24}"
    r"|(?:oops|sorry|uh[- ]oh)\W{0,3}(?:(?:that|this|the) page .*|.*not found.*|something went wrong.*)?"
    r"|(?:the |this |that |requested )*(?:page|file|article|content|story|url|resource|document)"
    r" (?:was |is |could |can |you .{3,30} )?(?:not|no longer|n['’]t|cannot be|can['’]t be) (?:be )?(?:found"
    r"|available|exist).{0,30}"
    r"|(?:page|article|content|file) (?:unavailable|removed|expired|missing)|not found|page not found.{0,30}"
    r"|(?:internal )?server error|bad gateway|gateway time-?out|service (?:temporarily )?unavailable"
    r"|(?:temporarily )?(?:down|closed|offline)? ?(?:for|under) maintenance|site (?:is )?(?:offline|unavailable"
    r"|under .*)"
    r"|something went wrong.{0,20}|an error (?:has )?occurred.{0,20}"
    r"|(?:die )?(?:seite|artikel|inhalt)(?: wurde)? (?:leider )?(?:nicht|konnte nicht)(?: mehr)? (?:gefunden"
    r"|verfügbar|vorhanden).{0,20}"
    r"|(?:cette )?page (?:est )?(?:introuvable|non trouvée|inexistante)|page (?:not|non) .{0,20}"
    r"|p[áa]gina (?:no|non|nicht|niet) (?:encontrada|trovata|disponib\w+|existe|gevonden|esiste)"
    r"|pagina niet (?:gevonden|beschikbaar)"
    r"|(?:strona|artykuł) nie (?:została? (?:odnalezion\w|znalezion\w)|istnieje)|nie znaleziono (?:strony|artykułu)"
    r"|(?:страница|материал|статья) (?:не найден\w?|не существует|удал\w+)|(?:сторінк[уа]|матеріал) не (?:знайдено"
    r"|існує)"
    r")\W*",
    re.IGNORECASE,
)
_ERROR_TEXT = re.compile(
    r"(?:the|this) (?:page|article|content|story|url)\b.{0,40}?\b(?:not|n['’]t|cannot|no longer)(?: be)?"
    r" (?:found|available|exists?|accessible)"
    r"|the (?:page|article|story) you.{3,30}(?:has|have|was|may) (?:have )?(?:been )?(?:re)?moved"
    r"|we (?:can['’]t|cannot|couldn['’]t|could not|were unable to) find (?:the|that|this) (?:page|article|story)"
    r"|the requested (?:url|page|resource) .{0,80}(?:not found|could not be found)"
    r"|die (?:von ihnen )?(?:angeforderte|gesuchte|aufgerufene) seite|la page que vous (?:recherchez|demandez"
    r"|avez demandée)"
    r"|la página que (?:buscas?|busca|solicitas?|intentas?)|la pagina (?:che (?:stai|hai) cercat?ndo|richiesta)"
    r"|de (?:opgevraagde )?pagina (?:die (?:je|u) zoekt|kon niet)|strona,? której szukasz|запрашиваемая страница"
    r"|страница, которую вы|сторінк[иа], (?:яку|яка) ви|запитувана сторінка",
    re.IGNORECASE,
)
_BOT_TITLE = re.compile(
    r"\W*(?:just a moment|attention required!? ?\|? ?(?:cloudflare)?|access (?:to this (?:page|site) (?:has been"
    r"|is) )?denied"
    r"|(?:are you|you are) (?:a )?(?:robot|human).{0,10}|robot(?: or human)?(?: check)?|human verification|captcha"
    r"|security (?:check|challenge|verification)(?: required)?|verify(?:ing)? (?:that )?you(?:['’]re| are) (?:a )?human"
    r"|verif(?:y|ication) required|please (?:verify|wait)|pardon our interruption|ddos[- ]guard"
    r"|checking your browser.{0,40}"
    r"|one moment,? please|(?:request|connection) (?:blocked|denied)|(?:you have been|you['’]ve been) blocked|forbidden"
    r"|error 1\d{3}|un instant|einen moment(?: bitte)?|un momento|momentje|chwileczkę|один момент|доступ (?:ограничен"
    r"|запрещен|заборонено)"
    r"|zugriff verweigert|accès refusé|acceso denegado|accesso negato|toegang geweigerd|odmowa dostępu|(?:вы"
    r"|ви) не робот"
    r")[\W]*",
    re.IGNORECASE,
)
_BOT_TEXT = re.compile(
    r"checking (?:if the site connection is secure|your browser before)|enable (?:javascript|js"
    r"|cookies) and (?:cookies|disable|reload)"
    r"|please enable (?:js|javascript|cookies)|you don['’]t have permission to access|(?:unusual|suspicious"
    r"|automated) (?:traffic|activity|requests)"
    r"|(?:confirm|verify|prove)(?:ing)? (?:that )?you(?:['’]re| are) (?:not )?(?:a )?(?:human|robot)|(?:performance"
    r"|security) (?:& security )?by cloudflare"
    r"|cloudflare ray id|complete the (?:captcha|security check|challenge)|access to this (?:page|site"
    r"|website) has been (?:denied|blocked)"
    r"|(?:needs|need) to review the security of your connection|your (?:ip|request) (?:address )?(?:has been"
    r"|was) blocked|incident id:"
    r"|(?:bestätigen|beweisen) sie,? dass sie (?:kein roboter|ein mensch)"
    r"|vérifi\w+ que vous (?:n['’]êtes pas un robot|êtes humain)"
    r"|(?:confirma|verifica) que (?:no )?eres (?:un robot|humano)|(?:подтвердите|докажите),? что (?:вы|запросы)"
    r"|підтвердьте,? що ви",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\bcookies?\b|\b(?:we and )?our (?:\d+ )?(?:technology |advertising )?partners\b|\bconsent\b|\bprivacy (?:policy"
    r"|settings|choices)\b"
    r"|store and/?(?:or)? access information|personali[sz]ed ads|before you continue|(?:accept|reject|agree to) all\b"
    r"|\bgdpr\b"
    r"|legitimate interest|einwilligung|datenschutz|werbung und tracking|mit werbung|ohne tracking|zustimm\w+"
    r"|akzeptieren"
    r"|consentement|vos données|nos partenaires|accepter|consentimiento|nuestros socios|aceptar|consenso"
    r"|nostri partner|accett\w+"
    r"|toestemming|onze partners|accepteren|zgod[yęaz]\b|partnerz\w+|plik\w* cookie|файлы cookie|согласи[ея]"
    r"|файли cookie|згод[аиу]\b",
    re.IGNORECASE,
)
_SURE_LISTS = frozenset({"collectionpage", "searchresultspage"})
_LISTS = frozenset({"itemlist", "profilepage", "aboutpage", "contactpage", "checkoutpage"})
_ENDED = re.compile(
    r"(?:this|our|the) (?:live )?(?:blog|coverage|live page|page) (?:is|has) (?:now )?(?:been )?(?:closed|ended"
    r"|concluded|finished)"
    r"|(?:we are|we['’]re) (?:closing|wrapping up|ending) (?:this|our|the) (?:live )?(?:blog|coverage|page)"
    r"|as it happened"
    r"|(?:der )?(?:live)?ticker (?:ist|wird) (?:beendet|geschlossen)|(?:ce|le) direct est (?:terminé|fini)",
    re.IGNORECASE,
)


def refuse_no_article(where: str, titles: Sequence[str], paragraphs: Sequence[str], *, checks_robots: bool) -> None:
    """Raise the error that says what a page is, if it is an error page, a check for robots or a consent wall.

    `titles` are all that the page goes by; `checks_robots` says that it loads a service's script that does so.
    """
    length = sum(map(len, paragraphs))
    if length <= _SHORT_PAGE:
        _refuse_by_title(where, titles)
    if length <= _VERY_SHORT_PAGE:
        _refuse_by_text(where, "\n".join(paragraphs))
    if checks_robots and length <= _NO_TEXT:
        raise BotCheck(f"{where} is a check for robots, sent instead of the page: it loads the script of one")
    if _asks_for_consent(paragraphs, length):
        raise ConsentWall(f"{where} holds a question for consent to cookies or tracking, and no article")


def _refuse_by_title(where: str, titles: Sequence[str]) -> None:
    for title in titles:
        if _BOT_TITLE.fullmatch(title):
            raise BotCheck(f"{where} is a check for robots, sent instead of the page: its title is {title!r}")
        if _ERROR_TITLE.fullmatch(title):
            raise ErrorPage(f"{where} is an error page sent as if it were an article: its title is {title!r}")


def _refuse_by_text(where: str, text: str) -> None:
    if found := _BOT_TEXT.search(text):
        raise BotCheck(f"{where} is a check for robots, sent instead of the page: it says {found[0]!r}")
    if found := _ERROR_TEXT.search(text):
        raise ErrorPage(f"{where} is an error page sent as if it were an article: it says {found[0]!r}")


def _asks_for_consent(paragraphs: Sequence[str], length: int) -> bool:
    if not 0 < length <= _LONGEST_CONSENT or not any(map(_CONSENT.search, paragraphs[:2])):
        return False
    asking = [paragraph for paragraph in paragraphs if len(_CONSENT.findall(paragraph)) > 1]
    return sum(map(len, asking)) >= _CONSENT_SHARE * length


def refuse_index(where: str, url: str, types: Sequence[str], *, has_article: bool, is_website: bool) -> None:
    """Raise IndexPage for a front page, a section, a search or a list: pages that show articles and are none.

    `types` are the structured data's, `has_article` whether it says that it is one, `is_website` what og:type says.
    """
    if has_article:
        return
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.path in ("", "/") and not parts.query:
        raise IndexPage(f"{where} is a site's front page, not an article")
    lists = _SURE_LISTS | _LISTS if is_website else _SURE_LISTS
    if found := next(filter(lists.__contains__, types), None):
        raise IndexPage(f"{where} is a list or section, not an article: it calls itself {found}")


def before_notice(paragraphs: Sequence[str]) -> tuple[list[str], bool]:
    """Return the paragraphs before a paywall's notice or "Continue reading", and whether there is one at the end."""
    kept = list(paragraphs)
    for index in range(max(0, len(kept) - _WITHIN), len(kept)):
        if notice := _PAYWALL.search(kept[index]):
            return [*kept[:index], kept[index][: notice.start()].rstrip()], True
    for index in range(max(0, len(kept) - _GOES_ON_WITHIN), len(kept)):
        before = kept[index - 1] if index else ""
        if (notice := _GOES_ON.search(kept[index])) and (notice["sure"] or not _ENDS.search(before)):
            return [*kept[:index], kept[index][: notice.start()].rstrip()], True
    return kept, False


def completeness_of(  # noqa: PLR0913 - what a page gives away about itself
    paragraphs: Sequence[str], *, kind: ArticleKind, cut: bool, free: bool, word_count: int | None, ended: bool
) -> Completeness:
    """Return whether a text is whole.

    `cut` says that a notice ended it, `free` what the page says of its access, `word_count` how many words it says that
    it has, `ended` that it gives the time when a live blog's coverage ended, and that this has passed.
    """
    text = "\n".join(paragraphs)
    words = len(text.split())
    counted = word_count is not None and word_count >= _FEW_WORDS
    all_there = counted and word_count is not None and words >= _NEARLY_ALL * word_count
    if cut or _BREAKS_OFF.search(text):
        return "truncated"
    if kind in ("gallery", "video") or (kind == "live_blog" and not (ended or _ENDED.search(text))):
        return "truncated"
    if counted and word_count is not None and word_count > _MORE_WORDS * words:
        return "truncated"
    return "complete" if free or all_there else "truncated"
