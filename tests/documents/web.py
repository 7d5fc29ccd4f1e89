"""Web pages as they are found: of a newspaper, an encyclopedia, a manual, and one of the year 2002."""

from __future__ import annotations

NEWSPAPER = """<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">
<title>Stadtrat beschließt neue Gebührenordnung – Celler Bote</title><style>.x{color:red}</style>
<script>var a = "<p>Skript</p>"</script></head>
<body class="has-sidebar no-cookie">
<div id="cookie-banner" class="cookie-consent"><h2>Wir verwenden Cookies</h2>
<p>Diese Website nutzt Cookies. Mehr in der <a href="/d">Datenschutzerklärung</a>.</p><button>Akzeptieren</button></div>
<header class="site-header"><a href="/"><img alt="Logo" src="http://example.invalid/logo.png"></a>Die Zeitung für Celle
<nav><ul><li><a href="/p">Politik</a></li><li><a href="/s">Sport</a></li><li><a href="/k">Kultur</a></li></ul></nav>
</header><div class="breadcrumbs"><a href="/">Start</a> &gt; <a href="/l">Lokales</a></div>
<div class="wrapper"><main><article>
<header><h1>Stadtrat beschließt neue Gebührenordnung</h1><p class="byline">Von Anna Müller, 3. März 2024</p></header>
<div class="share-buttons social"><a href="#">Teilen</a><a href="#">Senden</a></div>
<p>Der Stadtrat von Celle hat am Donnerstag eine neue <a href="/g">Gebührenordnung</a>
   beschlossen.<br>Sie gilt ab 1. Juli.</p>
<p style="display: none">Unsichtbar durch Stil</p><p aria-hidden="true">Unsichtbar für Vorleser</p>
<h2>Was sich ändert<a class="headerlink" href="#x">¶</a></h2>
<ul><li>Parkausweise kosten 60&nbsp;Euro.</li><li>Die Abholung von Sperrmüll<ul><li>bis 2 m³: 20 Euro</li>
<li>darüber: 45 Euro</li></ul></li><li><p>Hunde kosten 90 Euro.</p></li></ul>
<figure><img src="x.jpg"><figcaption>Der Rat tagte bis in den Abend.</figcaption></figure>
<table><caption>Gebühren im Vergleich</caption><thead><tr><th>Leistung</th><th>Bisher</th><th>Neu</th></tr></thead>
<tbody><tr><td>Parkausweis</td><td>30 €</td><td>60 €</td></tr><tr><td>Sperrmüll</td><td>15 €</td><td>20 €</td></tr>
</tbody></table>
<h3>Nächste Schritte</h3><ol start="3"><li>Satzung veröffentlichen</li><li>Bescheide versenden</li></ol>
<aside class="related"><h3>Lesen Sie auch</h3><ul><li><a href="/1">Streit um den Haushalt</a></li>
<li><a href="/2">Neue Buslinie startet</a></li><li><a href="/3">Freibad öffnet früher</a></li></ul></aside>
</article></main><aside id="sidebar"><h3>Meistgelesen</h3><a href="/a">Wetter: Sturm erwartet</a></aside></div>
<footer><p>© 2024 Celler Bote</p><a href="/i">Impressum</a></footer><noscript>Bitte Skripte erlauben</noscript>
</body></html>"""

ENCYCLOPEDIA = """<!DOCTYPE html><html><head><meta charset="UTF-8"><title>Celle – Enzyklopädie</title></head><body>
<div id="content" role="main"><h1>Celle</h1><div class="noprint">aus der freien Enzyklopädie</div>
<table class="infobox"><tr><th colspan="2">Basisdaten</th></tr><tr><th>Bundesland:</th><td>Niedersachsen</td></tr>
<tr><th>Fläche:</th><td>176,03 km²</td></tr></table>
<p><b>Celle</b> ist eine Stadt in <a href="/n">Niedersachsen</a>.</p>
<div id="toc" class="toc"><h2>Inhaltsverzeichnis</h2><ul><li><a href="#1">1 Geographie</a></li></ul></div>
<h2>Geographie<span class="mw-editsection">[<a href="e">Bearbeiten</a>]</span></h2><p>Celle liegt an der Aller.</p>
<table class="wikitable"><tr><th rowspan="2">Jahr</th><th colspan="2">Einwohner</th></tr>
<tr><th>Stadt</th><th>Landkreis</th></tr><tr><td>2000</td><td>72.000</td><td>180.000</td></tr></table></div>
<div id="mw-navigation"><h2>Navigationsmenü</h2><ul><li><a>Hauptseite</a></li></ul></div></body></html>"""

