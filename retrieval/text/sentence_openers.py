"""Words that open a sentence: what follows a glued heading, or an abbreviation that ends a sentence.

German writes every noun with a capital, so a capital alone says nothing there. A closed list of function
words does: articles, pronouns, prepositions, adverbs and conjunctions, German and English.
"""

from __future__ import annotations

_GERMAN = """
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

_ENGLISH = """
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

SENTENCE_OPENERS: frozenset[str] = frozenset(_GERMAN.split()) | frozenset(_ENGLISH.split())
