"""Words of German and English as data: months, stop words with the question words, words that open a sentence.

Knows no rule; words that one rule alone needs stand beside it. Stop words are folded as ``analysis`` folds, all others
are written as in a text.
"""

from __future__ import annotations

from typing import Final

GERMAN_MONTHS: Final = tuple(
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
ENGLISH_MONTHS: Final = tuple(
    "January February March April May June July August September October November December".split()
)

_QUESTION_WORDS = {
    "de": """
        wer wen wem wessen was wann wo wohin woher wie wieso weshalb warum wozu wofuer womit wovon
        woran worin worum worauf woraus wodurch wobei wonach wovor worueber wogegen welche welcher
        welches welchen welchem viel viele vieler vielen heisst hiess heissen nenne nennen nennt
        bitte
    """,
    "en": """
        who whom whose what when where why how which many much name names named give list tell
        please
    """,
}
_STOP_WORDS = {
    "de": """
        ab aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf
        aus bei beim bereits bin bis bist da dabei dadurch dafuer damit dann daran darauf daraus
        darin darueber darum das dass davon dazu dein dem den denen denn der deren des dessen die
        dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines
        er es etwa etwas euch euer fuer gab gegen gibt habe haben hat hatte hatten hier hin hinter
        ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in indem ins ist ja je jede jedem
        jeden jeder jedes jener jetzt kann kein keine keinem keinen keiner koennen koennte konnte
        konnten man mehr mein mich mir mit muss muessen musste nach nachdem neben nein nicht nichts
        noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seines seit sich sie sind so
        solche sollen sollte sollten sondern sowie ueber um und uns unser unter vom von vor waehrend
        war ware waren weil wenn werde werden wieder will wird wir wirst worden wurde wurden zu zum
        zur zwischen welch
    """,
    "en": """
        a about after all also am an and any are as at be been before being both but by can could
        did do does doing each for from had has have having he her here hers him his i if in into is
        it its itself just may me might more most must my no nor not of off on once only or other
        our out over own s same shall she should so some such t than that the their them then there
        these they this those to too under until up upon us very was we were while will with would
        you your
    """,
}

_GERMAN_OPENERS = """
Der Die Das Den Dem Des Ein Eine Einen Einem Einer Eines Kein Keine Keinen Keiner
Dieser Diese Dieses Diesen Diesem Jener Jene Jenes Jeder Jede Jedes Jeden Alle Allen Aller Beide Beiden Viele Vielen
Einige Einigen Mehrere Manche Mancher Wenige Weitere Sämtliche Zahlreiche Etliche Solche Solcher Andere Anderen
Er Sie Es Wir Ihr Ich Man Ihn Ihm Ihnen Uns Euch Mich Mir Sein Seine Seinen Seiner Seinem Ihre Ihren Ihrer Ihrem
Unser Unsere Unseren Mein Meine Niemand Jemand Nichts Etwas
Wer Was Wann Wo Wie Warum Weshalb Wieso Woher Wohin Welcher Welche Welches Wem Wen Wessen
Im Am Zum Zur Beim Vom Ins Ans Aufs Auf Aus Bei Mit Nach Seit Von Vor Zu Für Gegen Ohne Um Durch Über Unter Zwischen
Neben Hinter Während Wegen Trotz Laut Angesichts Aufgrund Infolge Anstatt Statt Innerhalb Außerhalb Bis Ab Entlang
Gemäß Dank Anhand Mithilfe Mittels Hinsichtlich Bezüglich Gegenüber Gemeinsam Zusammen Rund Etwa Knapp Fast Gut
Und Oder Aber Denn Doch Sondern Sowohl Weder Entweder Wenn Als Weil Da Dass Damit Obwohl Nachdem Bevor Sobald Solange
Falls Sofern Ob Indem Sodass Zumal
Auch Nur Noch Schon So Dann Dort Hier Heute Gestern Morgen Jetzt Nun Damals Danach Davor Zuvor Vorher Nachher Später
Früher Bereits Erst Zuerst Zuletzt Zunächst Schließlich Endlich Anschließend Daraufhin Daher Darum Deshalb Deswegen
Dabei Dadurch Dafür Dagegen Daneben Daran Darauf Daraus Darin Darüber Darunter Davon Dazu Hierzu Hierbei Hinzu
Außerdem Zudem Ferner Überdies Zugleich Gleichzeitig Indes Indessen Unterdessen Inzwischen Mittlerweile Derweil
Allerdings Jedoch Dennoch Trotzdem Gleichwohl Hingegen Immerhin Vielmehr Stattdessen Andernfalls Sonst Ansonsten
Also Somit Folglich Demnach Demzufolge Offenbar Offensichtlich Vermutlich Wahrscheinlich Vielleicht Möglicherweise
Leider Zwar Nämlich Tatsächlich Eigentlich Natürlich Insgesamt Insbesondere Besonders Vor Allem Lediglich Kurz Bisher
Bislang Künftig Aktuell Derzeit Zurzeit Momentan Nie Niemals Immer Oft Häufig Manchmal Selten Wieder Seitdem Seither
Sogar Selbst Nicht Mehr Ebenso Ebenfalls Genauso Ähnlich Einerseits Andererseits Erstmals Ursprünglich Nachts Abends
Jährlich Vergangene Vergangenen Letzte Letzten Nächste Erneut Kürzlich Zuletzt Montags
Ist Sind War Waren Hat Haben Hatte Hatten Wird Werden Wurde Wurden Kann Können Soll Sollen Muss Müssen
"""
_ENGLISH_OPENERS = """
The A An This That These Those He She It They We You I His Her Its Their Our Your My One Some Any All Both Each Every
Many Most Much Few Several Other Another Such No None Nobody Nothing Everyone Everything Someone Something
Who What When Where Why How Which Whose Whom
In On At By For From With Without Within To Into Of Off Over Under After Before Between During Through Throughout Until
Since Because Although Though While Whereas If Unless As Once Despite Among Against Across Along Around Behind Below
Besides Beyond Like Near Toward Towards Upon Via According Due Instead
And Or But Nor So Yet Either Neither Not Only Also Even Still Just Then There Here Now Today Yesterday Tomorrow
However Therefore Thus Hence Moreover Furthermore Nevertheless Nonetheless Meanwhile Otherwise Additionally Finally
First Second Third Next Later Earlier Recently Currently Previously Originally Initially Eventually Afterwards Again
Perhaps Maybe Indeed Instead Overall Usually Often Sometimes Never Always Especially Unfortunately Similarly
Is Are Was Were Has Have Had Do Does Did Can Could Will Would Should May Might Must
Mr Mrs Ms Dr Prof
"""

STOP_WORDS: Final = {code: frozenset(f"{words} {_QUESTION_WORDS[code]}".split()) for code, words in _STOP_WORDS.items()}
"""Words that say nothing about the subject of a question; question words are among them."""

SENTENCE_OPENERS: Final = frozenset(_GERMAN_OPENERS.split()) | frozenset(_ENGLISH_OPENERS.split())
"""Words that open a sentence: what follows a glued heading, or an abbreviation that ends a sentence.

German writes every noun with a capital, so a capital alone says nothing there. A closed list of function words does:
articles, pronouns, prepositions, adverbs and conjunctions.
"""
