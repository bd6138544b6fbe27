"""Takes out of an article's paragraphs the lines that every article of an outlet has.

What is taken is recognised by its words, in whole lines: calls to subscribe, to follow and to share, pointers to other
articles, who else reported and edited, copyright. What could be told in an article goes only at its end or beginning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_FIRST = 3  # paragraphs that may be the title, a date or the time it takes to read
_LAST = 8  # paragraphs that may be notes on the article
_LONGEST_NOTE = 400  # characters
_LONGEST_HEADING = 60  # characters of a heading above a list of other articles
_LONGEST_TEASER = 160  # characters of a line in such a list
_TAIL_SHARE = 0.35  # of the text, in which a heading may end it

# Whole lines, wherever they stand.
_ANYWHERE = re.compile(
    r"(?:"
    r"advert(?:isement|isements|ising)?|anzeige|publicité|publicidad|pubblicità|advertentie|reklama|реклама"
    r"|(?:story|article) continues below(?: (?:this )?advert\w*)?|scroll (?:down )?to (?:continue|keep reading).*"
    r"|(?:sponsored|promoted)(?: content)?|loading\W*|(?:most|more) (?:read|popular|viewed)(?: (?:in|on|from) .{2,40})?"
    r"|\W*(?:related(?: (?:articles?|posts?|stories|story|links?|coverage|content|news|video))?|read (?:more|also|next)"
    r"|see (?:also|more)|also (?:read|see|on)|don['’]t miss|must[ -]read|watch(?: also| now)?|more on this(?: story)?"
    r"|lesen sie (?:auch|mehr)|mehr zum thema|(?:à )?lire aussi|l(?:ee|ea) (?:también|más)|te puede interesar"
    r"|leggi anche|lees ook|czytaj (?:też|także|więcej)|zobacz też|leia (?:também|mais)|читайте также|читайте також"
    r")\s?(?:[:|>].{0,200}|\W*)"
    r"|click here (?:to|for) .{0,60}(?:app|newsletters?|subscri\w+|sign up|offer|podcast|e-?mails?)\b.{0,40}|(?:like"
    r"|enjoy(?:ed|ing)?|love) this (?:story|article)\?.*"
    r"|(?:share|tweet|e-?mail|print|copy)(?: (?:this|on|via|the) .{2,40}| link)?|share (?:this )?(?:story|article).*"
    r"|(?:please )?(?:sign up|subscribe|register)(?: now| today| here)? (?:to|for|here) .{0,120}"
    r"(?:newsletters?|e-?mail|inbox|briefing|updates?|alerts?|notifications?|channel|podcast).{0,120}"
    r"|get .{2,120} (?:in|to|into|through) your (?:inbox|letterbox|mailbox)\b.*"
    r"|thanks? (?:you )?for (?:signing up|subscribing).*|there was an error processing your .*"
    r"|keep an eye on your inbox .*|(?:tell us )?what (?:do )?you think\W*|tell us what you think\W*"
    r"|(?:(?:leave|post|add|write) a |view |read |show )?(?:all )?(?:\d+ )?comments?(?: \(\d+\))?\W*"
    r"|(?:image|photo|picture|video|bild|foto|bildrechte|image credit)(?: (?:source|copyright|credit|caption"
    r"|by))?:? .{0,60}"
    r"(?:getty images|reuters|associated press|\bafp|\bepa|\bap photo|shutterstock|istock|alamy|dpa)\W*.{0,20}"
    r"|\[button .*\[/button\]"
    r")",
    re.IGNORECASE,
)
# Whole lines among the last.
_AT_THE_END = re.compile(
    r"\W*(?:"
    r"(?:additional |with )reporting by .*|reporting by (?-i:[A-ZÀ-Þ])[^.]{0,300}\W*|.{2,120} (?:contributed"
    r"|contributing) (?:to this (?:report|story|article)"
    r"|reporting|from)\b.*|(?:edited|editing|written|compiled) by .*|(?:sources?|quelle|fuente|fonte|источник): .{2,80}"
    r"|(?:please )?(?:follow|reach|contact|e-?mail|write to|(?:like|find|join) (?:us|me|him|her|them|our"
    r"|the)\b) ?.{0,160}"
    r"(?:twitter|facebook|instagram|youtube|linkedin|telegram|whatsapp|threads|bluesky|snapchat|@\w+|\bat \S+@\S+).*"
    r"|have (?:a|any) (?:tip|question|story|news|comment)s?\b.*|got a (?:tip|story|news).*"
    r"|send (?:us )?(?:your )?tips .*"
    r"|(?:.{0,60}[.!?] )?(?:sign up|subscribe)\b.{0,160}(?:newsletters?|inbox|letterbox|podcast|subscription).*"
    r"|get (?:access to|the latest|more) .*(?:subscri|newsletter|app\b|inbox|code).*"
    r"|(?:if you (?:buy|purchase|click)|when you (?:buy|purchase)|this (?:article|post|story|page) (?:may contain"
    r"|contains)).*"
    r"(?:commission|affiliate|share of the sale|earn).*"
    r"|(?:all )?(?:copyright|©|\(c\)).*|.{0,80}all rights reserved.*|this (?:material|content) may not be published.*"
    r"|(?:(?-i:[A-ZÀ-ÞА-Я])\S+ ){1,4}is (?:a|an|the) .{0,120}(?:writer|reporter|correspondent|editor|journalist"
    r"|columnist"
    r"|producer"
    r"|curator|freelancer)\b.{0,60}(?:for|at|based|covering|who|'s|’s)\b.*"
    r"|.{0,40}you can (?:follow|reach|contact|e-?mail|find) (?:him|her|them|us|the author)\b.*"
    r"|.*\b(?:follow|reach) (?:him|her|them|us|me) (?:on|at|via) .*"
    r"|listen (?:to|live) .{0,80}(?:here|live|weekdays|podcast).*"
    r"|(?:the .{2,30} is committed to publishing|we['’]d like to hear what you think|here are some tips).*"
    r"|(?:last )?updated:? (?:at |on )?\d.{0,40}|(?:first )?published:? (?:at |on )?\d.{0,40}"
    r"|(?:atenção|aviso|hinweis|note): .{0,40}(?:coment|kommentar|comment).*|\S+@\S+\.\w+|(?:https?://|www\."
    r"|twitter\.com/)\S+"
    r"|_{2,}|\*{3,}|#{2,}|-{2,}|-30-"
    r")",
    re.IGNORECASE,
)
# Whole lines among the first.
_AT_THE_BEGINNING = re.compile(
    r"\W*(?:"
    r"(?:\d+|one|two|three|four|five) ?-?(?:min(?:ute)?s?|minut\w*|мин\w*)\W{0,2}(?:de )?(?:read|lesezeit|lecture"
    r"|lectura|leitura)?"
    r"|(?:(?:tempo|temps|tiempo) de (?:leitura|lecture|lectura)|lesezeit|leestijd|reading time|time to read)\W.{0,20}"
    r"|.{0,16}\[?\s?\d{4}[./-]\d\d?[./-]\d\d?,? ?(?:\d\d?:\d\d(?::\d\d)?)?\s?\]?"
    r"|(?:\w+-feira|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag),? .{0,24}\d{4}\b.{0,20}"
    r"|(?:last )?(?:updated|published|posted|modified)(?: on| at)?:? .{0,60}\d{4}.{0,20}"
    r"|by [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}"
    r")\W*",
    re.IGNORECASE,
)
_OTHER_ARTICLES = re.compile(
    r"\W*(?:more(?: great)?|related|recommended|you (?:may|might) (?:also )?(?:like|be interested)|read (?:more|next)"
    r"|see also"
    r"|(?:top|latest|popular|trending|other|further) (?:stories|news|articles|posts|reading)|around the web"
    r"|(?:more|also) (?:on|from|in|like) .{2,30}|don['’]t miss)(?: .{2,30})?(?:stories|articles|posts|news|coverage"
    r"|links"
    r"|reading|like|\W)*",
    re.IGNORECASE,
)


def without_boilerplate(paragraphs: Sequence[str], titles: Collection[str]) -> list[str]:
    """Return the paragraphs that are the article's own; `titles` are the headlines that it stands under."""
    kept = [one for one in paragraphs if len(one) > _LONGEST_NOTE or not _ANYWHERE.fullmatch(one)]
    kept = [*_beginning(kept[:_FIRST], titles), *kept[_FIRST:]]
    return _before_notes(_before_others(kept))


def _beginning(first: Sequence[str], titles: Collection[str]) -> list[str]:
    return [
        one for one in first if one not in titles and (len(one) > _LONGEST_NOTE or not _AT_THE_BEGINNING.fullmatch(one))
    ]


def _before_others(paragraphs: list[str]) -> list[str]:
    """Cut the text at a heading near its end below which nothing stands but short lines: other articles."""
    characters = sum(map(len, paragraphs))
    left = 0
    for index in range(len(paragraphs) - 1, 0, -1):
        line = paragraphs[index]
        left += len(line)
        if left > _TAIL_SHARE * characters or len(line) > _LONGEST_TEASER:
            break
        if len(line) <= _LONGEST_HEADING and _OTHER_ARTICLES.fullmatch(line):
            return paragraphs[:index]
    return paragraphs


def _before_notes(paragraphs: list[str]) -> list[str]:
    body, last = paragraphs[:-_LAST], paragraphs[-_LAST:]
    keep = [one for one in last if len(one) > _LONGEST_NOTE or not _AT_THE_END.fullmatch(one)]
    return [*body, *keep] or paragraphs