MANUAL = """<!doctype html><html><head><title>Installation — Handbuch 2.1</title></head><body>
<div class="related" role="navigation"><ul><li><a href="a">Register</a></li><li><a href="b">weiter</a></li></ul></div>
<div class="body" role="main"><h1>Installation</h1><p>Benötigt wird Python 3.11 oder neuer.</p>
<pre>pip install beleg
beleg index</pre>
<dl><dt>BELEG_SEEDS</dt><dd><p>Der Ordner der Dokumente.</p></dd>
<dt>BELEG_INDEX_DIR</dt><dd>Der Ordner des Index.</dd></dl>
<h2>Siehe auch</h2><ul><li><a href="x">Konfiguration</a></li><li><a href="y">Betrieb</a></li>
<li><a href="z">Fehler</a></li>
</ul></div></body></html>"""

OF_2002 = """<HTML><HEAD><TITLE>Satzung des TSV Altstadt</TITLE>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1"></HEAD><BODY BGCOLOR=white>
<TABLE WIDTH=800><TR><TD COLSPAN=2><FONT SIZE=5>TSV Altstadt</FONT></TD></TR>
<TR><TD WIDTH=150><A HREF=1.htm>Startseite</A><BR><A HREF=2.htm>Termine</A><BR><A HREF=3.htm>Kontakt</A></TD>
<TD><H2>Beitr&auml;ge</H2><P>Der Verein wurde 1921 in Köln gegr&uuml;ndet – mit „Schwung“.<P>Er erhebt Beitr&auml;ge.
<TABLE BORDER=1><TR><TD><B>Gruppe</B></TD><TD><B>Beitrag</B></TD></TR><TR><TD>Kinder</TD><TD>40 &euro;</TD></TR>
<TR><TD>Erwachsene</TD><TD>90 &euro;</TD></TR></TABLE><UL><LI>Aufnahme schriftlich<LI>K&uuml;ndigung zum Jahresende</UL>
</TD></TR></TABLE></BODY></HTML>"""

OFFICE = """<!doctype html><html><head><title>Personalausweis | Stadt Celle</title></head><body><div id="page">
<div id="mainnav"><ul><li><a href="/b">Bürgerservice</a></li><li><a href="/w">Wirtschaft</a></li></ul></div>
<div id="content"><h1>Personalausweis</h1><p>Ab 16 Jahren besteht die Pflicht, einen Ausweis zu haben.</p>
<button aria-controls="papers">Unterlagen</button>
<div id="papers" hidden><ul><li>Foto</li><li>alter Ausweis</li></ul></div>
<h2>Gebühren</h2><div class="accordion-body" style="display:none"><p>22,80 Euro unter 24 Jahren</p></div>
<h2>Formulare</h2><ul><li><a href="a">Antrag</a></li><li><a href="b">Vollmacht</a></li>
<li><a href="c">Merkblatt</a></li></ul>
</div><div id="right"><h3>Termin buchen</h3><p>Buchen Sie online.</p></div></div></body></html>"""

LINKS_ONLY = """<html><body><nav><ul><li><a href=a>Start</a><li><a href=b>Preise</a></ul></nav>
<div class=menu><a href=c>Kontakt</a> <a href=d>Anfahrt zum Werk Celle</a></div></body></html>"""


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><body><main>{body}</main></body></html>".encode()
