<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name>Felloe</name>
  <message>
   <source>You</source>
   <translation>Du</translation>
  </message>
  <message>
   <source>The assistant</source>
   <translation>Der Assistent</translation>
  </message>
  <message>
   <source>Code</source>
   <translation>Code</translation>
  </message>
  <message>
   <source>Allow</source>
   <translation>Erlauben</translation>
  </message>
  <message>
   <source>Read only</source>
   <translation>Nur lesen</translation>
  </message>
  <message>
   <source>Ask each time</source>
   <translation>Jedes Mal fragen</translation>
  </message>
  <message>
   <source>Never</source>
   <translation>Nie</translation>
  </message>
  <message>
   <source>Always</source>
   <translation>Immer</translation>
  </message>
  <message>
   <source>Revoked</source>
   <translation>Widerrufen</translation>
  </message>
  <message>
   <source>What asked for it has ended</source>
   <translation>Was danach fragte, ist zu Ende</translation>
  </message>
  <message>
   <source>Nobody answered in time</source>
   <translation>Niemand hat rechtzeitig geantwortet</translation>
  </message>
  <message>
   <source>Queued</source>
   <translation>Eingereiht</translation>
  </message>
  <message>
   <source>Running</source>
   <translation>Läuft</translation>
  </message>
  <message>
   <source>Waiting</source>
   <translation>Wartet</translation>
  </message>
  <message>
   <source>Unknown</source>
   <translation>Unbekannt</translation>
  </message>
  <message numerus="yes">
   <source>%n calls</source>
   <translation>
    <numerusform>%n Aufruf</numerusform>
    <numerusform>%n Aufrufe</numerusform>
   </translation>
  </message>
  <message>
   <source>Failed</source>
   <translation>Fehlgeschlagen</translation>
  </message>
  <message>
   <source>You, for {what}</source>
   <translation>Du, für {what}</translation>
  </message>
  <message>
   <source>Allowed</source>
   <translation>Erlaubt</translation>
  </message>
  <message>
   <source>on another device</source>
   <translation>auf einem anderen Gerät</translation>
  </message>
  <message>
   <source>It may have run. Look before you repeat it.</source>
   <translation>Es ist vielleicht gelaufen. Sieh nach, bevor du es wiederholst.</translation>
  </message>
  <message>
   <source>{who}, from {device}</source>
   <translation>{who}, von {device}</translation>
  </message>
  <message>
   <source>Ran</source>
   <translation>Gelaufen</translation>
  </message>
  <message>
   <source>Denied</source>
   <translation>Abgelehnt</translation>
  </message>
  <message>
   <source>Stopped</source>
   <translation>Angehalten</translation>
  </message>
  <message>
   <source>Grant</source>
   <translation>Freigabe</translation>
  </message>
  <message>
   <source>Called by others</source>
   <translation>Aufruf durch andere</translation>
  </message>
  <message>
   <source>Unanswered</source>
   <translation>Unbeantwortet</translation>
  </message>
  <message>
   <source>not granted</source>
   <translation>nicht freigegeben</translation>
  </message>
  <message>
   <source>others may not call it</source>
   <translation>andere dürfen es nicht aufrufen</translation>
  </message>
  <message>
   <source>A skill, {digest}</source>
   <translation>Ein Skill, {digest}</translation>
  </message>
  <message>
   <source>for your answer</source>
   <translation>auf deine Antwort</translation>
  </message>
  <message>
   <source>All states</source>
   <translation>Alle Zustände</translation>
  </message>
  <message>
   <source>Decided by you</source>
   <translation>Von dir entschieden</translation>
  </message>
  <message>
   <source>Any time</source>
   <translation>Jederzeit</translation>
  </message>
  <message>
   <source>Today</source>
   <translation>Heute</translation>
  </message>
  <message>
   <source>7 days</source>
   <translation>7 Tage</translation>
  </message>
  <message>
   <source>30 days</source>
   <translation>30 Tage</translation>
  </message>
  <message>
   <source>Search runs and calls</source>
   <translation>Läufe und Aufrufe suchen</translation>
  </message>
  <message>
   <source>State</source>
   <translation>Zustand</translation>
  </message>
  <message>
   <source>Device</source>
   <translation>Gerät</translation>
  </message>
  <message>
   <source>Time</source>
   <translation>Zeit</translation>
  </message>
  <message>
   <source>Clear filters</source>
   <translation>Filter aufheben</translation>
  </message>
  <message>
   <source>Activity</source>
   <translation>Aktivität</translation>
  </message>
  <message>
   <source>This device</source>
   <translation>Dieses Gerät</translation>
  </message>
  <message numerus="yes">
   <source>%n entries</source>
   <translation>
    <numerusform>%n Eintrag</numerusform>
    <numerusform>%n Einträge</numerusform>
   </translation>
  </message>
  <message>
   <source>Export…</source>
   <translation>Exportieren…</translation>
  </message>
  <message>
   <source>What is listed, as JSON lines</source>
   <translation>Was hier steht, als JSON-Zeilen</translation>
  </message>
  <message>
   <source>Reading what ran</source>
   <translation>Lesen, was lief</translation>
  </message>
  <message>
   <source>What happened</source>
   <translation>Was geschah</translation>
  </message>
  <message>
   <source>Export the list</source>
   <translation>Die Liste exportieren</translation>
  </message>
  <message>
   <source>Exporting the list</source>
   <translation>Exportieren der Liste</translation>
  </message>
  <message>
   <source>Wrote {entries} to {file}.</source>
   <translation>{entries} nach {file} geschrieben.</translation>
  </message>
  <message>
   <source>Reading</source>
   <translation>Wird gelesen</translation>
  </message>
  <message>
   <source>Reading more</source>
   <translation>Weiteres lesen</translation>
  </message>
  <message>
   <source>Reading the run</source>
   <translation>Lesen des Laufs</translation>
  </message>
  <message>
   <source>The last {entries}, more as you scroll</source>
   <translation>Zuletzt {entries}, mehr beim Blättern</translation>
  </message>
  <message>
   <source>Nothing fits these filters</source>
   <translation>Nichts passt zu diesen Filtern</translation>
  </message>
  <message>
   <source>Nothing is lost: choose fewer filters.</source>
   <translation>Nichts ist verloren: wähle weniger Filter.</translation>
  </message>
  <message>
   <source>Nothing ran here yet</source>
   <translation>Hier lief noch nichts</translation>
  </message>
  <message>
   <source>Every run of a function or of code will stand here: what it took, what it called, how it ended.</source>
   <translation>Hier steht jeder Lauf einer Funktion oder von Code: was er brauchte, was er aufrief, wie er endete.</translation>
  </message>
  <message>
   <source>Asked</source>
   <translation>Gefragt</translation>
  </message>
  <message>
   <source>What ran</source>
   <translation>Was lief</translation>
  </message>
  <message>
   <source>Copy the run as JSON</source>
   <translation>Den Lauf als JSON kopieren</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>Schließen</translation>
  </message>
  <message>
   <source>Result</source>
   <translation>Ergebnis</translation>
  </message>
  <message numerus="yes">
   <source>%n calls denied</source>
   <translation>
    <numerusform>%n Aufruf abgelehnt</numerusform>
    <numerusform>%n Aufrufe abgelehnt</numerusform>
   </translation>
  </message>
  <message>
   <source>not measured</source>
   <translation>nicht gemessen</translation>
  </message>
  <message>
   <source>{used} of {most}</source>
   <translation>{used} von {most}</translation>
  </message>
  <message numerus="yes">
   <source>and %n more</source>
   <translation>
    <numerusform>und %n weiterer</numerusform>
    <numerusform>und %n weitere</numerusform>
   </translation>
  </message>
  <message>
   <source>Calls to the outside</source>
   <translation>Aufrufe nach außen</translation>
  </message>
  <message>
   <source>Output</source>
   <translation>Ausgabe</translation>
  </message>
  <message>
   <source>Asked by</source>
   <translation>Gefragt von</translation>
  </message>
  <message>
   <source>Ran on</source>
   <translation>Lief auf</translation>
  </message>
  <message>
   <source>Began</source>
   <translation>Begann</translation>
  </message>
  <message>
   <source>{all}, in Python {guest}</source>
   <translation>{all}, in Python {guest}</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>Speicher</translation>
  </message>
  <message>
   <source>What</source>
   <translation>Was</translation>
  </message>
  <message>
   <source>Took</source>
   <translation>Dauer</translation>
  </message>
  <message>
   <source>Waits for your answer</source>
   <translation>Wartet auf deine Antwort</translation>
  </message>
  <message numerus="yes">
   <source>Answering, %n words/s</source>
   <translation>
    <numerusform>Antwortet, %n Wort/s</numerusform>
    <numerusform>Antwortet, %n Wörter/s</numerusform>
   </translation>
  </message>
  <message>
   <source>Waits for the model, {n} s</source>
   <translation>Wartet auf das Modell, {n} s</translation>
  </message>
  <message>
   <source>Answering</source>
   <translation>Antwortet</translation>
  </message>
  <message>
   <source>An answer begins</source>
   <translation>Eine Antwort beginnt</translation>
  </message>
  <message>
   <source>The answer is there</source>
   <translation>Die Antwort ist da</translation>
  </message>
  <message>
   <source>Alt+A to answer</source>
   <translation>Alt+A zum Antworten</translation>
  </message>
  <message>
   <source>{what} ({key} while the focus is in this question)</source>
   <translation>{what} ({key}, solange der Fokus in dieser Frage ist)</translation>
  </message>
  <message>
   <source>More…</source>
   <translation>Mehr…</translation>
  </message>
  <message>
   <source>Allow or deny for good</source>
   <translation>Auf Dauer erlauben oder ablehnen</translation>
  </message>
  <message>
   <source>Always: {what}</source>
   <translation>Immer: {what}</translation>
  </message>
  <message>
   <source>Never: {what}</source>
   <translation>Nie: {what}</translation>
  </message>
  <message numerus="yes">
   <source>Show all %n lines</source>
   <translation>
    <numerusform>%n Zeile zeigen</numerusform>
    <numerusform>Alle %n Zeilen zeigen</numerusform>
   </translation>
  </message>
  <message>
   <source>Arguments</source>
   <translation>Argumente</translation>
  </message>
  <message>
   <source>Answering the question</source>
   <translation>Beantworten der Frage</translation>
  </message>
  <message>
   <source>{device} asks more than these. The rest comes as you answer.</source>
   <translation>{device} fragt noch mehr als das hier. Der Rest kommt, sobald du antwortest.</translation>
  </message>
  <message numerus="yes">
   <source>%n more ask you</source>
   <translation>
    <numerusform>%n weitere Frage an dich</numerusform>
    <numerusform>%n weitere Fragen an dich</numerusform>
   </translation>
  </message>
  <message>
   <source>Allow {what}?</source>
   <translation>{what} erlauben?</translation>
  </message>
  <message>
   <source>{who} asks</source>
   <translation>{who} fragt</translation>
  </message>
  <message>
   <source>It reaches outside the sandbox.</source>
   <translation>Es greift über die Sandbox hinaus.</translation>
  </message>
  <message>
   <source>Expires in {n} h</source>
   <translation>Läuft in {n} Std. ab</translation>
  </message>
  <message>
   <source>Allows {what} with exactly the arguments above, whenever {skill} asks, in any chat or none.</source>
   <translation>Erlaubt {what} mit genau den Argumenten oben, wann immer {skill} fragt, in jedem Chat und ohne Chat.</translation>
  </message>
  <message>
   <source>What is to last is decided at that device itself.</source>
   <translation>Was dauern soll, wird an jenem Gerät entschieden.</translation>
  </message>
  <message>
   <source>Your answer came too late: {what} is not asked for any more.</source>
   <translation>Deine Antwort kam zu spät: nach {what} wird nicht mehr gefragt.</translation>
  </message>
  <message>
   <source>{what} on {device}</source>
   <translation>{what} auf {device}</translation>
  </message>
  <message>
   <source>The assistant asks</source>
   <translation>Der Assistent fragt</translation>
  </message>
  <message>
   <source>Expires in {n} min</source>
   <translation>Läuft in {n} Min. ab</translation>
  </message>
  <message>
   <source>Always, this path</source>
   <translation>Immer, dieser Pfad</translation>
  </message>
  <message>
   <source>In this chat, these arguments</source>
   <translation>Im Chat, diese Argumente</translation>
  </message>
  <message>
   <source>Always, these arguments</source>
   <translation>Immer, diese Argumente</translation>
  </message>
  <message>
   <source>Allows {what}, whenever {skill} asks, in any chat or none.</source>
   <translation>Erlaubt {what}, wann immer {skill} fragt, in jedem Chat und ohne Chat.</translation>
  </message>
  <message>
   <source>Allows {what} with exactly the arguments above, as often as this chat asks.</source>
   <translation>Erlaubt {what} mit genau den Argumenten oben, sooft dieser Chat fragt.</translation>
  </message>
  <message>
   <source>Allows {what} with exactly the arguments above, whoever calls it, from any chat or device.</source>
   <translation>Erlaubt {what} mit genau den Argumenten oben, wer auch immer es aufruft, aus jedem Chat und von jedem Gerät.</translation>
  </message>
  <message>
   <source>It is too long to be answered from here: answer it on {device}.</source>
   <translation>Sie ist zu lang, um sie von hier aus zu beantworten: Beantworte sie auf {device}.</translation>
  </message>
  <message>
   <source>this device</source>
   <translation>diesem Gerät</translation>
  </message>
  <message>
   <source>On {device}: {what}?</source>
   <translation>Auf {device}: {what}?</translation>
  </message>
  <message>
   <source>You are asked again, for in the same call you allowed only {what}.</source>
   <translation>Du wirst noch einmal gefragt, denn im selben Aufruf hast du nur {what} erlaubt.</translation>
  </message>
  <message>
   <source>Read before asking: {what}.</source>
   <translation>Vorher gelesen: {what}.</translation>
  </message>
  <message>
   <source>Allow once</source>
   <translation>Einmal erlauben</translation>
  </message>
  <message>
   <source>Deny</source>
   <translation>Ablehnen</translation>
  </message>
  <message>
   <source>Allows {what} with any arguments, as often as this chat asks.</source>
   <translation>Erlaubt {what} mit beliebigen Argumenten, sooft dieser Chat fragt.</translation>
  </message>
  <message>
   <source>Your answer came too late: {what} was allowed before, on {device}.</source>
   <translation>Deine Antwort kam zu spät: {what} wurde vorher erlaubt, auf {device}.</translation>
  </message>
  <message>
   <source>Your answer came too late: {what} was denied before, on {device}.</source>
   <translation>Deine Antwort kam zu spät: {what} wurde vorher abgelehnt, auf {device}.</translation>
  </message>
  <message>
   <source>In this chat</source>
   <translation>In diesem Chat</translation>
  </message>
  <message>
   <source>In this chat, any arguments</source>
   <translation>Im Chat, alle Argumente</translation>
  </message>
  <message>
   <source>Allows {what}, as often as this chat asks.</source>
   <translation>Erlaubt {what}, sooft dieser Chat fragt.</translation>
  </message>
  <message>
   <source>Chats</source>
   <translation>Chats</translation>
  </message>
  <message>
   <source>Messages</source>
   <translation>Nachrichten</translation>
  </message>
  <message>
   <source>Find in this chat</source>
   <translation>In diesem Chat suchen</translation>
  </message>
  <message>
   <source>Inspector</source>
   <translation>Inspektor</translation>
  </message>
  <message>
   <source>Import chats</source>
   <translation>Chats importieren</translation>
  </message>
  <message>
   <source>New chat, only on this device</source>
   <translation>Neuer Chat, nur auf diesem Gerät</translation>
  </message>
  <message>
   <source>Export this chat</source>
   <translation>Diesen Chat exportieren</translation>
  </message>
  <message>
   <source>Previous message</source>
   <translation>Vorige Nachricht</translation>
  </message>
  <message>
   <source>Next message</source>
   <translation>Nächste Nachricht</translation>
  </message>
  <message>
   <source>Interrupted</source>
   <translation>Unterbrochen</translation>
  </message>
  <message>
   <source>What was written is kept.</source>
   <translation>Was geschrieben wurde, ist noch da.</translation>
  </message>
  <message>
   <source>Continue</source>
   <translation>Fortsetzen</translation>
  </message>
  <message>
   <source>Begun anew</source>
   <translation>Neu begonnen</translation>
  </message>
  <message>
   <source>Felloe's node was lost while this was written.</source>
   <translation>Felloes Knoten ging weg, während dies geschrieben wurde.</translation>
  </message>
  <message>
   <source>once</source>
   <translation>einmal</translation>
  </message>
  <message>
   <source>for this chat</source>
   <translation>für diesen Chat</translation>
  </message>
  <message>
   <source>from now on, with these arguments</source>
   <translation>ab jetzt, mit diesen Argumenten</translation>
  </message>
  <message>
   <source>always</source>
   <translation>immer</translation>
  </message>
  <message>
   <source>never again</source>
   <translation>nie wieder</translation>
  </message>
  <message>
   <source>It asked the model as often as one answer may.</source>
   <translation>Es hat das Modell so oft gefragt, wie eine Antwort darf.</translation>
  </message>
  <message>
   <source>It took as long as one answer may.</source>
   <translation>Es dauerte so lange, wie eine Antwort darf.</translation>
  </message>
  <message>
   <source>It used as many tokens as one answer may.</source>
   <translation>Es brauchte so viele Tokens, wie eine Antwort darf.</translation>
  </message>
  <message>
   <source>It grew as long as a message may be.</source>
   <translation>Es wurde so lang, wie eine Nachricht sein darf.</translation>
  </message>
  <message>
   <source>The model called the same again and again.</source>
   <translation>Das Modell rief immer wieder dasselbe auf.</translation>
  </message>
  <message>
   <source>{what}. It is asked on its device.</source>
   <translation>{what}. Gefragt wird auf jenem Gerät.</translation>
  </message>
  <message>
   <source>No model answered.</source>
   <translation>Kein Modell hat geantwortet.</translation>
  </message>
  <message>
   <source>Try again</source>
   <translation>Noch einmal</translation>
  </message>
  <message>
   <source>Not answered</source>
   <translation>Nicht beantwortet</translation>
  </message>
  <message>
   <source>{what}. Its time was over.</source>
   <translation>{what}. Die Zeit war um.</translation>
  </message>
  <message>
   <source>Not needed</source>
   <translation>Nicht nötig</translation>
  </message>
  <message>
   <source>{what}. The answer ended before.</source>
   <translation>{what}. Die Antwort war vorher zu Ende.</translation>
  </message>
  <message>
   <source>By you. What was written is kept.</source>
   <translation>Von dir. Was geschrieben wurde, ist noch da.</translation>
  </message>
  <message>
   <source>Felloe's node stopped here. What was written is kept.</source>
   <translation>Felloes Knoten hielt hier an. Was geschrieben wurde, ist noch da.</translation>
  </message>
  <message>
   <source>Ended</source>
   <translation>Beendet</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>Modelle</translation>
  </message>
  <message numerus="yes">
   <source>%n more</source>
   <translation>
    <numerusform>%n weiterer</numerusform>
    <numerusform>%n weitere</numerusform>
   </translation>
  </message>
  <message>
   <source>Being written</source>
   <translation>Wird geschrieben</translation>
  </message>
  <message>
   <source>It may have run on {device}. Look before you repeat it.</source>
   <translation>Es ist auf {device} vielleicht gelaufen. Sieh nach, bevor du es wiederholst.</translation>
  </message>
  <message>
   <source>Ran code</source>
   <translation>Code ausgeführt</translation>
  </message>
  <message>
   <source>on {device}, in the sandbox</source>
   <translation>auf {device}, in der Sandbox</translation>
  </message>
  <message>
   <source>in the sandbox</source>
   <translation>in der Sandbox</translation>
  </message>
  <message>
   <source>on {device}</source>
   <translation>auf {device}</translation>
  </message>
  <message>
   <source>{device} · not granted</source>
   <translation>{device} · nicht freigegeben</translation>
  </message>
  <message>
   <source>Not granted</source>
   <translation>Nicht freigegeben</translation>
  </message>
  <message>
   <source>It was stopped.</source>
   <translation>Es wurde angehalten.</translation>
  </message>
  <message>
   <source>For your answer</source>
   <translation>Auf deine Antwort</translation>
  </message>
  <message>
   <source>After the others</source>
   <translation>Nach den anderen</translation>
  </message>
  <message>
   <source>{n} s</source>
   <translation>{n} s</translation>
  </message>
  <message>
   <source>Hide</source>
   <translation>Verbergen</translation>
  </message>
  <message>
   <source>Show</source>
   <translation>Zeigen</translation>
  </message>
  <message>
   <source>Thought</source>
   <translation>Gedanke</translation>
  </message>
  <message>
   <source>Opening the chat</source>
   <translation>Öffnen des Chats</translation>
  </message>
  <message>
   <source>Reading earlier messages</source>
   <translation>Lesen früherer Nachrichten</translation>
  </message>
  <message>
   <source>Assistant</source>
   <translation>Assistent</translation>
  </message>
  <message>
   <source>System</source>
   <translation>System</translation>
  </message>
  <message>
   <source>Tool</source>
   <translation>Werkzeug</translation>
  </message>
  <message>
   <source>Branch {n} of {all}</source>
   <translation>Zweig {n} von {all}</translation>
  </message>
  <message>
   <source>{who} on {device}</source>
   <translation>{who} auf {device}</translation>
  </message>
  <message>
   <source>C copies, E edits, R answers again, left and right change the branch, the menu key shows more.</source>
   <translation>C kopiert, E bearbeitet, R antwortet neu, links und rechts wechseln den Zweig, die Menütaste zeigt mehr.</translation>
  </message>
  <message>
   <source>Go to the end of the chat</source>
   <translation>Zum Ende des Chats</translation>
  </message>
  <message>
   <source>New text below</source>
   <translation>Neuer Text weiter unten</translation>
  </message>
  <message>
   <source>Next branch (Right)</source>
   <translation>Nächster Zweig (Rechts)</translation>
  </message>
  <message>
   <source>Copy the message (C)</source>
   <translation>Die Nachricht kopieren (C)</translation>
  </message>
  <message>
   <source>Edit the message (E)</source>
   <translation>Die Nachricht bearbeiten (E)</translation>
  </message>
  <message>
   <source>Answer again (R)</source>
   <translation>Neu antworten (R)</translation>
  </message>
  <message>
   <source>More for this message</source>
   <translation>Mehr zu dieser Nachricht</translation>
  </message>
  <message>
   <source>Previous branch (Left)</source>
   <translation>Voriger Zweig (Links)</translation>
  </message>
  <message>
   <source>Felloe starts</source>
   <translation>Felloe startet</translation>
  </message>
  <message>
   <source>The first time this takes some seconds. You can write already: your text is kept.</source>
   <translation>Beim ersten Mal dauert das einige Sekunden. Schreiben kannst du schon: dein Text bleibt erhalten.</translation>
  </message>
  <message>
   <source>A new chat</source>
   <translation>Ein neuer Chat</translation>
  </message>
  <message>
   <source>It begins with your first message. Type / to call a function.</source>
   <translation>Er beginnt mit deiner ersten Nachricht. Mit / rufst du eine Funktion auf.</translation>
  </message>
  <message>
   <source>Close (Esc)</source>
   <translation>Schließen (Esc)</translation>
  </message>
  <message>
   <source>Previous hit (Shift+Enter)</source>
   <translation>Voriger Treffer (Umschalt+Eingabe)</translation>
  </message>
  <message>
   <source>Next hit (Enter)</source>
   <translation>Nächster Treffer (Eingabe)</translation>
  </message>
  <message>
   <source>{n} of {all}</source>
   <translation>{n} von {all}</translation>
  </message>
  <message>
   <source>No message contains it</source>
   <translation>In keiner Nachricht</translation>
  </message>
  <message>
   <source>Going to the message</source>
   <translation>Sprung zur Nachricht</translation>
  </message>
  <message>
   <source>Looking in this chat</source>
   <translation>Suche in diesem Chat</translation>
  </message>
  <message>
   <source>No run chosen</source>
   <translation>Kein Lauf gewählt</translation>
  </message>
  <message>
   <source>Copy the code</source>
   <translation>Den Code kopieren</translation>
  </message>
  <message>
   <source>Close the inspector (Ctrl+I)</source>
   <translation>Den Inspektor schließen (Strg+I)</translation>
  </message>
  <message>
   <source>Id</source>
   <translation>Id</translation>
  </message>
  <message>
   <source>Started</source>
   <translation>Begonnen</translation>
  </message>
  <message>
   <source>New chat</source>
   <translation>Neuer Chat</translation>
  </message>
  <message>
   <source>Folder</source>
   <translation>Ordner</translation>
  </message>
  <message>
   <source>Only on this device</source>
   <translation>Nur dieses Gerät</translation>
  </message>
  <message>
   <source>Find in this chat (Ctrl+G)</source>
   <translation>In diesem Chat suchen (Strg+G)</translation>
  </message>
  <message>
   <source>Inspector (Ctrl+I)</source>
   <translation>Inspektor (Strg+I)</translation>
  </message>
  <message>
   <source>More for this chat</source>
   <translation>Mehr zu diesem Chat</translation>
  </message>
  <message>
   <source>Folder {name}</source>
   <translation>Ordner {name}</translation>
  </message>
  <message>
   <source>Drop to attach</source>
   <translation>Zum Anhängen loslassen</translation>
  </message>
  <message>
   <source>Text</source>
   <translation>Text</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>Kopieren</translation>
  </message>
  <message numerus="yes">
   <source>Show all %n</source>
   <translation>
    <numerusform>%n zeigen</numerusform>
    <numerusform>Alle %n zeigen</numerusform>
   </translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>Anhalten</translation>
  </message>
  <message>
   <source>Inspect</source>
   <translation>Ansehen</translation>
  </message>
  <message>
   <source>chats</source>
   <translation>Chats</translation>
  </message>
  <message>
   <source>Titles and messages (Ctrl+F)</source>
   <translation>Titel und Nachrichten (Strg+F)</translation>
  </message>
  <message>
   <source>Archived</source>
   <translation>Archiviert</translation>
  </message>
  <message>
   <source>Waits to sync</source>
   <translation>Wartet auf den Abgleich</translation>
  </message>
  <message>
   <source>Saving {name}</source>
   <translation>Speichern von {name}</translation>
  </message>
  <message>
   <source>The file may have been written by then.</source>
   <translation>Die Datei kann da schon geschrieben sein.</translation>
  </message>
  <message>
   <source>Save the file</source>
   <translation>Die Datei speichern</translation>
  </message>
  <message>
   <source>Saved {name}.</source>
   <translation>{name} gespeichert.</translation>
  </message>
  <message>
   <source>Deleted “{title}”.</source>
   <translation>„{title}“ gelöscht.</translation>
  </message>
  <message>
   <source>Rename the chat</source>
   <translation>Den Chat umbenennen</translation>
  </message>
  <message>
   <source>Title</source>
   <translation>Titel</translation>
  </message>
  <message>
   <source>New folder</source>
   <translation>Neuer Ordner</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message>
   <source>New tag</source>
   <translation>Neues Schlagwort</translation>
  </message>
  <message>
   <source>Letting the chat sync</source>
   <translation>Freigeben des Chats zum Abgleich</translation>
  </message>
  <message>
   <source>Deleting the chat</source>
   <translation>Löschen des Chats</translation>
  </message>
  <message>
   <source>Restoring the chat</source>
   <translation>Wiederherstellen des Chats</translation>
  </message>
  <message>
   <source>Delete “{title}” for good, on all your devices? Nothing brings it back.</source>
   <translation>„{title}“ endgültig löschen, auf allen deinen Geräten? Nichts bringt es zurück.</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>Löschen</translation>
  </message>
  <message>
   <source>Keep</source>
   <translation>Behalten</translation>
  </message>
  <message>
   <source>Unpinned “{title}”.</source>
   <translation>„{title}“ ist nicht mehr angeheftet.</translation>
  </message>
  <message>
   <source>Pinned “{title}”.</source>
   <translation>„{title}“ ist angeheftet.</translation>
  </message>
  <message>
   <source>Pinning the chat</source>
   <translation>Anheften des Chats</translation>
  </message>
  <message>
   <source>Took “{title}” out of {folder}.</source>
   <translation>„{title}“ aus {folder} genommen.</translation>
  </message>
  <message>
   <source>Put “{title}” into {folder}.</source>
   <translation>„{title}“ in {folder} gelegt.</translation>
  </message>
  <message>
   <source>Filing the chat</source>
   <translation>Ablegen des Chats</translation>
  </message>
  <message>
   <source>Took {tag} off “{title}”.</source>
   <translation>{tag} von „{title}“ genommen.</translation>
  </message>
  <message>
   <source>Tagged “{title}” with {tag}.</source>
   <translation>„{title}“ mit {tag} versehen.</translation>
  </message>
  <message>
   <source>Tagging the chat</source>
   <translation>Ändern der Schlagwörter</translation>
  </message>
  <message>
   <source>Took “{title}” out of the archive.</source>
   <translation>„{title}“ aus dem Archiv geholt.</translation>
  </message>
  <message>
   <source>Archived “{title}”.</source>
   <translation>„{title}“ archiviert.</translation>
  </message>
  <message>
   <source>Archiving the chat</source>
   <translation>Archivieren des Chats</translation>
  </message>
  <message>
   <source>“{title}” is gone for good.</source>
   <translation>„{title}“ ist endgültig gelöscht.</translation>
  </message>
  <message>
   <source>Renaming the chat</source>
   <translation>Umbenennen des Chats</translation>
  </message>
  <message>
   <source>Renamed to “{title}”.</source>
   <translation>In „{title}“ umbenannt.</translation>
  </message>
  <message>
   <source>Exported to {path}.</source>
   <translation>Nach {path} exportiert.</translation>
  </message>
  <message numerus="yes">
   <source>%n chats</source>
   <translation>
    <numerusform>%n Chat</numerusform>
    <numerusform>%n Chats</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n messages</source>
   <translation>
    <numerusform>%n Nachricht</numerusform>
    <numerusform>%n Nachrichten</numerusform>
   </translation>
  </message>
  <message>
   <source>Imported {chats} with {messages}.</source>
   <translation>{chats} mit {messages} importiert.</translation>
  </message>
  <message>
   <source>Copying the chat</source>
   <translation>Kopieren des Chats</translation>
  </message>
  <message>
   <source>Copied the chat as Markdown.</source>
   <translation>Den Chat als Markdown kopiert.</translation>
  </message>
  <message>
   <source>Markdown (*.md)</source>
   <translation>Markdown (*.md)</translation>
  </message>
  <message>
   <source>With its files (*.zip)</source>
   <translation>Mit seinen Dateien (*.zip)</translation>
  </message>
  <message>
   <source>Felloe (*.json)</source>
   <translation>Felloe (*.json)</translation>
  </message>
  <message>
   <source>Export the chat</source>
   <translation>Den Chat exportieren</translation>
  </message>
  <message>
   <source>Exporting the chat</source>
   <translation>Exportieren des Chats</translation>
  </message>
  <message numerus="yes">
   <source>%n files are not in it</source>
   <translation>
    <numerusform>%n Datei ist nicht dabei</numerusform>
    <numerusform>%n Dateien sind nicht dabei</numerusform>
   </translation>
  </message>
  <message>
   <source>Import chats of Felloe, ChatGPT or Open WebUI</source>
   <translation>Chats aus Felloe, ChatGPT oder Open WebUI importieren</translation>
  </message>
  <message>
   <source>Importing {name}</source>
   <translation>{name} wird importiert</translation>
  </message>
  <message>
   <source>Chats that came in stay; importing the same file again adds nothing twice.</source>
   <translation>Chats, die schon da sind, bleiben; dieselbe Datei noch einmal bringt nichts doppelt.</translation>
  </message>
  <message>
   <source>Exports (*.zip *.json)</source>
   <translation>Exporte (*.zip *.json)</translation>
  </message>
  <message numerus="yes">
   <source>%n messages were here already.</source>
   <translation>
    <numerusform>%n Nachricht war schon da.</numerusform>
    <numerusform>%n Nachrichten waren schon da.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n things were left out, first: {first}</source>
   <translation>
    <numerusform>%n wurde ausgelassen: {first}</numerusform>
    <numerusform>%n wurden ausgelassen, zuerst: {first}</numerusform>
   </translation>
  </message>
  <message>
   <source>Reading the chats</source>
   <translation>Lesen der Chats</translation>
  </message>
  <message>
   <source>Rename…</source>
   <translation>Umbenennen…</translation>
  </message>
  <message>
   <source>Copy as Markdown</source>
   <translation>Als Markdown kopieren</translation>
  </message>
  <message>
   <source>New folder…</source>
   <translation>Neuer Ordner…</translation>
  </message>
  <message>
   <source>Tags</source>
   <translation>Schlagwörter</translation>
  </message>
  <message>
   <source>New tag…</source>
   <translation>Neues Schlagwort…</translation>
  </message>
  <message>
   <source>Restore</source>
   <translation>Wiederherstellen</translation>
  </message>
  <message>
   <source>Delete for good…</source>
   <translation>Endgültig löschen…</translation>
  </message>
  <message>
   <source>Unpin</source>
   <translation>Nicht mehr anheften</translation>
  </message>
  <message>
   <source>Pin</source>
   <translation>Anheften</translation>
  </message>
  <message>
   <source>Let it sync</source>
   <translation>Abgleichen lassen</translation>
  </message>
  <message>
   <source>Take out of the archive</source>
   <translation>Aus dem Archiv holen</translation>
  </message>
  <message>
   <source>Archive</source>
   <translation>Archivieren</translation>
  </message>
  <message>
   <source>None</source>
   <translation>Keine</translation>
  </message>
  <message>
   <source>New chat (Ctrl+N). The menu key or a right click: only on this device.</source>
   <translation>Neuer Chat (Strg+N). Menütaste oder Rechtsklick: nur auf diesem Gerät.</translation>
  </message>
  <message>
   <source>What you start here stays on this device until you pair it with a hub.</source>
   <translation>Was du hier beginnst, bleibt auf diesem Gerät, bis du es mit einem Hub koppelst.</translation>
  </message>
  <message>
   <source>Untitled</source>
   <translation>Ohne Titel</translation>
  </message>
  <message>
   <source>What you start here is on all your devices.</source>
   <translation>Was du hier beginnst, ist auf all deinen Geräten.</translation>
  </message>
  <message>
   <source>Asks you</source>
   <translation>Fragt dich</translation>
  </message>
  <message>
   <source>Folders</source>
   <translation>Ordner</translation>
  </message>
  <message>
   <source>No chats yet</source>
   <translation>Noch keine Chats</translation>
  </message>
  <message>
   <source>Nothing in the trash</source>
   <translation>Der Papierkorb ist leer</translation>
  </message>
  <message>
   <source>No chats here</source>
   <translation>Hier sind keine Chats</translation>
  </message>
  <message>
   <source>Trash</source>
   <translation>Papierkorb</translation>
  </message>
  <message>
   <source>Pinned</source>
   <translation>Angeheftet</translation>
  </message>
  <message>
   <source>By title</source>
   <translation>Im Titel</translation>
  </message>
  <message>
   <source>In messages</source>
   <translation>In Nachrichten</translation>
  </message>
  <message>
   <source>No chat contains “{words}”</source>
   <translation>In keinem Chat steht „{words}“</translation>
  </message>
  <message>
   <source>There may be more: use more words</source>
   <translation>Es gibt vielleicht mehr: nimm mehr Wörter</translation>
  </message>
  <message>
   <source>Put away</source>
   <translation>Weggelegt</translation>
  </message>
  <message>
   <source>Stopping the answer</source>
   <translation>Anhalten der Antwort</translation>
  </message>
  <message>
   <source>Going to the branch</source>
   <translation>Wechseln des Zweigs</translation>
  </message>
  <message>
   <source>Copy what is chosen</source>
   <translation>Das Markierte kopieren</translation>
  </message>
  <message>
   <source>Edit</source>
   <translation>Bearbeiten</translation>
  </message>
  <message>
   <source>Answer again</source>
   <translation>Neu antworten</translation>
  </message>
  <message>
   <source>Inspect {what}</source>
   <translation>{what} ansehen</translation>
  </message>
  <message>
   <source>Save {name}…</source>
   <translation>{name} speichern…</translation>
  </message>
  <message>
   <source>Previous branch</source>
   <translation>Voriger Zweig</translation>
  </message>
  <message>
   <source>Next branch</source>
   <translation>Nächster Zweig</translation>
  </message>
  <message>
   <source>Your text is in this window only: it is kept on the disk as soon as that takes it. {why}</source>
   <translation>Dein Text ist nur in diesem Fenster: Er kommt auf den Datenträger, sobald der ihn annimmt. {why}</translation>
  </message>
  <message>
   <source>Show folder</source>
   <translation>Ordner zeigen</translation>
  </message>
  <message>
   <source>An answer is being written in this chat. Your text is kept: send it when that has ended.</source>
   <translation>In diesem Chat wird gerade eine Antwort geschrieben. Dein Text bleibt erhalten: Sende ihn, wenn sie fertig ist.</translation>
  </message>
  <message>
   <source>A message holds {n} files at most; the others were not attached.</source>
   <translation>Eine Nachricht fasst höchstens {n} Dateien; die anderen wurden nicht angehängt.</translation>
  </message>
  <message>
   <source>Removed {name}.</source>
   <translation>{name} entfernt.</translation>
  </message>
  <message>
   <source>The picture was not attached. {why}</source>
   <translation>Das Bild wurde nicht angehängt. {why}</translation>
  </message>
  <message>
   <source>Its path is too long.</source>
   <translation>Ihr Pfad ist zu lang.</translation>
  </message>
  <message>
   <source>{name} was not attached. {why}</source>
   <translation>{name} wurde nicht angehängt. {why}</translation>
  </message>
  <message>
   <source>Remove {name}</source>
   <translation>{name} entfernen</translation>
  </message>
  <message>
   <source>Not attached</source>
   <translation>Nicht angehängt</translation>
  </message>
  <message>
   <source>Retry</source>
   <translation>Noch einmal</translation>
  </message>
  <message>
   <source>Attach {name} again</source>
   <translation>{name} noch einmal anhängen</translation>
  </message>
  <message>
   <source>As text</source>
   <translation>Als Text</translation>
  </message>
  <message>
   <source>Put {name} into the message as text</source>
   <translation>{name} als Text in die Nachricht setzen</translation>
  </message>
  <message>
   <source>Attaching</source>
   <translation>Wird angehängt</translation>
  </message>
  <message>
   <source>Attached file</source>
   <translation>Angehängte Datei</translation>
  </message>
  <message>
   <source>Ask, or type / to call a function</source>
   <translation>Frage etwas, oder rufe mit / eine Funktion auf</translation>
  </message>
  <message>
   <source>Attach files</source>
   <translation>Dateien anhängen</translation>
  </message>
  <message>
   <source>Send</source>
   <translation>Senden</translation>
  </message>
  <message>
   <source>Send (Enter)</source>
   <translation>Senden (Eingabe)</translation>
  </message>
  <message>
   <source>Stop the answer (Esc)</source>
   <translation>Die Antwort anhalten (Esc)</translation>
  </message>
  <message>
   <source>Type / to call a function. Chatting needs a model.</source>
   <translation>Mit / rufst du eine Funktion auf. Zum Chatten fehlt ein Modell.</translation>
  </message>
  <message>
   <source>Message</source>
   <translation>Nachricht</translation>
  </message>
  <message>
   <source>Write something first.</source>
   <translation>Schreibe zuerst etwas.</translation>
  </message>
  <message>
   <source>Your changes to the message were discarded.</source>
   <translation>Deine Änderungen an der Nachricht sind verworfen.</translation>
  </message>
  <message>
   <source>Choosing the model</source>
   <translation>Wahl des Modells</translation>
  </message>
  <message>
   <source>Chatting needs a model. Add one in the settings.</source>
   <translation>Zum Chatten fehlt ein Modell. Füge in den Einstellungen eins hinzu.</translation>
  </message>
  <message>
   <source>{model} on {device}</source>
   <translation>{model} auf {device}</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>Modell</translation>
  </message>
  <message>
   <source>No model</source>
   <translation>Kein Modell</translation>
  </message>
  <message>
   <source>The model that answers: {model}</source>
   <translation>Das Modell, das antwortet: {model}</translation>
  </message>
  <message>
   <source>the hub</source>
   <translation>der Hub</translation>
  </message>
  <message>
   <source>Whichever is preferred</source>
   <translation>Das bevorzugte</translation>
  </message>
  <message>
   <source>Any model</source>
   <translation>Irgendein Modell</translation>
  </message>
  <message>
   <source>No model was found</source>
   <translation>Kein Modell gefunden</translation>
  </message>
  <message>
   <source>Models…</source>
   <translation>Modelle…</translation>
  </message>
  <message>
   <source>Pasted picture.png</source>
   <translation>Eingefügtes Bild.png</translation>
  </message>
  <message>
   <source>Pasted text.txt</source>
   <translation>Eingefügter Text.txt</translation>
  </message>
  <message>
   <source>This chat will stay on this device.</source>
   <translation>Dieser Chat bleibt auf diesem Gerät.</translation>
  </message>
  <message>
   <source>You edit a message. Esc leaves it as it was.</source>
   <translation>Du bearbeitest eine Nachricht. Esc lässt sie, wie sie war.</translation>
  </message>
  <message>
   <source>Sending</source>
   <translation>Senden</translation>
  </message>
  <message>
   <source>Asking for an answer</source>
   <translation>Bitte um eine Antwort</translation>
  </message>
  <message>
   <source>What you sent before had arrived. What is still here was not sent yet.</source>
   <translation>Was du vorher gesendet hast, war angekommen. Was noch hier steht, ist noch nicht gesendet.</translation>
  </message>
  <message>
   <source>Whether it was sent is not known; your text is kept. {why}</source>
   <translation>Ob es gesendet wurde, ist nicht bekannt; dein Text bleibt. {why}</translation>
  </message>
  <message>
   <source>Not sent; your text is kept. {why}</source>
   <translation>Nicht gesendet; dein Text ist noch da. {why}</translation>
  </message>
  <message>
   <source>Not sent; your text is kept. {name}: {why}</source>
   <translation>Nicht gesendet; dein Text ist noch da. {name}: {why}</translation>
  </message>
  <message>
   <source>The pasted text is attached as a file</source>
   <translation>Der eingefügte Text ist als Datei angehängt</translation>
  </message>
  <message>
   <source>Functions</source>
   <translation>Funktionen</translation>
  </message>
  <message>
   <source>Looking for the function</source>
   <translation>Suche nach der Funktion</translation>
  </message>
  <message>
   <source>{what}, {n} of {all}</source>
   <translation>{what}, {n} von {all}</translation>
  </message>
  <message>
   <source>Send it as a message</source>
   <translation>Als Nachricht senden</translation>
  </message>
  <message>
   <source>No functions yet. They come with skills: {keys} adds one.</source>
   <translation>Noch keine Funktionen. Sie kommen mit Skills: {keys} fügt einen hinzu.</translation>
  </message>
  <message>
   <source>No description</source>
   <translation>Keine Beschreibung</translation>
  </message>
  <message>
   <source>Form</source>
   <translation>Formular</translation>
  </message>
  <message>
   <source>Close the form</source>
   <translation>Das Formular schließen</translation>
  </message>
  <message>
   <source>Run</source>
   <translation>Ausführen</translation>
  </message>
  <message>
   <source>Run (Ctrl+Enter)</source>
   <translation>Ausführen (Strg+Eingabe)</translation>
  </message>
  <message>
   <source>Put into the message</source>
   <translation>In die Nachricht einfügen</translation>
  </message>
  <message>
   <source>Revoke…</source>
   <translation>Widerrufen…</translation>
  </message>
  <message>
   <source>Rename (F2)</source>
   <translation>Umbenennen (F2)</translation>
  </message>
  <message>
   <source>Live events</source>
   <translation>Ereignisse</translation>
  </message>
  <message>
   <source>New name</source>
   <translation>Neuer Name</translation>
  </message>
  <message>
   <source>Add a skill</source>
   <translation>Einen Skill hinzufügen</translation>
  </message>
  <message>
   <source>Filter functions</source>
   <translation>Funktionen filtern</translation>
  </message>
  <message>
   <source>What it did</source>
   <translation>Was es tat</translation>
  </message>
  <message>
   <source>About this device</source>
   <translation>Über dieses Gerät</translation>
  </message>
  <message>
   <source>called as {handle}</source>
   <translation>aufgerufen als {handle}</translation>
  </message>
  <message>
   <source>Nothing was granted for good on this device.</source>
   <translation>Auf diesem Gerät ist nichts auf Dauer freigegeben.</translation>
  </message>
  <message>
   <source>More can be allowed only at {device} itself.</source>
   <translation>Mehr erlauben geht nur an {device} selbst.</translation>
  </message>
  <message>
   <source>What your other devices, the assistant and code may call here</source>
   <translation>Was deine anderen Geräte, der Assistent und Code hier aufrufen dürfen</translation>
  </message>
  <message>
   <source>What it lets your other devices call</source>
   <translation>Was deine anderen Geräte dort aufrufen dürfen</translation>
  </message>
  <message>
   <source>never</source>
   <translation>nie</translation>
  </message>
  <message>
   <source>Read only, at first: others may call what changes and sends nothing; about the rest you are asked.</source>
   <translation>Nur lesen, am Anfang: andere dürfen aufrufen, was nichts ändert und nichts sendet; beim Rest wirst du gefragt.</translation>
  </message>
  <message>
   <source>Logs</source>
   <translation>Protokoll</translation>
  </message>
  <message>
   <source>Show its activity</source>
   <translation>Aktivität zeigen</translation>
  </message>
  <message>
   <source>Rename</source>
   <translation>Umbenennen</translation>
  </message>
  <message>
   <source>Runs</source>
   <translation>Läufe</translation>
  </message>
  <message>
   <source>Grants</source>
   <translation>Freigaben</translation>
  </message>
  <message>
   <source>About</source>
   <translation>Über</translation>
  </message>
  <message>
   <source>Nothing was logged yet.</source>
   <translation>Noch nichts protokolliert.</translation>
  </message>
  <message>
   <source>Called as</source>
   <translation>Aufgerufen als</translation>
  </message>
  <message>
   <source>Last seen</source>
   <translation>Zuletzt gesehen</translation>
  </message>
  <message>
   <source>Felloe</source>
   <translation>Felloe</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Asking {device} what it offers…</source>
   <translation>{device} wird gefragt, was es anbietet…</translation>
  </message>
  <message>
   <source>It offers no functions yet. Those of its skills will stand here.</source>
   <translation>Es bietet noch keine Funktionen an. Hier werden die seiner Skills stehen.</translation>
  </message>
  <message>
   <source>It offers no functions yet. Add a skill there.</source>
   <translation>Es bietet noch keine Funktionen an. Füge dort einen Skill hinzu.</translation>
  </message>
  <message>
   <source>No function contains these words.</source>
   <translation>Keine Funktion enthält diese Wörter.</translation>
  </message>
  <message>
   <source>Renamed “{before}” to “{now}”.</source>
   <translation>„{before}“ in „{now}“ umbenannt.</translation>
  </message>
  <message>
   <source>Revoke {device}? It must be paired again. What lies on it stays there.</source>
   <translation>{device} widerrufen? Es muss neu gekoppelt werden. Was darauf liegt, bleibt dort.</translation>
  </message>
  <message>
   <source>Revoke</source>
   <translation>Widerrufen</translation>
  </message>
  <message>
   <source>Revoked {device}.</source>
   <translation>{device} widerrufen.</translation>
  </message>
  <message>
   <source>{function} is now: {level}.</source>
   <translation>{function} ist jetzt: {level}.</translation>
  </message>
  <message>
   <source>Revoking the grant</source>
   <translation>Widerrufen der Freigabe</translation>
  </message>
  <message>
   <source>Revoked: {what} of {who}.</source>
   <translation>Widerrufen: {what} von {who}.</translation>
  </message>
  <message>
   <source>Renaming the device</source>
   <translation>Umbenennen des Geräts</translation>
  </message>
  <message>
   <source>Setting who may call it</source>
   <translation>Festlegen, wer aufrufen darf</translation>
  </message>
  <message>
   <source>Revoking the device</source>
   <translation>Widerrufen des Geräts</translation>
  </message>
  <message>
   <source>Set {function} on {device} to {level}? To allow more again, you have to be at {device}.</source>
   <translation>{function} auf {device} auf „{level}“ setzen? Um wieder mehr zu erlauben, musst du an {device} sein.</translation>
  </message>
  <message>
   <source>Set</source>
   <translation>Setzen</translation>
  </message>
  <message>
   <source>Leave it</source>
   <translation>So lassen</translation>
  </message>
  <message>
   <source>Last seen {when}</source>
   <translation>Zuletzt gesehen {when}</translation>
  </message>
  <message>
   <source>Never seen</source>
   <translation>Nie gesehen</translation>
  </message>
  <message>
   <source>Only this device</source>
   <translation>Nur dieses Gerät</translation>
  </message>
  <message>
   <source>Online, {count}</source>
   <translation>Verbunden, {count}</translation>
  </message>
  <message>
   <source>Offline, {count}</source>
   <translation>Nicht verbunden, {count}</translation>
  </message>
  <message>
   <source>Revoked, {count}</source>
   <translation>Widerrufen, {count}</translation>
  </message>
  <message>
   <source>Online via hub, {delay} ms</source>
   <translation>Verbunden über Hub, {delay} ms</translation>
  </message>
  <message>
   <source>Has not answered for a while</source>
   <translation>Antwortet seit einer Weile nicht</translation>
  </message>
  <message>
   <source>Online via hub</source>
   <translation>Verbunden über Hub</translation>
  </message>
  <message>
   <source>No device has this name</source>
   <translation>Kein Gerät heißt so</translation>
  </message>
  <message numerus="yes">
   <source>%n wait</source>
   <translation>
    <numerusform>%n wartet</numerusform>
    <numerusform>%n warten</numerusform>
   </translation>
  </message>
  <message>
   <source>{device} is offline. What it offers is shown when it is back.</source>
   <translation>{device} ist nicht verbunden. Was es anbietet, steht hier, sobald es wieder da ist.</translation>
  </message>
  <message>
   <source>Functions it offers</source>
   <translation>Angebotene Funktionen</translation>
  </message>
  <message>
   <source>{function}, called by others</source>
   <translation>{function}, Aufruf durch andere</translation>
  </message>
  <message>
   <source>Function</source>
   <translation>Funktion</translation>
  </message>
  <message>
   <source>Effect</source>
   <translation>Wirkung</translation>
  </message>
  <message>
   <source>24 h</source>
   <translation>24 h</translation>
  </message>
  <message>
   <source>Your other devices, the assistant and code call it without asking you.</source>
   <translation>Deine anderen Geräte, der Assistent und Code rufen sie auf, ohne dich zu fragen.</translation>
  </message>
  <message>
   <source>Others call it while it can change and send nothing; else you are asked.</source>
   <translation>Andere rufen sie auf, solange sie nichts ändern und nichts senden kann; sonst wirst du gefragt.</translation>
  </message>
  <message>
   <source>You are asked each time that another device, the assistant or code calls it.</source>
   <translation>Du wirst jedes Mal gefragt, wenn ein anderes Gerät, der Assistent oder Code sie aufruft.</translation>
  </message>
  <message>
   <source>Your other devices, the assistant and code do not even see it.</source>
   <translation>Deine anderen Geräte, der Assistent und Code sehen sie nicht einmal.</translation>
  </message>
  <message>
   <source>trusted, host skill</source>
   <translation>vertraut, Host-Skill</translation>
  </message>
  <message>
   <source>since {when}</source>
   <translation>seit {when}</translation>
  </message>
  <message>
   <source>Revoke {what} of {who}</source>
   <translation>{what} von {who} widerrufen</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>Anhalten</translation>
  </message>
  <message>
   <source>Close the live events</source>
   <translation>Ereignisse schließen</translation>
  </message>
  <message>
   <source>Offline</source>
   <translation>Nicht verbunden</translation>
  </message>
  <message>
   <source>{device} shows here what it does when it is back.</source>
   <translation>{device} zeigt hier, was es tut, sobald es wieder da ist.</translation>
  </message>
  <message>
   <source>Paused</source>
   <translation>Angehalten</translation>
  </message>
  <message>
   <source>Live</source>
   <translation>Laufend</translation>
  </message>
  <message>
   <source>Go on</source>
   <translation>Weiter</translation>
  </message>
  <message>
   <source>Not live</source>
   <translation>Nicht laufend</translation>
  </message>
  <message>
   <source>Nothing happened here yet.</source>
   <translation>Hier geschah noch nichts.</translation>
  </message>
  <message>
   <source>It gets your chats, and can call what the others let it: at first what changes nothing. Give the string to nobody else.</source>
   <translation>Es bekommt deine Chats und kann aufrufen, was die anderen ihm erlauben: am Anfang, was nichts ändert. Gib die Zeichenfolge niemandem sonst.</translation>
  </message>
  <message>
   <source>The pairing string as a picture</source>
   <translation>Die Kopplungszeichenfolge als Bild</translation>
  </message>
  <message>
   <source>Pair a new device</source>
   <translation>Ein neues Gerät koppeln</translation>
  </message>
  <message>
   <source>Pairing string</source>
   <translation>Kopplungszeichenfolge</translation>
  </message>
  <message>
   <source>Only the hub's own machine can use this string. So that others can, start the hub with: felloe-hub serve --host 0.0.0.0</source>
   <translation>Diese Zeichenfolge gilt nur auf der Maschine des Hubs. Damit andere Geräte ihn erreichen, starte ihn mit: felloe-hub serve --host 0.0.0.0</translation>
  </message>
  <message>
   <source>Asking the hub for a string</source>
   <translation>Anfrage beim Hub</translation>
  </message>
  <message>
   <source>It has expired. Make another one.</source>
   <translation>Sie ist abgelaufen. Erstelle eine neue.</translation>
  </message>
  <message>
   <source>1. Install Felloe and open it.</source>
   <translation>1. Installiere Felloe und öffne es.</translation>
  </message>
  <message>
   <source>2. Choose Devices, then paste the string, or scan the picture and paste what it says.</source>
   <translation>2. Wähle Geräte und füge die Zeichenfolge ein, oder scanne das Bild und füge ein, was darin steht.</translation>
  </message>
  <message>
   <source>Without a screen: felloe pair STRING</source>
   <translation>Ohne Bildschirm: felloe pair ZEICHENFOLGE</translation>
  </message>
  <message>
   <source>Copy the string</source>
   <translation>Die Zeichenfolge kopieren</translation>
  </message>
  <message>
   <source>Make another</source>
   <translation>Neue erstellen</translation>
  </message>
  <message>
   <source>Works once, for {minutes}:{seconds:02d} more.</source>
   <translation>Gilt einmal, noch {minutes}:{seconds:02d}.</translation>
  </message>
  <message>
   <source>On the new device</source>
   <translation>Auf dem neuen Gerät</translation>
  </message>
  <message>
   <source>Done</source>
   <translation>Fertig</translation>
  </message>
  <message>
   <source>Chats sync, and skills on each device can be called from all. Your chats here are kept.</source>
   <translation>Chats werden abgeglichen, und Skills jedes Geräts lassen sich von allen aufrufen. Deine Chats hier bleiben.</translation>
  </message>
  <message>
   <source>Pair</source>
   <translation>Koppeln</translation>
  </message>
  <message>
   <source>Pairing</source>
   <translation>Koppeln</translation>
  </message>
  <message>
   <source>Not paired. {reason}</source>
   <translation>Nicht gekoppelt. {reason}</translation>
  </message>
  <message>
   <source>Join your other devices</source>
   <translation>Deine anderen Geräte verbinden</translation>
  </message>
  <message>
   <source>It works once, for ten minutes. A paired device shows one: Devices, then +. In a terminal, there or on the hub:</source>
   <translation>Sie gilt einmal, zehn Minuten lang. Ein gekoppeltes Gerät zeigt eine: Geräte, dann +. Im Terminal, dort oder auf dem Hub:</translation>
  </message>
  <message>
   <source>No hub yet? On a machine that stays on, this starts one and adds you to it:</source>
   <translation>Noch kein Hub? Auf einem Rechner, der an bleibt, startet dies einen und trägt dich ein:</translation>
  </message>
  <message>
   <source>Asking the device</source>
   <translation>Anfrage an das Gerät</translation>
  </message>
  <message>
   <source>devices</source>
   <translation>Geräte</translation>
  </message>
  <message>
   <source>{why} What you see is what was known before.</source>
   <translation>{why} Du siehst, was vorher bekannt war.</translation>
  </message>
  <message>
   <source>Paired as {device} of {user}.</source>
   <translation>Gekoppelt als {device} von {user}.</translation>
  </message>
  <message>
   <source>What was granted on {device} is seen and changed there.</source>
   <translation>Was auf {device} freigegeben ist, steht dort und wird dort geändert.</translation>
  </message>
  <message>
   <source>Your hub</source>
   <translation>Dein Hub</translation>
  </message>
  <message>
   <source>A model</source>
   <translation>Ein Modell</translation>
  </message>
  <message>
   <source>Look again</source>
   <translation>Erneut suchen</translation>
  </message>
  <message>
   <source>Enter an address</source>
   <translation>Adresse eingeben</translation>
  </message>
  <message>
   <source>Not looked yet</source>
   <translation>Noch nicht gesucht</translation>
  </message>
  <message>
   <source>Looking</source>
   <translation>Wird gesucht</translation>
  </message>
  <message numerus="yes">
   <source>%n models</source>
   <translation>
    <numerusform>%n Modell</numerusform>
    <numerusform>%n Modelle</numerusform>
   </translation>
  </message>
  <message>
   <source>no answer</source>
   <translation>keine Antwort</translation>
  </message>
  <message>
   <source>no answer on {port}</source>
   <translation>keine Antwort auf {port}</translation>
  </message>
  <message>
   <source>Chats can be answered now.</source>
   <translation>Chats können jetzt beantwortet werden.</translation>
  </message>
  <message>
   <source>Looking for models on this machine is switched off (FELLOE_LOOK_FOR_MODELS=0). Enter an address.</source>
   <translation>Das Suchen nach Modellen auf diesem Rechner ist ausgeschaltet (FELLOE_LOOK_FOR_MODELS=0). Gib eine Adresse ein.</translation>
  </message>
  <message>
   <source>None found</source>
   <translation>Keins gefunden</translation>
  </message>
  <message>
   <source>None of these has a model that chats:</source>
   <translation>Keiner davon hat ein Modell zum Chatten:</translation>
  </message>
  <message>
   <source>Looking is off</source>
   <translation>Suche ist aus</translation>
  </message>
  <message>
   <source>Call a function through a form</source>
   <translation>Eine Funktion mit einem Formular aufrufen</translation>
  </message>
  <message>
   <source>Skills of this device, and of your others</source>
   <translation>Skills dieses Geräts und deiner anderen</translation>
  </message>
  <message>
   <source>Choose</source>
   <translation>Wählen</translation>
  </message>
  <message>
   <source>Bring chats from another app</source>
   <translation>Chats aus anderen Apps holen</translation>
  </message>
  <message>
   <source>ChatGPT, Open WebUI, Felloe</source>
   <translation>ChatGPT, Open WebUI, Felloe</translation>
  </message>
  <message>
   <source>Import</source>
   <translation>Importieren</translation>
  </message>
  <message>
   <source>One of Felloe's own, a folder or a zip</source>
   <translation>Einen von Felloe, einen Ordner oder ein Zip</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>Öffnen</translation>
  </message>
  <message>
   <source>The sandbox, forms, skills and import need no account, no model and no network.</source>
   <translation>Sandbox, Formulare, Skills und Import brauchen kein Konto, kein Modell und kein Netz.</translation>
  </message>
  <message>
   <source>Try the sandbox</source>
   <translation>Die Sandbox ausprobieren</translation>
  </message>
  <message>
   <source>Do something with it</source>
   <translation>Etwas damit tun</translation>
  </message>
  <message>
   <source>Add when you want</source>
   <translation>Bei Bedarf hinzufügen</translation>
  </message>
  <message>
   <source>Felloe works on this device now</source>
   <translation>Felloe läuft jetzt auf diesem Gerät</translation>
  </message>
  <message>
   <source>Paste the string that your hub gave you. Chats sync, and skills can be called from all devices.</source>
   <translation>Füge die Zeichenfolge deines Hubs ein. Chats werden abgeglichen, und Skills lassen sich von allen Geräten aufrufen.</translation>
  </message>
  <message>
   <source>Your other devices</source>
   <translation>Deine anderen Geräte</translation>
  </message>
  <message>
   <source>Add a device</source>
   <translation>Gerät hinzufügen</translation>
  </message>
  <message>
   <source>Chats sync with {host}, as {user}.</source>
   <translation>Chats gleichen sich mit {host} ab, als {user}.</translation>
  </message>
  <message>
   <source>No hub? On a machine that stays on, this starts one, and says how you join it:</source>
   <translation>Kein Hub? Auf einem Rechner, der an bleibt, startet das einen und sagt, wie du ihm beitrittst:</translation>
  </message>
  <message>
   <source>Paired</source>
   <translation>Gekoppelt</translation>
  </message>
  <message>
   <source>Not paired</source>
   <translation>Nicht gekoppelt</translation>
  </message>
  <message numerus="yes">
   <source>%n calls to the outside refused</source>
   <translation>
    <numerusform>%n Aufruf nach außen abgelehnt</numerusform>
    <numerusform>%n Aufrufe nach außen abgelehnt</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n calls to the outside</source>
   <translation>
    <numerusform>%n Aufruf nach außen</numerusform>
    <numerusform>%n Aufrufe nach außen</numerusform>
   </translation>
  </message>
  <message>
   <source>days left this year</source>
   <translation>Tage bleiben in diesem Jahr</translation>
  </message>
  <message>
   <source>No files in here</source>
   <translation>Hier gibt es keine Dateien</translation>
  </message>
  <message>
   <source>Run the code ({keys})</source>
   <translation>Den Code ausführen ({keys})</translation>
  </message>
  <message>
   <source>Python code</source>
   <translation>Python-Code</translation>
  </message>
  <message>
   <source>fresh for every run, nothing granted</source>
   <translation>für jeden Lauf neu, nichts freigegeben</translation>
  </message>
  <message>
   <source>Running the code</source>
   <translation>Ausführen des Codes</translation>
  </message>
  <message>
   <source>It printed nothing.</source>
   <translation>Es gab nichts aus.</translation>
  </message>
  <message>
   <source>Keep data of its own on this device</source>
   <translation>Eigene Daten auf diesem Gerät speichern</translation>
  </message>
  <message>
   <source>Show notifications</source>
   <translation>Benachrichtigungen zeigen</translation>
  </message>
  <message>
   <source>Read the clipboard</source>
   <translation>Die Zwischenablage lesen</translation>
  </message>
  <message>
   <source>Put text into the clipboard</source>
   <translation>Text in die Zwischenablage legen</translation>
  </message>
  <message>
   <source>Ask a language model</source>
   <translation>Ein Sprachmodell fragen</translation>
  </message>
  <message>
   <source>Call {function} on {device}</source>
   <translation>{function} auf {device} aufrufen</translation>
  </message>
  <message>
   <source>Keep data of its own</source>
   <translation>Eigene Daten speichern</translation>
  </message>
  <message>
   <source>Show a notification</source>
   <translation>Eine Benachrichtigung zeigen</translation>
  </message>
  <message>
   <source>Fetch from {host}</source>
   <translation>Von {host} abrufen</translation>
  </message>
  <message>
   <source>Fetch from {host} and send to it</source>
   <translation>Von {host} abrufen und dorthin senden</translation>
  </message>
  <message>
   <source>{what}, also in your own network</source>
   <translation>{what}, auch in deinem eigenen Netz</translation>
  </message>
  <message>
   <source>Call any function on any device</source>
   <translation>Jede Funktion auf jedem Gerät aufrufen</translation>
  </message>
  <message>
   <source>Call {function} on any device</source>
   <translation>{function} auf jedem Gerät aufrufen</translation>
  </message>
  <message>
   <source>Call any function on {device}</source>
   <translation>Jede Funktion auf {device} aufrufen</translation>
  </message>
  <message>
   <source>Send to {host}</source>
   <translation>An {host} senden</translation>
  </message>
  <message>
   <source>Read files in {folder}</source>
   <translation>Dateien in {folder} lesen</translation>
  </message>
  <message>
   <source>Read and change files in {folder}</source>
   <translation>Dateien in {folder} lesen und ändern</translation>
  </message>
  <message>
   <source>Ask the language model {name}</source>
   <translation>Das Sprachmodell {name} fragen</translation>
  </message>
  <message>
   <source>Have the secret {name} sent, without seeing it</source>
   <translation>Das Geheimnis {name} senden lassen, ohne es zu sehen</translation>
  </message>
  <message>
   <source>Read {name} in {folder}</source>
   <translation>{name} in {folder} lesen</translation>
  </message>
  <message>
   <source>Change or remove {name} in {folder}</source>
   <translation>{name} in {folder} ändern oder entfernen</translation>
  </message>
  <message>
   <source>your home folder</source>
   <translation>deinem Benutzerordner</translation>
  </message>
  <message>
   <source>{n} ms</source>
   <translation>{n} ms</translation>
  </message>
  <message>
   <source>{n} MB</source>
   <translation>{n} MB</translation>
  </message>
  <message>
   <source>Yesterday</source>
   <translation>Gestern</translation>
  </message>
  <message>
   <source>Last 7 days</source>
   <translation>Letzte 7 Tage</translation>
  </message>
  <message>
   <source>Earlier</source>
   <translation>Früher</translation>
  </message>
  <message>
   <source>{n} B</source>
   <translation>{n} B</translation>
  </message>
  <message>
   <source>{n} KB</source>
   <translation>{n} KB</translation>
  </message>
  <message>
   <source>Felloe's node went away before it answered.</source>
   <translation>Felloes Knoten ging weg, bevor er antwortete.</translation>
  </message>
  <message>
   <source>On {device}: {said}</source>
   <translation>Auf {device}: {said}</translation>
  </message>
  <message>
   <source>Something failed.</source>
   <translation>Etwas ist fehlgeschlagen.</translation>
  </message>
  <message>
   <source>That does not fit.</source>
   <translation>Das passt nicht.</translation>
  </message>
  <message>
   <source>Not found.</source>
   <translation>Nicht gefunden.</translation>
  </message>
  <message>
   <source>That does not go together with what is there.</source>
   <translation>Das verträgt sich nicht mit dem, was da ist.</translation>
  </message>
  <message>
   <source>Too large.</source>
   <translation>Zu groß.</translation>
  </message>
  <message>
   <source>There is no room left for it.</source>
   <translation>Dafür ist kein Platz mehr.</translation>
  </message>
  <message>
   <source>Too much at once.</source>
   <translation>Zu viel auf einmal.</translation>
  </message>
  <message>
   <source>The other side said something that is not understood.</source>
   <translation>Die andere Seite hat etwas gesagt, das nicht zu verstehen ist.</translation>
  </message>
  <message>
   <source>The versions do not fit together.</source>
   <translation>Die Versionen passen nicht zusammen.</translation>
  </message>
  <message>
   <source>Not signed in.</source>
   <translation>Nicht angemeldet.</translation>
  </message>
  <message>
   <source>That is not allowed.</source>
   <translation>Das ist nicht erlaubt.</translation>
  </message>
  <message>
   <source>The hub does not take this pairing.</source>
   <translation>Der Hub nimmt diese Kopplung nicht an.</translation>
  </message>
  <message>
   <source>This device has no hub.</source>
   <translation>Dieses Gerät hat keinen Hub.</translation>
  </message>
  <message>
   <source>Not granted.</source>
   <translation>Nicht freigegeben.</translation>
  </message>
  <message>
   <source>Not offered to others.</source>
   <translation>Anderen nicht angeboten.</translation>
  </message>
  <message>
   <source>It needs an approval.</source>
   <translation>Es braucht eine Zustimmung.</translation>
  </message>
  <message>
   <source>It waits for an answer.</source>
   <translation>Es wartet auf eine Antwort.</translation>
  </message>
  <message>
   <source>A grant was revoked.</source>
   <translation>Eine Freigabe wurde widerrufen.</translation>
  </message>
  <message>
   <source>The run could not be continued.</source>
   <translation>Der Lauf konnte nicht fortgesetzt werden.</translation>
  </message>
  <message>
   <source>The device is offline.</source>
   <translation>Das Gerät ist nicht verbunden.</translation>
  </message>
  <message>
   <source>The hub cannot be reached.</source>
   <translation>Der Hub ist nicht erreichbar.</translation>
  </message>
  <message>
   <source>What answers there is another hub.</source>
   <translation>Was dort antwortet, ist ein anderer Hub.</translation>
  </message>
  <message>
   <source>Its time ended before it began.</source>
   <translation>Die Zeit war um, bevor es begann.</translation>
  </message>
  <message>
   <source>It may have happened.</source>
   <translation>Es ist vielleicht geschehen.</translation>
  </message>
  <message>
   <source>The connection ended.</source>
   <translation>Die Verbindung endete.</translation>
  </message>
  <message>
   <source>Another node runs with a copy of this device's data.</source>
   <translation>Ein anderer Knoten läuft mit einer Kopie der Daten dieses Geräts.</translation>
  </message>
  <message>
   <source>A web server gave no answer.</source>
   <translation>Ein Webserver hat nicht geantwortet.</translation>
  </message>
  <message>
   <source>The skill is not in order.</source>
   <translation>Der Skill ist nicht in Ordnung.</translation>
  </message>
  <message>
   <source>The code failed.</source>
   <translation>Der Code ist fehlgeschlagen.</translation>
  </message>
  <message>
   <source>The result cannot be used.</source>
   <translation>Das Ergebnis ist nicht zu brauchen.</translation>
  </message>
  <message>
   <source>A limit was reached.</source>
   <translation>Eine Grenze war erreicht.</translation>
  </message>
  <message>
   <source>The sandbox could not run it.</source>
   <translation>Die Sandbox konnte es nicht ausführen.</translation>
  </message>
  <message>
   <source>Cancelled.</source>
   <translation>Abgebrochen.</translation>
  </message>
  <message>
   <source>Nobody is there to answer it.</source>
   <translation>Niemand ist da, der es beantwortet.</translation>
  </message>
  <message>
   <source>There is no model here.</source>
   <translation>Hier ist kein Modell.</translation>
  </message>
  <message>
   <source>There is no such model.</source>
   <translation>So ein Modell gibt es nicht.</translation>
  </message>
  <message>
   <source>This account may not use the model.</source>
   <translation>Dieses Konto darf das Modell nicht benutzen.</translation>
  </message>
  <message>
   <source>The model gave no answer.</source>
   <translation>Das Modell hat nicht geantwortet.</translation>
  </message>
  <message>
   <source>No model could be reached.</source>
   <translation>Kein Modell war erreichbar.</translation>
  </message>
  <message>
   <source>The key of the model was not taken.</source>
   <translation>Der Schlüssel des Modells wurde nicht angenommen.</translation>
  </message>
  <message>
   <source>The model does not take the question.</source>
   <translation>Das Modell nimmt die Frage nicht an.</translation>
  </message>
  <message>
   <source>This is more than the model can read at once.</source>
   <translation>Das ist mehr, als das Modell auf einmal lesen kann.</translation>
  </message>
  <message>
   <source>The model said nothing for too long.</source>
   <translation>Das Modell hat zu lange nichts gesagt.</translation>
  </message>
  <message>
   <source>The answer broke off. What came is kept.</source>
   <translation>Die Antwort brach ab. Was kam, ist noch da.</translation>
  </message>
  <message>
   <source>What came is no answer of a model.</source>
   <translation>Was kam, ist keine Antwort eines Modells.</translation>
  </message>
  <message>
   <source>Another Felloe uses this data folder.</source>
   <translation>Ein anderes Felloe benutzt diesen Datenordner.</translation>
  </message>
  <message>
   <source>The folder cannot be used.</source>
   <translation>Der Ordner ist nicht zu benutzen.</translation>
  </message>
  <message>
   <source>The disk is full.</source>
   <translation>Der Datenträger ist voll.</translation>
  </message>
  <message>
   <source>Another program holds the database.</source>
   <translation>Ein anderes Programm hält die Datenbank.</translation>
  </message>
  <message>
   <source>The database is damaged.</source>
   <translation>Die Datenbank ist beschädigt.</translation>
  </message>
  <message>
   <source>The database could not be upgraded.</source>
   <translation>Die Datenbank konnte nicht erneuert werden.</translation>
  </message>
  <message>
   <source>The port is not free.</source>
   <translation>Der Port ist nicht frei.</translation>
  </message>
  <message>
   <source>There is no screen.</source>
   <translation>Es gibt keinen Bildschirm.</translation>
  </message>
  <message>
   <source>Felloe's node does not answer.</source>
   <translation>Felloes Knoten antwortet nicht.</translation>
  </message>
  <message>
   <source>The hub sent another part of the attachment than it was asked for.</source>
   <translation>Der Hub schickte einen anderen Teil des Anhangs, als gefragt war.</translation>
  </message>
  <message>
   <source>The hub at {hub} cannot be reached. Check the address and that the hub runs.</source>
   <translation>Der Hub auf {hub} ist nicht erreichbar. Prüfe die Adresse, und ob der Hub läuft.</translation>
  </message>
  <message>
   <source>What answers at {hub} is not the hub this device knows: its certificate is another one. Nothing was sent. If the hub was set up anew, pair again with a new pairing string.</source>
   <translation>Was auf {hub} antwortet, ist nicht der Hub, den dieses Gerät kennt: sein Zertifikat ist ein anderes. Nichts wurde gesendet. Wurde der Hub neu eingerichtet, kopple noch einmal mit einer neuen Zeichenfolge.</translation>
  </message>
  <message>
   <source>What answers at {hub} is not a Felloe hub (status {status}). Check the address.</source>
   <translation>Was auf {hub} antwortet, ist kein Felloe-Hub (Status {status}). Prüfe die Adresse.</translation>
  </message>
  <message>
   <source>The connection ended. What was sent may have been taken: look before you repeat it.</source>
   <translation>Die Verbindung endete. Vielleicht kam an, was gesendet war: sieh nach, bevor du es wiederholst.</translation>
  </message>
  <message>
   <source>{who} did not answer {what} within {wait} s. It may have run: look before you repeat it.</source>
   <translation>{who} hat {what} in {wait} s nicht beantwortet. Es ist vielleicht gelaufen: sieh nach, bevor du es wiederholst.</translation>
  </message>
  <message>
   <source>This device was away from its hub for too long.</source>
   <translation>Dieses Gerät war zu lange von seinem Hub fort.</translation>
  </message>
  <message>
   <source>{what} could not be sent to {who} within {wait} s, so it did not run.</source>
   <translation>{what} ließ sich in {wait} s nicht an {who} senden, darum lief es nicht.</translation>
  </message>
  <message>
   <source>Nobody listens to what this call yields.</source>
   <translation>Niemand hört, was dieser Aufruf liefert.</translation>
  </message>
  <message>
   <source>The hub at {hub} refused this device's token. Asking for a new one.</source>
   <translation>Der Hub auf {hub} nahm den Ausweis dieses Geräts nicht an. Ein neuer wird geholt.</translation>
  </message>
  <message>
   <source>This device's connection to its hub ended.</source>
   <translation>Die Verbindung dieses Geräts zu seinem Hub endete.</translation>
  </message>
  <message>
   <source>The hub is not connected.</source>
   <translation>Der Hub ist nicht verbunden.</translation>
  </message>
  <message>
   <source>The hub has no streams.</source>
   <translation>Der Hub kann keine Ströme.</translation>
  </message>
  <message>
   <source>The hub has started anew, or this device was away for too long.</source>
   <translation>Der Hub wurde neu gestartet, oder dieses Gerät war zu lange fort.</translation>
  </message>
  <message>
   <source>The hub says goodbye: {reason}</source>
   <translation>Der Hub verabschiedet sich: {reason}</translation>
  </message>
  <message>
   <source>it stops</source>
   <translation>er hält an</translation>
  </message>
  <message>
   <source>This device waits for {count} calls already. Try again later.</source>
   <translation>Dieses Gerät wartet schon auf {count} Aufrufe. Versuch es später wieder.</translation>
  </message>
  <message>
   <source>This device waits for {count} calls already.</source>
   <translation>Dieses Gerät wartet schon auf {count} Aufrufe.</translation>
  </message>
  <message>
   <source>That is not a pairing string. It looks like felloe://HOST:PORT/XXXX-XXXX-XXXX/… The hub prints one with: felloe-hub pairing-code USER</source>
   <translation>Das ist keine Kopplungszeichenfolge. Sie sieht so aus: felloe://HOST:PORT/XXXX-XXXX-XXXX/… Der Hub gibt eine aus mit: felloe-hub pairing-code USER</translation>
  </message>
  <message>
   <source>This pairing string is cut off. Copy it again, to its end.</source>
   <translation>Die Kopplungszeichenfolge ist abgeschnitten. Kopiere sie noch einmal, bis zum Ende.</translation>
  </message>
  <message>
   <source>This hub speaks version {theirs} of the {protocol}, this device {ours}. Update {who}.</source>
   <translation>Dieser Hub spricht Version {theirs} von: {protocol}; dieses Gerät {ours}. Erneuere {who}.</translation>
  </message>
  <message>
   <source>This token is not valid here. Ask for a new one.</source>
   <translation>Dieser Ausweis gilt hier nicht. Hol einen neuen.</translation>
  </message>
  <message>
   <source>This token has expired. Ask for a new one.</source>
   <translation>Dieser Ausweis ist abgelaufen. Hol einen neuen.</translation>
  </message>
  <message>
   <source>This token was used before.</source>
   <translation>Dieser Ausweis wurde schon benutzt.</translation>
  </message>
  <message>
   <source>This token does not reach that far: it lacks the scope {scope}.</source>
   <translation>Dieser Ausweis reicht nicht so weit: ihm fehlt {scope}.</translation>
  </message>
  <message>
   <source>The device's assertion is not valid here.</source>
   <translation>Der Hub kennt dieses Gerät so nicht.</translation>
  </message>
  <message>
   <source>An assertion must end within {wait} s of the hub's time. Check this device's clock.</source>
   <translation>Die Uhr dieses Geräts geht zu weit falsch für den Hub (mehr als {wait} s). Stell sie.</translation>
  </message>
  <message>
   <source>Too many {what}. Try again in {wait} s.</source>
   <translation>Zu viele {what}. Versuch es in {wait} s wieder.</translation>
  </message>
  <message>
   <source>Only a device can do that, with its own token.</source>
   <translation>Das kann nur ein Gerät, mit seinem eigenen Ausweis.</translation>
  </message>
  <message>
   <source>There is no device {device} here.</source>
   <translation>Ein Gerät {device} gibt es hier nicht.</translation>
  </message>
  <message>
   <source>This device or sign-in was ended meanwhile.</source>
   <translation>Dieses Gerät oder diese Anmeldung wurde inzwischen beendet.</translation>
  </message>
  <message>
   <source>This hub does not know that pairing code: it is wrong, or older than a day. Make a new one: felloe pairing-code on a paired device, or felloe-hub pairing-code USER on the hub.</source>
   <translation>Diesen Kopplungscode kennt der Hub nicht: er ist falsch oder älter als ein Tag. Erstelle einen neuen: felloe pairing-code auf einem gekoppelten Gerät, oder felloe-hub pairing-code USER auf dem Hub.</translation>
  </message>
  <message>
   <source>This pairing code was used before. If that was not you, revoke the device that you do not know. Make a new one: felloe pairing-code on a paired device, or felloe-hub pairing-code USER on the hub.</source>
   <translation>Dieser Kopplungscode wurde schon benutzt. Wenn du das nicht warst, widerrufe das Gerät, das du nicht kennst. Erstelle einen neuen: felloe pairing-code auf einem gekoppelten Gerät, oder felloe-hub pairing-code USER auf dem Hub.</translation>
  </message>
  <message>
   <source>This pairing code has expired. Make a new one: felloe pairing-code on a paired device, or felloe-hub pairing-code USER on the hub.</source>
   <translation>Dieser Kopplungscode ist abgelaufen. Erstelle einen neuen: felloe pairing-code auf einem gekoppelten Gerät, oder felloe-hub pairing-code USER auf dem Hub.</translation>
  </message>
  <message>
   <source>This key belongs to a revoked device or to another account. The device needs a new key.</source>
   <translation>Dieser Schlüssel gehört einem widerrufenen Gerät oder einem anderen Konto. Das Gerät braucht einen neuen.</translation>
  </message>
  <message>
   <source>This account is disabled. Ask the hub's admin.</source>
   <translation>Dieses Konto ist gesperrt. Frag, wer den Hub betreut.</translation>
  </message>
  <message>
   <source>Only a person who signed in can do that.</source>
   <translation>Das kann nur, wer sich angemeldet hat.</translation>
  </message>
  <message>
   <source>This device belongs to another account.</source>
   <translation>Dieses Gerät gehört einem anderen Konto.</translation>
  </message>
  <message>
   <source>This hub does not know that device. Pair it again.</source>
   <translation>Dieser Hub kennt jenes Gerät nicht. Kopple es neu.</translation>
  </message>
  <message>
   <source>This device was revoked. Pair it again to use it.</source>
   <translation>Dieses Gerät wurde widerrufen. Kopple es neu, um es zu benutzen.</translation>
  </message>
  <message>
   <source>There is no such attachment here.</source>
   <translation>So einen Anhang gibt es hier nicht.</translation>
  </message>
  <message>
   <source>The file was ended by another sender.</source>
   <translation>Die Datei wurde von anderer Seite beendet.</translation>
  </message>
  <message>
   <source>The file goes on somewhere else.</source>
   <translation>Die Datei geht an anderer Stelle weiter.</translation>
  </message>
  <message>
   <source>More came than the size that was announced.</source>
   <translation>Es kam mehr, als angekündigt war.</translation>
  </message>
  <message>
   <source>Your attachments on the hub may have {size} GiB.</source>
   <translation>Deine Anhänge auf dem Hub dürfen {size} GiB haben.</translation>
  </message>
  <message>
   <source>{name} got the call and did not answer in time: it may have run. Look there before you call again.</source>
   <translation>{name} bekam den Aufruf und hat nicht rechtzeitig geantwortet: er ist vielleicht gelaufen. Sieh dort nach, bevor du wieder aufrufst.</translation>
  </message>
  <message>
   <source>Nobody on {name} approved it in time, so it went no further.</source>
   <translation>Auf {name} hat niemand rechtzeitig zugestimmt, darum ging es nicht weiter.</translation>
  </message>
  <message>
   <source>{name} was not online within {wait} s, so it did not run.</source>
   <translation>{name} kam in {wait} s nicht online, darum lief es nicht.</translation>
  </message>
  <message>
   <source>A device for it</source>
   <translation>Ein Gerät dafür</translation>
  </message>
  <message>
   <source>{name} went offline before it got the call.</source>
   <translation>{name} ging offline, bevor es den Aufruf bekam.</translation>
  </message>
  <message>
   <source>{name} was revoked before it got the call, so it did not run.</source>
   <translation>{name} wurde widerrufen, bevor es den Aufruf bekam; er lief nicht.</translation>
  </message>
  <message>
   <source>{name} was revoked before it answered the call: it may have run. Look there before you call again.</source>
   <translation>{name} wurde widerrufen, bevor es auf den Aufruf antwortete: Er lief vielleicht. Sieh dort nach, bevor du noch einmal aufrufst.</translation>
  </message>
  <message>
   <source>Its caller was revoked before it ended. It may have run.</source>
   <translation>Das Gerät, das ihn wollte, wurde widerrufen, bevor der Aufruf endete. Er lief vielleicht.</translation>
  </message>
  <message>
   <source>{count} calls of this user wait already.</source>
   <translation>Es warten schon {count} Aufrufe dieses Kontos.</translation>
  </message>
  <message>
   <source>That device works on {count} calls already.</source>
   <translation>Jenes Gerät arbeitet schon an {count} Aufrufen.</translation>
  </message>
  <message>
   <source>The call was cancelled before it was sent.</source>
   <translation>Der Aufruf wurde abgebrochen, bevor er gesendet war.</translation>
  </message>
  <message>
   <source>Its caller is gone.</source>
   <translation>Wer aufrief, ist fort.</translation>
  </message>
  <message>
   <source>Calls may be {depth} deep, not deeper.</source>
   <translation>Aufrufe dürfen {depth} tief sein, nicht tiefer.</translation>
  </message>
  <message>
   <source>{device} is offline. Try again when it is back.</source>
   <translation>{device} ist offline. Versuch es wieder, wenn es zurück ist.</translation>
  </message>
  <message>
   <source>{device} is offline.</source>
   <translation>{device} ist offline.</translation>
  </message>
  <message>
   <source>{device} is connected, but has no streams (now).</source>
   <translation>{device} ist verbunden, kann aber jetzt keine Ströme.</translation>
  </message>
  <message>
   <source>This device reads too slowly: too many messages wait for it.</source>
   <translation>Dieses Gerät liest zu langsam: zu viele Nachrichten warten.</translation>
  </message>
  <message>
   <source>Another connection of this device took over.</source>
   <translation>Eine andere Verbindung dieses Geräts hat übernommen.</translation>
  </message>
  <message>
   <source>Another node runs with a copy of this device's data folder, and both take the connection from each other. Stop one of them; to keep both, make the copy a device of its own there: felloe unpair, then felloe pair PAIRING_STRING. Then start this node again.</source>
   <translation>Ein anderer Knoten läuft mit einer Kopie des Datenordners, und beide nehmen einander die Verbindung weg. Halte einen an; um beide zu behalten, mach die Kopie dort zu einem eigenen Gerät: felloe unpair, dann felloe pair ZEICHENFOLGE. Starte dann diesen Knoten neu.</translation>
  </message>
  <message>
   <source>The hub stops. Try again in a moment.</source>
   <translation>Der Hub hält an. Versuch es gleich wieder.</translation>
  </message>
  <message>
   <source>The hub stops.</source>
   <translation>Der Hub hält an.</translation>
  </message>
  <message>
   <source>The device started anew.</source>
   <translation>Das Gerät wurde neu gestartet.</translation>
  </message>
  <message>
   <source>The device did not come back.</source>
   <translation>Das Gerät kam nicht zurück.</translation>
  </message>
  <message>
   <source>The hub stopped.</source>
   <translation>Der Hub hielt an.</translation>
  </message>
  <message>
   <source>{error} It may have taken the answer: look before you repeat it.</source>
   <translation>{error} Vielleicht kam die Antwort an: sieh nach, bevor du es wiederholst.</translation>
  </message>
  <message>
   <source>{count} requests to your devices are on their way already. Try again later.</source>
   <translation>Es sind schon {count} Anfragen an deine Geräte unterwegs. Versuch es später wieder.</translation>
  </message>
  <message>
   <source>The device did not answer as a node does.</source>
   <translation>Das Gerät hat nicht geantwortet wie ein Knoten.</translation>
  </message>
  <message>
   <source>Whoever asked has gone.</source>
   <translation>Wer fragte, ist fort.</translation>
  </message>
  <message>
   <source>The device answers more than an answer may have.</source>
   <translation>Das Gerät antwortet mehr, als eine Antwort haben darf.</translation>
  </message>
  <message>
   <source>The device did not answer in time.</source>
   <translation>Das Gerät hat nicht rechtzeitig geantwortet.</translation>
  </message>
  <message>
   <source>{device} went offline.</source>
   <translation>{device} ging offline.</translation>
  </message>
  <message>
   <source>Arguments may hold {size} bytes.</source>
   <translation>Argumente dürfen {size} Bytes haben.</translation>
  </message>
  <message>
   <source>Arguments hold a number or text that JSON cannot.</source>
   <translation>Die Argumente haben eine Zahl oder einen Text, die JSON nicht kann.</translation>
  </message>
  <message>
   <source>This call id stands for another call. Use a new id.</source>
   <translation>Diese Kennung steht für einen anderen Aufruf. Nimm eine neue.</translation>
  </message>
  <message>
   <source>The hub does not know this call any more. Look before you repeat it.</source>
   <translation>Der Hub kennt diesen Aufruf nicht mehr. Sieh nach, bevor du ihn wiederholst.</translation>
  </message>
  <message>
   <source>{device} does not read what it is sent.</source>
   <translation>{device} liest nicht, was man ihm schickt.</translation>
  </message>
  <message>
   <source>That device has no call with this id.</source>
   <translation>Jenes Gerät hat keinen Aufruf mit dieser Kennung.</translation>
  </message>
  <message>
   <source>The hub could not write this down.</source>
   <translation>Der Hub konnte das nicht aufschreiben.</translation>
  </message>
  <message>
   <source>The hub did not get an answer in time. It may have run.</source>
   <translation>Der Hub bekam nicht rechtzeitig eine Antwort. Es ist vielleicht gelaufen.</translation>
  </message>
  <message>
   <source>A request to a device may hold {size} bytes.</source>
   <translation>Eine Anfrage an ein Gerät darf {size} Bytes haben.</translation>
  </message>
  <message>
   <source>Path and query may hold {size} characters each.</source>
   <translation>Pfad und Suche dürfen je {size} Zeichen haben.</translation>
  </message>
  <message>
   <source>A pairing code holds the hub's address. Start the hub once: felloe-hub serve.</source>
   <translation>Ein Kopplungscode enthält die Adresse des Hubs. Starte den Hub einmal: felloe-hub serve.</translation>
  </message>
  <message>
   <source>Nobody knows how this call ended. It may have run: look before you repeat it.</source>
   <translation>Niemand weiß, wie dieser Aufruf endete. Er ist vielleicht gelaufen: sieh nach, bevor du ihn wiederholst.</translation>
  </message>
  <message>
   <source>Its time ended before it was started, so it did not run.</source>
   <translation>Die Zeit war um, bevor es begann; darum lief es nicht.</translation>
  </message>
  <message>
   <source>This call ended as {state}, and its result was received. Use a new id for a new call.</source>
   <translation>Dieser Aufruf endete als {state}, und sein Ergebnis kam an. Nimm für einen neuen eine neue Kennung.</translation>
  </message>
  <message>
   <source>This replica id belongs to another device.</source>
   <translation>Diese Kennung der Chats gehört einem anderen Gerät.</translation>
  </message>
  <message>
   <source>The hub's log is not the one this device has read: it was restored from a backup.</source>
   <translation>Das Verzeichnis des Hubs ist nicht das, das dieses Gerät gelesen hat: es kommt aus einer Sicherung.</translation>
  </message>
  <message>
   <source>Another copy of this data folder has pushed other changes under the same numbers. This copy needs a replica id of its own.</source>
   <translation>Eine andere Kopie dieses Datenordners hat unter denselben Nummern anderes geschickt. Diese Kopie braucht eine eigene Kennung.</translation>
  </message>
  <message>
   <source>This account may have {count} calls on their way at a time.</source>
   <translation>Dieses Konto darf {count} Aufrufe zugleich unterwegs haben.</translation>
  </message>
  <message>
   <source>This account may keep {most} bytes of chats on this hub, and has {held}. Nothing is lost: what does not fit stays on the device.</source>
   <translation>Dieses Konto darf {most} Bytes an Chats auf diesem Hub haben, und hat {held}. Nichts geht verloren: was nicht passt, bleibt auf dem Gerät.</translation>
  </message>
  <message>
   <source>This account may make {count} calls a minute.</source>
   <translation>Dieses Konto darf {count} Aufrufe in der Minute machen.</translation>
  </message>
  <message>
   <source>A device's name needs 1 to {most} visible characters.</source>
   <translation>Der Name eines Geräts braucht 1 bis {most} sichtbare Zeichen.</translation>
  </message>
  <message>
   <source>The account {name} is disabled. Enable it first: felloe-hub user disable --enable.</source>
   <translation>Das Konto {name} ist gesperrt. Gib es zuerst frei: felloe-hub user disable --enable.</translation>
  </message>
  <message>
   <source>The hub answered the handshake with {status}.</source>
   <translation>Der Hub beantwortete den Verbindungsaufbau mit {status}.</translation>
  </message>
  <message>
   <source>{title} waits for a word of its device's owner, who is asked there. It goes on when that is answered.</source>
   <translation>{title} wartet auf ein Wort dessen, dem das Gerät gehört; gefragt wird dort. Nach der Antwort geht es weiter.</translation>
  </message>
  <message>
   <source>This device has no hub. Join one under Devices.</source>
   <translation>Dieses Gerät hat keinen Hub. Unter Geräte tritt es einem bei.</translation>
  </message>
  <message>
   <source>This device has no hub, so it cannot reach '{device}'. Join one under Devices.</source>
   <translation>Dieses Gerät hat keinen Hub und kann „{device}“ daher nicht erreichen. Unter Geräte tritt es einem bei.</translation>
  </message>
  <message>
   <source>This device belongs to {hub} already. Leave it in the settings first.</source>
   <translation>Dieses Gerät gehört schon zu {hub}. Verlass ihn zuerst in den Einstellungen.</translation>
  </message>
  <message>
   <source>There is no device {device}.</source>
   <translation>Es gibt kein Gerät {device}.</translation>
  </message>
  <message>
   <source>You have no device {device}.</source>
   <translation>Du hast kein Gerät {device}.</translation>
  </message>
  <message>
   <source>No device that is online offers {what}. Skills shows what there is.</source>
   <translation>Kein Gerät, das online ist, bietet {what} an. Was es gibt, steht unter Skills.</translation>
  </message>
  <message>
   <source>This chat is not there.</source>
   <translation>Diesen Chat gibt es hier nicht.</translation>
  </message>
  <message>
   <source>{count} calls wait already.</source>
   <translation>{count} Aufrufe warten schon.</translation>
  </message>
  <message>
   <source>No skill '{skill}' is installed here.</source>
   <translation>Ein Skill „{skill}“ ist hier nicht installiert.</translation>
  </message>
  <message>
   <source>This question is not there any more.</source>
   <translation>Diese Frage gibt es nicht mehr.</translation>
  </message>
  <message>
   <source>This grant is not there any more.</source>
   <translation>Diese Freigabe gibt es nicht mehr.</translation>
  </message>
  <message>
   <source>{sentence} On this device: {value}. The settings change it, under Sandbox.</source>
   <translation>{sentence} Auf diesem Gerät gilt {value}. Die Einstellungen ändern das, unter Sandbox.</translation>
  </message>
  <message>
   <source>There is no secret '{name}'. Set it on the page of the skill.</source>
   <translation>Ein Geheimnis „{name}“ gibt es nicht. Setz es auf der Seite des Skills.</translation>
  </message>
  <message>
   <source>No server has a model '{model}' now. The settings show which there are.</source>
   <translation>Kein Server hat gerade ein Modell „{model}“. Die Einstellungen zeigen, welche es gibt.</translation>
  </message>
  <message>
   <source>There is no model server '{name}'.</source>
   <translation>Einen Server „{name}“ gibt es nicht.</translation>
  </message>
  <message>
   <source>There is no model server '{name}' that you added.</source>
   <translation>Einen Server „{name}“ hast du nicht eingetragen.</translation>
  </message>
  <message>
   <source>'{name}' cannot be set as a parameter of a model.</source>
   <translation>„{name}“ lässt sich einem Modell nicht einstellen.</translation>
  </message>
  <message>
   <source>A question to a model may hold {size} bytes.</source>
   <translation>Eine Frage an ein Modell darf {size} Bytes haben.</translation>
  </message>
  <message>
   <source>The question holds something that is no message, or that JSON cannot hold.</source>
   <translation>Die Frage hat etwas, das keine Nachricht ist oder in JSON nicht geht.</translation>
  </message>
  <message>
   <source>{upstream} has many models. Choose one with: felloe models default {same}/MODEL</source>
   <translation>{upstream} hat viele Modelle. Wähle eins in den Einstellungen, oder mit: felloe models default {same}/MODELL</translation>
  </message>
  <message>
   <source>There is only /v1/chat/completions and /v1/models here.</source>
   <translation>Hier gibt es nur /v1/chat/completions und /v1/models.</translation>
  </message>
  <message>
   <source>There is no model '{model}' here.</source>
   <translation>Ein Modell „{model}“ gibt es hier nicht.</translation>
  </message>
  <message>
   <source>This answers programs on this machine only, and no page in a browser.</source>
   <translation>Das antwortet nur Programmen auf diesem Gerät, keiner Seite im Browser.</translation>
  </message>
  <message>
   <source>The token is missing or wrong. It is shown by: felloe models serve token</source>
   <translation>Das Zugangszeichen fehlt oder ist falsch. Es steht unter: felloe models serve token</translation>
  </message>
  <message>
   <source>Whoever asked took nothing of the answer for too long.</source>
   <translation>Wer fragte, hat zu lange nichts von der Antwort genommen.</translation>
  </message>
  <message>
   <source>{upstream} kept the answer back.</source>
   <translation>{upstream} hat die Antwort zurückgehalten.</translation>
  </message>
  <message>
   <source>{upstream} answered with nothing.</source>
   <translation>{upstream} hat mit nichts geantwortet.</translation>
  </message>
  <message>
   <source>A key has up to 4,000 printable ASCII characters, and no space.</source>
   <translation>Ein Schlüssel hat bis zu 4.000 druckbare ASCII-Zeichen, und kein Leerzeichen.</translation>
  </message>
  <message>
   <source>{path} cannot be read. Remove it, and set your models' keys again.</source>
   <translation>{path} lässt sich nicht lesen. Entferne die Datei, und gib die Schlüssel deiner Modelle neu ein.</translation>
  </message>
  <message>
   <source>What answers there is no model server, or {name}'s address is not right.</source>
   <translation>Was dort antwortet, ist kein Server für Modelle, oder die Adresse von {name} stimmt nicht.</translation>
  </message>
  <message>
   <source>{name} did not say within {wait} s what models it has.</source>
   <translation>{name} hat in {wait} s nicht gesagt, welche Modelle es hat.</translation>
  </message>
  <message>
   <source>{name} ended the connection.</source>
   <translation>{name} hat die Verbindung beendet.</translation>
  </message>
  <message>
   <source>This device has no model yet. Start Ollama, LM Studio or llama.cpp here, add one with `felloe models add NAME URL`, or pair with a hub that has some.</source>
   <translation>Dieses Gerät hat noch kein Modell. Starte hier Ollama, LM Studio oder llama.cpp, gib in den Einstellungen eine Adresse ein, oder kopple mit einem Hub, der welche hat.</translation>
  </message>
  <message>
   <source>This chat stays on this device, and no model runs here. Start Ollama, LM Studio or llama.cpp.</source>
   <translation>Dieser Chat bleibt auf diesem Gerät, und hier läuft kein Modell. Starte Ollama, LM Studio oder llama.cpp.</translation>
  </message>
  <message>
   <source>{name} has no model, or did not say which. Name one: felloe models test {same} MODEL</source>
   <translation>{name} hat kein Modell, oder sagt nicht welches. Nenne eins: felloe models test {same} MODELL</translation>
  </message>
  <message>
   <source>A device keeps up to {count} model servers.</source>
   <translation>Ein Gerät merkt sich bis zu {count} Server.</translation>
  </message>
  <message>
   <source>A device keeps this for up to {count} models.</source>
   <translation>Ein Gerät merkt sich das für bis zu {count} Modelle.</translation>
  </message>
  <message>
   <source>{upstream} answered with nothing that a model says. Is its address right?</source>
   <translation>{upstream} hat nichts geantwortet, was ein Modell sagt. Stimmt die Adresse?</translation>
  </message>
  <message>
   <source>{upstream} ended the connection in the middle of its answer.</source>
   <translation>{upstream} hat die Verbindung mitten in der Antwort beendet.</translation>
  </message>
  <message>
   <source>{upstream} said nothing for {wait} s, so it was given up.</source>
   <translation>{upstream} hat {wait} s lang nichts gesagt, darum wurde aufgegeben.</translation>
  </message>
  <message>
   <source>The connection to {upstream} broke in the middle of its answer.</source>
   <translation>Die Verbindung zu {upstream} brach mitten in der Antwort ab.</translation>
  </message>
  <message>
   <source>The model's answer is longer than anything that could be kept.</source>
   <translation>Die Antwort des Modells ist länger, als aufzuheben wäre.</translation>
  </message>
  <message>
   <source>{upstream} does not take the question (status {status}){word}</source>
   <translation>{upstream} nimmt die Frage nicht an (Status {status}){word}</translation>
  </message>
  <message>
   <source>{upstream} sends on to another address, and nothing is followed there. Set the address that it means.</source>
   <translation>{upstream} schickt an eine andere Adresse weiter, und dem wird nicht gefolgt. Trag die gemeinte Adresse ein.</translation>
  </message>
  <message>
   <source>{upstream} wants to be paid{word}</source>
   <translation>{upstream} will bezahlt werden{word}</translation>
  </message>
  <message>
   <source>{upstream} does not take the key that was set for it{word}</source>
   <translation>{upstream} nimmt den eingetragenen Schlüssel nicht an{word}</translation>
  </message>
  <message>
   <source>{upstream} is asked too often{again}</source>
   <translation>{upstream} wird zu oft gefragt{again}</translation>
  </message>
  <message>
   <source>This is more than {model} can read at once{word}</source>
   <translation>Das ist mehr, als {model} auf einmal lesen kann{word}</translation>
  </message>
  <message>
   <source>the model</source>
   <translation>das Modell</translation>
  </message>
  <message>
   <source>{upstream} has no model '{model}'{word}</source>
   <translation>{upstream} hat kein Modell „{model}“{word}</translation>
  </message>
  <message>
   <source>{upstream} has no such thing{word}</source>
   <translation>{upstream} kennt das nicht{word}</translation>
  </message>
  <message>
   <source>{upstream} failed (status {status}){word}</source>
   <translation>{upstream} ist gescheitert (Status {status}){word}</translation>
  </message>
  <message>
   <source>The name of a model server has up to 40 small letters, digits, '.', '_' and '-', such as openai.</source>
   <translation>Der Name eines Servers hat bis zu 40 kleine Buchstaben, Ziffern, „.“, „_“ und „-“, etwa openai.</translation>
  </message>
  <message>
   <source>The hub's models are there by themselves. Choose another name.</source>
   <translation>Die Modelle des Hubs sind von selbst da. Wähle einen anderen Namen.</translation>
  </message>
  <message>
   <source>The name of a model has up to 200 characters, and no space.</source>
   <translation>Der Name eines Modells hat bis zu 200 Zeichen, und kein Leerzeichen.</translation>
  </message>
  <message>
   <source>A model server's address has no query. Give its key by itself.</source>
   <translation>Die Adresse eines Servers hat kein ?. Gib den Schlüssel für sich ein.</translation>
  </message>
  <message>
   <source>Whatever is sent to http://{host} can be read on its way, its key too. Use https, or say --in-the-clear.</source>
   <translation>Was an http://{host} geht, ist unterwegs lesbar, auch der Schlüssel. Nimm https, oder erlaube es ausdrücklich.</translation>
  </message>
  <message>
   <source>A model server's address is one like https://api.example.org/v1. {error}</source>
   <translation>Die Adresse eines Servers ist eine wie https://api.example.org/v1. {error}</translation>
  </message>
  <message>
   <source>This device belongs to no hub any more.</source>
   <translation>Dieses Gerät gehört zu keinem Hub mehr.</translation>
  </message>
  <message>
   <source>{who} did not answer within {wait} s.</source>
   <translation>{who} hat in {wait} s nicht geantwortet.</translation>
  </message>
  <message>
   <source>{name} cannot be asked.</source>
   <translation>{name} lässt sich nicht fragen.</translation>
  </message>
  <message>
   <source>{name} cannot be reached.</source>
   <translation>{name} ist nicht erreichbar.</translation>
  </message>
  <message>
   <source>{name} ended the connection before it answered.</source>
   <translation>{name} hat die Verbindung vor der Antwort beendet.</translation>
  </message>
  <message>
   <source>{name} does not speak HTTP as it should.</source>
   <translation>{name} spricht HTTP nicht, wie es sein soll.</translation>
  </message>
  <message>
   <source>{name} cannot be reached: its certificate is not trusted.</source>
   <translation>{name} ist nicht erreichbar: dem Zertifikat ist nicht zu trauen.</translation>
  </message>
  <message>
   <source>{why} `felloe models list` shows what is there.</source>
   <translation>{why} Was es gibt, steht in den Einstellungen unter Modelle.</translation>
  </message>
  <message>
   <source>No model answered. {why}</source>
   <translation>Kein Modell hat geantwortet. {why}</translation>
  </message>
  <message>
   <source>This hub offers you no model '{model}'.</source>
   <translation>Dieser Hub bietet dir kein Modell „{model}“ an.</translation>
  </message>
  <message>
   <source>This hub offers no model '{model}'. GET /v1/models lists those it does.</source>
   <translation>Dieser Hub bietet kein Modell „{model}“ an.</translation>
  </message>
  <message>
   <source>The model server {name} {how}.</source>
   <translation>Der Server {name} {how}.</translation>
  </message>
  <message>
   <source>{name} has no certificate that this hub trusts.</source>
   <translation>{name} hat kein Zertifikat, dem dieser Hub traut.</translation>
  </message>
  <message>
   <source>{name} said nothing for too long.</source>
   <translation>{name} hat zu lange nichts gesagt.</translation>
  </message>
  <message>
   <source>{name} hung up before it answered.</source>
   <translation>{name} hat vor der Antwort aufgelegt.</translation>
  </message>
  <message>
   <source>{name} hung up before its answer was whole.</source>
   <translation>{name} hat aufgelegt, bevor die Antwort ganz war.</translation>
  </message>
  <message>
   <source>This account may ask {count} models at a time.</source>
   <translation>Dieses Konto darf {count} Modelle zugleich fragen.</translation>
  </message>
  <message>
   <source>This account may ask models {count} times a day (UTC).</source>
   <translation>Dieses Konto darf Modelle {count}-mal am Tag fragen (UTC).</translation>
  </message>
  <message>
   <source>This account may use {count} tokens of models a day (UTC), and has {left} left; this request would take {tokens} and its answer.</source>
   <translation>Dieses Konto darf {count} Tokens am Tag brauchen (UTC) und hat noch {left}; diese Frage bräuchte {tokens} und die Antwort.</translation>
  </message>
  <message>
   <source>The model server {name} answered {status}.</source>
   <translation>Der Server {name} hat mit {status} geantwortet.</translation>
  </message>
  <message>
   <source>The model server {name} refused the hub's key. Tell the hub's admin.</source>
   <translation>Der Server {name} nahm den Schlüssel des Hubs nicht an. Sag es dem, der den Hub betreut.</translation>
  </message>
  <message>
   <source>The model server {name} answered {status}, which leads elsewhere; the hub does not follow. Tell the hub's admin.</source>
   <translation>Der Server {name} hat mit {status} geantwortet, das führt anderswohin; der Hub folgt nicht. Sag es dem, der den Hub betreut.</translation>
  </message>
  <message>
   <source>This account may not use the model '{model}'. Ask the hub's admin.</source>
   <translation>Dieses Konto darf das Modell „{model}“ nicht benutzen. Frag, wer den Hub betreut.</translation>
  </message>
  <message>
   <source>There is no model here, so nothing was asked.</source>
   <translation>Hier gibt es kein Modell, darum wurde nichts gefragt.</translation>
  </message>
  <message>
   <source>The model server {name} answered with nothing.</source>
   <translation>Der Server {name} antwortete mit nichts.</translation>
  </message>
  <message>
   <source>The model server {name} sent something that is not JSON.</source>
   <translation>Der Server {name} schickte etwas, das kein JSON ist.</translation>
  </message>
  <message>
   <source>The model server {name} does not come to an end.</source>
   <translation>Der Server {name} kommt zu keinem Ende.</translation>
  </message>
  <message>
   <source>The model server {name} does not speak HTTP as it should.</source>
   <translation>Der Server {name} spricht HTTP nicht, wie er soll.</translation>
  </message>
  <message>
   <source>The model server {name} cannot be reached.</source>
   <translation>Der Server {name} ist nicht erreichbar.</translation>
  </message>
  <message>
   <source>The model server {name} has no certificate that this hub trusts.</source>
   <translation>Der Server {name} hat kein Zertifikat, dem dieser Hub traut.</translation>
  </message>
  <message>
   <source>The model server {name} said nothing for too long.</source>
   <translation>Der Server {name} sagte zu lange nichts.</translation>
  </message>
  <message>
   <source>The model server {name} hung up before it answered.</source>
   <translation>Der Server {name} legte auf, bevor er antwortete.</translation>
  </message>
  <message>
   <source>The model server {name} hung up before its answer was whole.</source>
   <translation>Der Server {name} legte auf, bevor seine Antwort vollständig war.</translation>
  </message>
  <message>
   <source>The model's answer holds something that is no object.</source>
   <translation>Die Antwort des Modells enthält etwas, das kein Objekt ist.</translation>
  </message>
  <message>
   <source>The model's answer holds something that is not JSON.</source>
   <translation>Die Antwort des Modells enthält etwas, das kein JSON ist.</translation>
  </message>
  <message>
   <source>The model's answer is nested without end.</source>
   <translation>Die Antwort des Modells ist endlos verschachtelt.</translation>
  </message>
  <message>
   <source>A part of the model's answer holds more than {size} bytes.</source>
   <translation>Ein Teil der Antwort des Modells hat mehr als {size} Bytes.</translation>
  </message>
  <message>
   <source>The model wants more than {count} calls at once.</source>
   <translation>Das Modell will mehr als {count} Aufrufe auf einmal.</translation>
  </message>
  <message>
   <source>The name of a model has up to {count} characters, and no space.</source>
   <translation>Der Name eines Modells hat höchstens {count} Zeichen und kein Leerzeichen.</translation>
  </message>
  <message>
   <source>The requests of this account that are on their way may hold {size} bytes together.</source>
   <translation>Die laufenden Anfragen dieses Kontos dürfen zusammen {size} Bytes haben.</translation>
  </message>
  <message>
   <source>The arguments must be a JSON object. Nothing was done.</source>
   <translation>Die Argumente müssen ein JSON-Objekt sein. Nichts wurde getan.</translation>
  </message>
  <message>
   <source>The argument '{name}' is missing; it is a text. Nothing was done.</source>
   <translation>Das Argument „{name}“ fehlt; es ist ein Text. Nichts wurde getan.</translation>
  </message>
  <message>
   <source>The arguments are not valid JSON: {error}. Nothing was done.</source>
   <translation>Die Argumente sind kein gültiges JSON: {error}. Nichts wurde getan.</translation>
  </message>
  <message>
   <source>It was called {times} times with the same result, so it was not called again.</source>
   <translation>Der Aufruf brachte {times}-mal dasselbe, darum wurde er nicht wiederholt.</translation>
  </message>
  <message>
   <source>This device left its hub before {what} ended. It may have run: look before you repeat it.</source>
   <translation>Dieses Gerät hat seinen Hub verlassen, bevor {what} zu Ende war. Es ist vielleicht gelaufen: sieh nach, bevor du es wiederholst.</translation>
  </message>
  <message>
   <source>This device left its hub before {what} was sent, so it did not run.</source>
   <translation>Dieses Gerät hat seinen Hub verlassen, bevor {what} gesendet war; es lief nicht.</translation>
  </message>
  <message>
   <source>The hub turned this device away before {what} ended. It may have run: look before you repeat it.</source>
   <translation>Der Hub hat dieses Gerät abgewiesen, bevor {what} endete. Es lief vielleicht: Sieh nach, bevor du es wiederholst.</translation>
  </message>
  <message>
   <source>The hub turned this device away before {what} was sent, so it did not run.</source>
   <translation>Der Hub hat dieses Gerät abgewiesen, bevor {what} gesendet war; es lief nicht.</translation>
  </message>
  <message>
   <source>An answer is being written here. Wait for its end or stop it; then ask.</source>
   <translation>Hier wird gerade eine Antwort geschrieben. Warte ihr Ende ab oder halte sie an; dann frag.</translation>
  </message>
  <message>
   <source>The connection ended before the answer. It may have run.</source>
   <translation>Die Verbindung endete vor der Antwort. Es ist vielleicht gelaufen.</translation>
  </message>
  <message>
   <source>{folder} cannot be written by the process that makes the backup: the {who}, where one runs. Choose a folder that it may write to.</source>
   <translation>{folder} kann der Prozess nicht beschreiben, der sichert: der {who}, wo einer läuft. Wähle einen Ordner, in den er schreiben darf.</translation>
  </message>
  <message>
   <source>{source} is no backup of {what}, or is damaged.</source>
   <translation>{source} ist keine Sicherung von {what}, oder beschädigt.</translation>
  </message>
  <message>
   <source>There is nothing of that name that an earlier restore set aside.</source>
   <translation>Unter diesem Namen hat keine Wiederherstellung etwas beiseitegelegt.</translation>
  </message>
  <message>
   <source>A backup is being read already. Wait for it, or cancel that.</source>
   <translation>Es wird schon eine Sicherung gelesen. Warte darauf, oder brich es ab.</translation>
  </message>
  <message>
   <source>No backup was read. Choose one first.</source>
   <translation>Es wurde keine Sicherung gelesen. Wähle zuerst eine.</translation>
  </message>
  <message>
   <source>Reading the backup was stopped. Nothing was changed.</source>
   <translation>Das Lesen der Sicherung wurde angehalten. Nichts wurde geändert.</translation>
  </message>
  <message>
   <source>The backup was stopped. No file was left.</source>
   <translation>Die Sicherung wurde angehalten. Es blieb keine Datei.</translation>
  </message>
  <message>
   <source>There is no device in {folder}. Name its data folder with --data.</source>
   <translation>In {folder} liegt kein Gerät. Nenne seinen Datenordner mit --data.</translation>
  </message>
  <message>
   <source>There is no device in {folder}.</source>
   <translation>In {folder} liegt kein Gerät.</translation>
  </message>
  <message>
   <source>{target} exists. Choose another name, or say --replace.</source>
   <translation>{target} gibt es schon. Wähle einen anderen Namen, oder sag --replace.</translation>
  </message>
  <message>
   <source>{source} was made by a newer Felloe ({version}, schema {schema}; this one knows {known}). Install that version, or choose an older backup.</source>
   <translation>{source} stammt von einem neueren Felloe ({version}, Schema {schema}; dieses kennt {known}). Installiere jene Version, oder wähle eine ältere Sicherung.</translation>
  </message>
  <message>
   <source>There is no file {file}.</source>
   <translation>Die Datei {file} gibt es nicht.</translation>
  </message>
  <message>
   <source>{source} is no backup of a device, or is damaged.</source>
   <translation>{source} ist keine Sicherung eines Geräts, oder beschädigt.</translation>
  </message>
  <message>
   <source>{source} is damaged: its database is.</source>
   <translation>{source} ist beschädigt: die Datenbank darin.</translation>
  </message>
  <message>
   <source>{source} is damaged: its database is not that of a device.</source>
   <translation>{source} ist beschädigt: die Datenbank darin ist nicht die eines Geräts.</translation>
  </message>
  <message>
   <source>{source} is damaged: {name} is not what was backed up.</source>
   <translation>{source} ist beschädigt: {name} ist nicht, was gesichert wurde.</translation>
  </message>
  <message>
   <source>The backup that was written cannot be read back. Check the disk.</source>
   <translation>Die geschriebene Sicherung lässt sich nicht wieder lesen. Prüfe den Datenträger.</translation>
  </message>
  <message>
   <source>A skill's versions share one store. Forget it with the skill as a whole.</source>
   <translation>Die Versionen eines Skills teilen sich, was er speichert. Vergiss es mit dem ganzen Skill.</translation>
  </message>
  <message>
   <source>{count} answers are being written already. Stop one, or wait.</source>
   <translation>Es werden schon {count} Antworten geschrieben. Halte eine an, oder warte.</translation>
  </message>
  <message>
   <source>The hub did not refuse such a file.</source>
   <translation>So eine Datei hat der Hub nicht abgelehnt.</translation>
  </message>
  <message>
   <source>There is no answer with this id here.</source>
   <translation>Hier gibt es keine Antwort mit dieser Kennung.</translation>
  </message>
  <message>
   <source>The device failed in a way it should not. Its log says where.</source>
   <translation>Das Gerät hat versagt, wie es nicht soll. Sein Protokoll sagt, wo.</translation>
  </message>
  <message>
   <source>The arguments must be a JSON object. Nothing was done; call again.</source>
   <translation>Die Argumente müssen ein JSON-Objekt sein. Nichts wurde getan; ruf noch einmal auf.</translation>
  </message>
  <message>
   <source>The argument '{name}' is missing; it is a text. Nothing was done; call again.</source>
   <translation>Das Argument „{name}“ fehlt; es ist ein Text. Nichts wurde getan; ruf noch einmal auf.</translation>
  </message>
  <message>
   <source>There is no tool '{name}'. There are: {tools}.</source>
   <translation>Das Werkzeug „{name}“ gibt es nicht. Es gibt: {tools}.</translation>
  </message>
  <message>
   <source>The arguments are nested too deeply. Nothing was done.</source>
   <translation>Die Argumente sind zu tief geschachtelt. Nichts wurde getan.</translation>
  </message>
  <message>
   <source>The arguments are not valid JSON: {error}. Nothing was done; call again.</source>
   <translation>Die Argumente sind kein gültiges JSON: {error}. Nichts wurde getan; ruf noch einmal auf.</translation>
  </message>
  <message>
   <source>The device stopped while this ran. It may have happened.</source>
   <translation>Das Gerät hielt an, während es lief. Es ist vielleicht geschehen.</translation>
  </message>
  <message>
   <source>There is no session {session} {where}. `{listed}` shows what is.</source>
   <translation>Den Chat {session} gibt es {where} nicht. Was es gibt, zeigt `{listed}`.</translation>
  </message>
  <message>
   <source>in the trash</source>
   <translation>im Papierkorb</translation>
  </message>
  <message>
   <source>here</source>
   <translation>hier</translation>
  </message>
  <message>
   <source>{count} faces follow this answer already.</source>
   <translation>Dieser Antwort folgen schon {count} Oberflächen.</translation>
  </message>
  <message>
   <source>Arguments may hold {room} characters here. Nothing was done.</source>
   <translation>Argumente dürfen hier {room} Zeichen haben. Nichts wurde getan.</translation>
  </message>
  <message>
   <source>A step may make {count} calls. This one was not made.</source>
   <translation>Ein Schritt darf {count} Aufrufe machen. Dieser wurde nicht gemacht.</translation>
  </message>
  <message>
   <source>There is no function '{path}' in reach. There is: {near}.</source>
   <translation>Die Funktion „{path}“ ist nicht in Reichweite. Es gibt: {near}.</translation>
  </message>
  <message>
   <source>You have made this call {times} times and got the same result, so it was not made again. Do something else, or tell the user where you stand.</source>
   <translation>Dieser Aufruf brachte {times}-mal dasselbe, darum wurde er nicht noch einmal gemacht. Tu etwas anderes, oder sag, wie weit du bist.</translation>
  </message>
  <message>
   <source>Nobody knows how this ended. It may have happened.</source>
   <translation>Niemand weiß, wie es endete. Es ist vielleicht geschehen.</translation>
  </message>
  <message>
   <source>{file} is no file.</source>
   <translation>{file} ist keine Datei.</translation>
  </message>
  <message>
   <source>This attachment is not on this device, and there is no hub to ask for it.</source>
   <translation>Dieser Anhang ist nicht auf diesem Gerät, und es gibt keinen Hub, der ihn hätte.</translation>
  </message>
  <message>
   <source>{file} cannot be read: {reason}.</source>
   <translation>{file} lässt sich nicht lesen: {reason}.</translation>
  </message>
  <message>
   <source>What came is not what its hash says. Nothing of it was kept.</source>
   <translation>Was kam, passt nicht zu seiner Prüfsumme. Nichts davon wurde gespeichert.</translation>
  </message>
  <message>
   <source>This attachment is not on this device.</source>
   <translation>Dieser Anhang ist nicht auf diesem Gerät.</translation>
  </message>
  <message>
   <source>An attachment may have {size} MiB.</source>
   <translation>Ein Anhang darf {size} MiB haben.</translation>
  </message>
  <message>
   <source>The hub sends more than an attachment may hold.</source>
   <translation>Der Hub schickt mehr, als ein Anhang haben darf.</translation>
  </message>
  <message>
   <source>The device works on {count} calls already. Try again later.</source>
   <translation>Das Gerät arbeitet schon an {count} Aufrufen. Versuch es später wieder.</translation>
  </message>
  <message>
   <source>The caller cancelled it.</source>
   <translation>Wer es aufrief, hat es abgebrochen.</translation>
  </message>
  <message>
   <source>There is no call with this id.</source>
   <translation>Einen Aufruf mit dieser Kennung gibt es nicht.</translation>
  </message>
  <message>
   <source>The skill {skill} was changed while this waited, so it was not continued.</source>
   <translation>Der Skill {skill} wurde geändert, während es wartete; darum ging es nicht weiter.</translation>
  </message>
  <message>
   <source>{name} is not offered to others by the device it is installed on.</source>
   <translation>{name} wird von seinem Gerät anderen nicht angeboten.</translation>
  </message>
  <message>
   <source>The owner of the device did not allow {title}, so it did not happen.</source>
   <translation>Auf dem Gerät wurde {title} nicht erlaubt, darum geschah es nicht.</translation>
  </message>
  <message>
   <source>There is no call with this id that waits for an approval.</source>
   <translation>Kein Aufruf mit dieser Kennung wartet auf Zustimmung.</translation>
  </message>
  <message>
   <source>Nobody approved it in time, so it went no further.</source>
   <translation>Niemand hat rechtzeitig zugestimmt, darum ging es nicht weiter.</translation>
  </message>
  <message>
   <source>It was cancelled.</source>
   <translation>Es wurde abgebrochen.</translation>
  </message>
  <message>
   <source>{title} may not be called by others: the device's owner said so.</source>
   <translation>{title} dürfen andere nicht aufrufen: so ist es auf dem Gerät eingestellt.</translation>
  </message>
  <message>
   <source>The device stopped while it ran this. Look before you repeat it.</source>
   <translation>Das Gerät hielt dabei an. Sieh nach, bevor du es wiederholst.</translation>
  </message>
  <message>
   <source>{path} may have run: look there before you repeat it.</source>
   <translation>{path} ist vielleicht gelaufen: sieh dort nach, bevor du es wiederholst.</translation>
  </message>
  <message>
   <source>The hub could not be reached in time, so it did not run.</source>
   <translation>Der Hub war nicht rechtzeitig erreichbar, darum lief es nicht.</translation>
  </message>
  <message>
   <source>It was cancelled before it was sent.</source>
   <translation>Es wurde abgebrochen, bevor es gesendet war.</translation>
  </message>
  <message>
   <source>The arguments hold a number or text that JSON cannot: NaN, 1e999, half of a character.</source>
   <translation>Die Argumente haben eine Zahl oder einen Text, die JSON nicht kann: NaN, 1e999, ein halbes Zeichen.</translation>
  </message>
  <message>
   <source>The call that asked for this has no time left, so it did not run.</source>
   <translation>Der Aufruf, der das wollte, hat keine Zeit mehr; darum lief es nicht.</translation>
  </message>
  <message>
   <source>A chain of calls may be {depth} deep.</source>
   <translation>Eine Kette von Aufrufen darf {depth} tief sein.</translation>
  </message>
  <message>
   <source>This device is online: call it without waiting for it.</source>
   <translation>Dieses Gerät ist online: ruf es auf, ohne zu warten.</translation>
  </message>
  <message>
   <source>{count} faces are attached to this node already.</source>
   <translation>An diesem Knoten hängen schon {count} Oberflächen.</translation>
  </message>
  <message>
   <source>Nobody waits for this answer.</source>
   <translation>Auf diese Antwort wartet niemand.</translation>
  </message>
  <message>
   <source>The clipboard was answered with something that is not text.</source>
   <translation>Die Zwischenablage kam nicht als Text an.</translation>
  </message>
  <message>
   <source>Felloe's node on this device has stopped.</source>
   <translation>Felloes Knoten auf diesem Gerät hat angehalten.</translation>
  </message>
  <message>
   <source>The face failed in a way it should not. Its log says where.</source>
   <translation>Die Oberfläche hat versagt, wie sie nicht soll. Ihr Protokoll sagt, wo.</translation>
  </message>
  <message>
   <source>That device takes answers only from who sits at it.</source>
   <translation>Jenes Gerät nimmt Antworten nur von dem, der davor sitzt.</translation>
  </message>
  <message>
   <source>The question is too long to be answered from another device. Answer it at that device itself.</source>
   <translation>Die Frage ist zu lang, um sie von einem anderen Gerät aus zu beantworten. Beantworte sie an jenem Gerät selbst.</translation>
  </message>
  <message>
   <source>{device} did not answer as a node does.</source>
   <translation>{device} hat nicht geantwortet wie ein Knoten.</translation>
  </message>
  <message>
   <source>{device} answers more than is read of another device. Look at it there.</source>
   <translation>{device} antwortet mehr, als von einem anderen Gerät gelesen wird. Sieh es dir dort an.</translation>
  </message>
  <message>
   <source>The call came from this device, so another one has to answer for it.</source>
   <translation>Der Aufruf kam von diesem Gerät; ein anderes muss dafür antworten.</translation>
  </message>
  <message>
   <source>From here only `once` and `deny` are taken. Decide for good at that device itself.</source>
   <translation>Von hier gilt nur Einmal oder Ablehnen. Auf Dauer entscheidest du an jenem Gerät selbst.</translation>
  </message>
  <message>
   <source>Loose code has no name by which it could be remembered. Answer once or deny.</source>
   <translation>Loser Code hat keinen Namen, den man sich merken könnte. Antworte einmal, oder lehne ab.</translation>
  </message>
  <message>
   <source>'{answer}' does not fit this question. Answer once, {fitting}, exact, deny or never.</source>
   <translation>„{answer}“ passt nicht auf diese Frage. Antworte once, {fitting}, exact, deny oder never.</translation>
  </message>
  <message>
   <source>Too many questions wait for the device's user, so {label} could not ask.</source>
   <translation>Es warten zu viele Fragen, darum konnte {label} nicht fragen.</translation>
  </message>
  <message>
   <source>That question is settled already: {state}.</source>
   <translation>Diese Frage ist schon entschieden: {state}.</translation>
  </message>
  <message>
   <source>What this call gave was told to who made it, and is not kept here.</source>
   <translation>Was dieser Aufruf ergab, erfuhr, wer ihn machte; hier ist es nicht aufbewahrt.</translation>
  </message>
  <message>
   <source>{device} did not answer in time.</source>
   <translation>{device} hat nicht rechtzeitig geantwortet.</translation>
  </message>
  <message>
   <source>The node answers local programs only.</source>
   <translation>Der Knoten antwortet nur Programmen dieses Geräts.</translation>
  </message>
  <message>
   <source>The node's token is missing or wrong.</source>
   <translation>Das Zugangszeichen des Knotens fehlt oder ist falsch.</translation>
  </message>
  <message>
   <source>{count} faces listen to this device already.</source>
   <translation>Diesem Gerät hören schon {count} Oberflächen zu.</translation>
  </message>
  <message>
   <source>This device shows the others nothing there.</source>
   <translation>Dieses Gerät zeigt den anderen dort nichts.</translation>
  </message>
  <message>
   <source>The node ended before the call did. It may have run.</source>
   <translation>Der Knoten endete vor dem Aufruf. Er ist vielleicht gelaufen.</translation>
  </message>
  <message>
   <source>Another device shows nothing there.</source>
   <translation>Ein anderes Gerät zeigt dort nichts.</translation>
  </message>
  <message>
   <source>The device stopped in the middle of its answer.</source>
   <translation>Das Gerät hielt mitten in seiner Antwort an.</translation>
  </message>
  <message>
   <source>The request did not arrive in time.</source>
   <translation>Die Anfrage kam nicht rechtzeitig an.</translation>
  </message>
  <message>
   <source>The answer was read too slowly, so it was cut.</source>
   <translation>Die Antwort wurde zu langsam gelesen, darum brach sie ab.</translation>
  </message>
  <message>
   <source>The request ended before its body.</source>
   <translation>Die Anfrage endete vor ihrem Inhalt.</translation>
  </message>
  <message>
   <source>Felloe's node on this device does not answer. Start it with `felloe agent`.</source>
   <translation>Felloes Knoten auf diesem Gerät antwortet nicht. Starte ihn mit `felloe agent`.</translation>
  </message>
  <message>
   <source>The connection to {device} ended.</source>
   <translation>Die Verbindung zu {device} endete.</translation>
  </message>
  <message>
   <source>The node on this device did not answer within {wait} s. It may still do what it was asked.</source>
   <translation>Der Knoten auf diesem Gerät hat {wait} s lang nicht geantwortet. Vielleicht tut er noch, was er soll.</translation>
  </message>
  <message>
   <source>{name} is {what}, not {value}.</source>
   <translation>{name} ist {what}, nicht {value}.</translation>
  </message>
  <message>
   <source>a whole number from {least} to {most}</source>
   <translation>eine ganze Zahl von {least} bis {most}</translation>
  </message>
  <message>
   <source>a number from {least} to {most}</source>
   <translation>eine Zahl von {least} bis {most}</translation>
  </message>
  <message>
   <source>This device knows no such run.</source>
   <translation>So einen Lauf kennt dieses Gerät nicht.</translation>
  </message>
  <message>
   <source>Several chats as Markdown need an archive: --to NAME.zip.</source>
   <translation>Mehrere Chats als Markdown brauchen ein Archiv: --to NAME.zip.</translation>
  </message>
  <message>
   <source>This export was written by a newer Felloe. Update this one first.</source>
   <translation>Dieser Export stammt von einem neueren Felloe. Erneuere zuerst dieses.</translation>
  </message>
  <message>
   <source>{file} holds no export of chats: there is no conversations.json in it.</source>
   <translation>{file} hat keinen Export von Chats: conversations.json fehlt darin.</translation>
  </message>
  <message>
   <source>It is larger than {size} MiB.</source>
   <translation>Es ist größer als {size} MiB.</translation>
  </message>
  <message>
   <source>More is packed in the archive than an import may hold.</source>
   <translation>In dem Archiv ist mehr verpackt, als ein Import haben darf.</translation>
  </message>
  <message>
   <source>{file} in the archive cannot be read: {error}</source>
   <translation>{file} im Archiv lässt sich nicht lesen: {error}</translation>
  </message>
  <message>
   <source>The archive is damaged: {error}</source>
   <translation>Das Archiv ist beschädigt: {error}</translation>
  </message>
  <message>
   <source>{path} is no file. Give the export itself: a .json or a .zip.</source>
   <translation>{path} ist keine Datei. Gib den Export selbst an: eine .json oder .zip.</translation>
  </message>
  <message>
   <source>{path} is a damaged archive.</source>
   <translation>{path} ist ein beschädigtes Archiv.</translation>
  </message>
  <message>
   <source>This is no export of chats: it is neither a JSON list nor a JSON object.</source>
   <translation>Das ist kein Export von Chats: weder eine Liste noch ein Objekt in JSON.</translation>
  </message>
  <message>
   <source>A change may hold {most} bytes, not {size}.</source>
   <translation>Eine Änderung darf {most} Bytes haben, nicht {size}.</translation>
  </message>
  <message>
   <source>No change {op} is quarantined.</source>
   <translation>Keine Änderung {op} liegt beiseite.</translation>
  </message>
  <message>
   <source>Message {before} is not in the branch that one reads.</source>
   <translation>Die Nachricht {before} ist nicht in dem Zweig, der gelesen wird.</translation>
  </message>
  <message>
   <source>The hub's log is not the one this device has read: it was restored.</source>
   <translation>Das Verzeichnis des Hubs ist nicht das, das dieses Gerät gelesen hat: es wurde wiederhergestellt.</translation>
  </message>
  <message>
   <source>A session may have {count} tags.</source>
   <translation>Ein Chat darf {count} Schlagwörter haben.</translation>
  </message>
  <message>
   <source>Message {message} is not in this session.</source>
   <translation>Die Nachricht {message} ist nicht in diesem Chat.</translation>
  </message>
  <message>
   <source>This message was sealed before: it never changes again.</source>
   <translation>Diese Nachricht ist abgeschlossen: sie ändert sich nie mehr.</translation>
  </message>
  <message>
   <source>A message may hold {size} bytes.</source>
   <translation>Eine Nachricht darf {size} Bytes haben.</translation>
  </message>
  <message>
   <source>There is nothing to answer yet. Give a text.</source>
   <translation>Es gibt noch nichts zu beantworten. Schreib einen Text.</translation>
  </message>
  <message>
   <source>Nobody could show it: no desktop of this device is open. `felloe face` shows notifications too.</source>
   <translation>Niemand konnte es zeigen: auf diesem Gerät ist kein Fenster offen. `felloe face` zeigt auch Mitteilungen.</translation>
  </message>
  <message>
   <source>No clipboard could be read: no desktop of this device is open.</source>
   <translation>Keine Zwischenablage war zu lesen: auf diesem Gerät ist kein Fenster offen.</translation>
  </message>
  <message>
   <source>No clipboard could be written: no desktop of this device is open.</source>
   <translation>Keine Zwischenablage war zu schreiben: auf diesem Gerät ist kein Fenster offen.</translation>
  </message>
  <message>
   <source>It ran, but how it ended could not be written down: {error}</source>
   <translation>Es lief, aber wie es endete, ließ sich nicht aufschreiben: {error}</translation>
  </message>
  <message>
   <source>That device takes no word from others. Stop it at the device itself.</source>
   <translation>Jenes Gerät hört nicht auf andere. Halte es am Gerät selbst an.</translation>
  </message>
  <message>
   <source>From here only less can be allowed. Allow more at that device itself.</source>
   <translation>Von hier lässt sich nur weniger erlauben. Mehr erlaubst du an jenem Gerät selbst.</translation>
  </message>
  <message>
   <source>That device shows no such answer: it ended a while ago, or its chat stays there.</source>
   <translation>Jenes Gerät zeigt so eine Antwort nicht: sie endete vor einer Weile, oder der Chat bleibt dort.</translation>
  </message>
  <message>
   <source>`before` is the `next` of an earlier page.</source>
   <translation>`before` ist das `next` einer früheren Seite.</translation>
  </message>
  <message>
   <source>Felloe's node is not there yet. Your text is kept.</source>
   <translation>Felloes Knoten ist noch nicht da. Dein Text ist noch da.</translation>
  </message>
  <message>
   <source>Felloe's node did not answer in {wait} s.</source>
   <translation>Felloes Knoten hat in {wait} s nicht geantwortet.</translation>
  </message>
  <message>
   <source>Something in this window failed. Your data is safe with the node.</source>
   <translation>Etwas in diesem Fenster ist fehlgeschlagen. Deine Daten sind beim Knoten sicher.</translation>
  </message>
  <message>
   <source>Felloe's node ended and did not say why.</source>
   <translation>Felloes Knoten endete und sagte nicht, warum.</translation>
  </message>
  <message>
   <source>Felloe's node could not be started: {reason}.</source>
   <translation>Felloes Knoten ließ sich nicht starten: {reason}.</translation>
  </message>
  <message>
   <source>This message is here already.</source>
   <translation>Diese Nachricht ist schon da.</translation>
  </message>
  <message>
   <source>{what} needs {size} bytes, and the disk that holds {path} has {left} left. Nothing was changed.</source>
   <translation>{what} braucht {size} Bytes, und auf dem Datenträger mit {path} sind noch {left} frei. Nichts wurde geändert.</translation>
  </message>
  <message>
   <source>{path} is not what a restore leaves when it is cut short, so nothing was moved. Move it elsewhere: what {folder} holds is then used as it is.</source>
   <translation>{path} ist nicht, was ein abgebrochenes Wiederherstellen hinterlässt; darum wurde nichts verschoben. Lege es woanders hin: Dann wird benutzt, was in {folder} ist.</translation>
  </message>
  <message>
   <source>chat {number} of {file}: {why}</source>
   <translation>Chat {number} aus {file}: {why}</translation>
  </message>
  <message>
   <source>it is no chat of a form that is known here</source>
   <translation>er hat keine Form, die hier bekannt ist</translation>
  </message>
  <message>
   <source>it is no chat as it should be ({kind})</source>
   <translation>er ist nicht, wie ein Chat sein soll ({kind})</translation>
  </message>
  <message>
   <source>it is larger than {size} MiB</source>
   <translation>er ist größer als {size} MiB</translation>
  </message>
  <message>
   <source>{count} files of a message that has too many</source>
   <translation>{count} Dateien einer Nachricht, die zu viele hat</translation>
  </message>
  <message>
   <source>file {name}: {why}</source>
   <translation>Datei {name}: {why}</translation>
  </message>
  <message>
   <source>it is not in the export</source>
   <translation>sie ist nicht im Export</translation>
  </message>
  <message>
   <source>session {session}: {why}</source>
   <translation>Chat {session}: {why}</translation>
  </message>
  <message>
   <source>the file ends in the middle of it</source>
   <translation>die Datei endet mittendrin</translation>
  </message>
  <message>
   <source>it is nested too deeply</source>
   <translation>er ist zu tief verschachtelt</translation>
  </message>
  <message>
   <source>it is no valid JSON</source>
   <translation>er ist kein gültiges JSON</translation>
  </message>
  <message>
   <source>{count} messages are more than a chat may have</source>
   <translation>{count} Nachrichten sind mehr, als ein Chat haben darf</translation>
  </message>
  <message>
   <source>message {which} is none</source>
   <translation>Nachricht {which} ist keine</translation>
  </message>
  <message>
   <source>message {which}: {why}</source>
   <translation>Nachricht {which}: {why}</translation>
  </message>
  <message>
   <source>{file} holds no chat that could be taken. The first thing in it: {why}</source>
   <translation>{file} enthält keinen Chat, der sich übernehmen ließe. Das erste darin: {why}</translation>
  </message>
  <message>
   <source>{name} = {value}, {times} times that for a script</source>
   <translation>{name} = {value}, für ein Skript das {times}-Fache</translation>
  </message>
  <message>
   <source>The code ran {time} without a pause and was stopped.</source>
   <translation>Der Code lief {time} ohne Pause und wurde angehalten.</translation>
  </message>
  <message>
   <source>The sandbox image could not be built: {reason}</source>
   <translation>Das Abbild der Sandbox ließ sich nicht bauen: {reason}</translation>
  </message>
  <message>
   <source>Building the sandbox image took too long. Try again on a quieter machine.</source>
   <translation>Das Abbild der Sandbox zu bauen dauerte zu lange. Versuch es, wenn das Gerät weniger zu tun hat.</translation>
  </message>
  <message>
   <source>The sandbox worker sent a message out of turn; it was ended.</source>
   <translation>Der Arbeiter der Sandbox sprach zur Unzeit; er wurde beendet.</translation>
  </message>
  <message>
   <source>This needs somebody's approval, and goes on when they have given it.</source>
   <translation>Das braucht eine Zustimmung, und geht weiter, wenn sie da ist.</translation>
  </message>
  <message>
   <source>This needed somebody's approval and nobody answered in time. The run had done too much to be put aside until they do; allow it ahead, or do less in one run.</source>
   <translation>Das brauchte eine Zustimmung, und niemand hat rechtzeitig geantwortet. Der Lauf hatte zu viel getan, um so lange zu warten; erlaube es vorher, oder tu weniger in einem Lauf.</translation>
  </message>
  <message>
   <source>The run did not go the same way when it was continued, so it was stopped. What it had done before stays done; look at its record before you start it again.</source>
   <translation>Der Lauf ging beim Fortsetzen anders, darum wurde er angehalten. Was er vorher tat, bleibt getan; sieh in seinen Eintrag, bevor du ihn wieder startest.</translation>
  </message>
  <message>
   <source>What this run had begun before it was put aside may or may not have happened.</source>
   <translation>Was dieser Lauf begonnen hatte, bevor er warten musste, ist vielleicht geschehen.</translation>
  </message>
  <message>
   <source>{who} asked for {what}. Not granted, so it did not happen.</source>
   <translation>{who} wollte {what}. Nicht freigegeben, darum geschah es nicht.</translation>
  </message>
  <message>
   <source>This code</source>
   <translation>Dieser Code</translation>
  </message>
  <message>
   <source>A grant of {who} was revoked while it ran, so it was stopped.</source>
   <translation>Eine Freigabe von {who} wurde währenddessen widerrufen, darum wurde es angehalten.</translation>
  </message>
  <message>
   <source>Other runs changed '{key}' {times} times in a row.</source>
   <translation>Andere Läufe haben „{key}“ {times}-mal hintereinander geändert.</translation>
  </message>
  <message>
   <source>The answer holds {size} bytes; a message may hold {most}.</source>
   <translation>Die Antwort hat {size} Bytes; eine Nachricht darf {most} haben.</translation>
  </message>
  <message>
   <source>There is no host service '{name}' here.</source>
   <translation>Einen Dienst „{name}“ gibt es hier nicht.</translation>
  </message>
  <message>
   <source>The sandbox image cannot be kept in {path}: {reason}. Set FELLOE_CACHE to another folder.</source>
   <translation>Das Abbild der Sandbox lässt sich in {path} nicht aufheben: {reason}. Setz FELLOE_CACHE auf einen anderen Ordner.</translation>
  </message>
  <message>
   <source>The disk that holds {path} is full. The sandbox image needs 100 MB.</source>
   <translation>Der Datenträger von {path} ist voll. Das Abbild der Sandbox braucht 100 MB.</translation>
  </message>
  <message>
   <source>There is no sandbox image yet. Run: felloe-skill image build</source>
   <translation>Es gibt noch kein Abbild der Sandbox. Tippe: felloe-skill image build</translation>
  </message>
  <message>
   <source>The sandbox image in {folder} is damaged. Build it again with: felloe-skill image build --force</source>
   <translation>Das Abbild der Sandbox in {folder} ist beschädigt. Bau es neu mit: felloe-skill image build --force</translation>
  </message>
  <message>
   <source>The sandbox needs {tool}, which is not installed. Install Felloe with: pip install 'felloe[agent]'</source>
   <translation>Die Sandbox braucht {tool}, das nicht installiert ist. Installiere Felloe mit: pip install 'felloe[agent]'</translation>
  </message>
  <message>
   <source>Another process has been building the sandbox image for too long.</source>
   <translation>Ein anderer Prozess baut zu lange an dem Abbild der Sandbox.</translation>
  </message>
  <message>
   <source>The code and arguments of a run do not fit: {error}</source>
   <translation>Code und Argumente eines Laufs passen nicht: {error}</translation>
  </message>
  <message>
   <source>The arguments of a run must be JSON values.</source>
   <translation>Die Argumente eines Laufs müssen JSON sein.</translation>
  </message>
  <message>
   <source>The code of a run must be a text.</source>
   <translation>Der Code eines Laufs muss ein Text sein.</translation>
  </message>
  <message>
   <source>A script is given at most {size} bytes of standard input. Use a granted file.</source>
   <translation>Ein Skript bekommt höchstens {size} Bytes als Eingabe. Nimm eine freigegebene Datei.</translation>
  </message>
  <message>
   <source>The code computed for more than {wait} s and was stopped.</source>
   <translation>Der Code hat mehr als {wait} s gerechnet und wurde angehalten.</translation>
  </message>
  <message>
   <source>The code made more than {count} calls to the outside.</source>
   <translation>Der Code machte mehr als {count} Aufrufe nach außen.</translation>
  </message>
  <message>
   <source>A message or result of the code holds more than {size} bytes.</source>
   <translation>Eine Nachricht oder ein Ergebnis des Codes hat mehr als {size} Bytes.</translation>
  </message>
  <message>
   <source>The code nested its calls or data too deeply.</source>
   <translation>Der Code hat Aufrufe oder Daten zu tief geschachtelt.</translation>
  </message>
  <message>
   <source>The code used something that the sandbox does not have (sockets, processes, devices), or broke Python.</source>
   <translation>Der Code benutzte etwas, das die Sandbox nicht hat (Sockets, Prozesse, Geräte), oder brachte Python zu Fall.</translation>
  </message>
  <message>
   <source>The code failed and did not say how.</source>
   <translation>Der Code ist fehlgeschlagen und sagte nicht, wie.</translation>
  </message>
  <message>
   <source>The code needed more memory than a run may have.</source>
   <translation>Der Code brauchte mehr Speicher, als ein Lauf haben darf.</translation>
  </message>
  <message>
   <source>The run's answer is broken: {error}</source>
   <translation>Die Antwort des Laufs ist nicht zu lesen: {error}</translation>
  </message>
  <message>
   <source>The result cannot be used: {error}</source>
   <translation>Das Ergebnis ist nicht zu brauchen: {error}</translation>
  </message>
  <message>
   <source>The sandbox is closed. Use it inside `async with Pool() as pool`.</source>
   <translation>Die Sandbox ist geschlossen.</translation>
  </message>
  <message>
   <source>The run took more than {wait} s and was stopped.</source>
   <translation>Der Lauf brauchte mehr als {wait} s und wurde angehalten.</translation>
  </message>
  <message>
   <source>The sandbox was busy for too long, so the run did not begin.</source>
   <translation>Die Sandbox war zu lange beschäftigt, darum begann der Lauf nicht.</translation>
  </message>
  <message>
   <source>The clipboard holds {size} characters; at most {most} are read.</source>
   <translation>Die Zwischenablage hat {size} Zeichen; höchstens {most} werden gelesen.</translation>
  </message>
  <message>
   <source>{path} holds {size} bytes; a file in the sandbox may hold {most}.</source>
   <translation>{path} hat {size} Bytes; eine Datei in der Sandbox darf {most} haben.</translation>
  </message>
  <message>
   <source>{path} has more than {count} entries.</source>
   <translation>{path} hat mehr als {count} Einträge.</translation>
  </message>
  <message>
   <source>That is Felloe's own data, which no code in the sandbox reaches.</source>
   <translation>Das sind Felloes eigene Daten, die kein Code in der Sandbox erreicht.</translation>
  </message>
  <message>
   <source>{path} is in no folder that was granted.</source>
   <translation>{path} ist in keinem freigegebenen Ordner.</translation>
  </message>
  <message>
   <source>The server's answer is not compressed as it says.</source>
   <translation>Die Antwort des Servers ist nicht so gepackt, wie sie sagt.</translation>
  </message>
  <message>
   <source>The answer holds more than the {size} bytes that it may.</source>
   <translation>Die Antwort hat mehr als die erlaubten {size} Bytes.</translation>
  </message>
  <message>
   <source>The server's answer is compressed in a way that was not asked for.</source>
   <translation>Die Antwort des Servers ist anders gepackt, als gefragt war.</translation>
  </message>
  <message>
   <source>That answer is not kept any more: others came after it.</source>
   <translation>Jene Antwort ist nicht mehr da: andere kamen danach.</translation>
  </message>
  <message>
   <source>http: a header of the request is not one that HTTP allows.</source>
   <translation>http: ein Kopf der Anfrage ist in HTTP nicht erlaubt.</translation>
  </message>
  <message>
   <source>That is one of Felloe's own servers; code in the sandbox does not reach them.</source>
   <translation>Das ist einer von Felloes eigenen Servern; Code in der Sandbox erreicht sie nicht.</translation>
  </message>
  <message>
   <source>{sentence} The request may have had its effect.</source>
   <translation>{sentence} Die Anfrage hat vielleicht gewirkt.</translation>
  </message>
  <message>
   <source>{host} redirects from https to http, which is not followed.</source>
   <translation>{host} leitet von https auf http um; dem wird nicht gefolgt.</translation>
  </message>
  <message>
   <source>'{host}' is not the name of a host.</source>
   <translation>„{host}“ ist kein Name eines Hosts.</translation>
  </message>
  <message>
   <source>An address begins with http:// or https:// and holds no backslash or line break.</source>
   <translation>Eine Adresse beginnt mit http:// oder https:// und hat keinen Rückstrich oder Zeilenumbruch.</translation>
  </message>
  <message>
   <source>An address may not hold a user name. Send an Authorization header instead.</source>
   <translation>Eine Adresse darf keinen Benutzernamen haben. Schick stattdessen einen Authorization-Kopf.</translation>
  </message>
  <message>
   <source>The address has no host and port that can be read.</source>
   <translation>Die Adresse hat keinen lesbaren Host und Port.</translation>
  </message>
  <message>
   <source>{port} is not a port.</source>
   <translation>{port} ist kein Port.</translation>
  </message>
  <message>
   <source>'{text}' is not an IPv4 address. Write it as 192.0.2.1.</source>
   <translation>„{text}“ ist keine IPv4-Adresse. Schreib sie wie 192.0.2.1.</translation>
  </message>
  <message>
   <source>'[{text}]' is not an IPv6 address.</source>
   <translation>„[{text}]“ ist keine IPv6-Adresse.</translation>
  </message>
  <message>
   <source>{asker} has shown {count} notifications in a minute. Try again later.</source>
   <translation>{asker} hat in einer Minute {count} Mitteilungen gezeigt. Versuch es später wieder.</translation>
  </message>
  <message>
   <source>notify: the title has nothing that can be shown.</source>
   <translation>notify: der Titel hat nichts, was sich zeigen lässt.</translation>
  </message>
  <message>
   <source>A secret's name holds up to 64 letters, digits, '.', '_' and '-'.</source>
   <translation>Der Name eines Geheimnisses hat bis zu 64 Buchstaben, Ziffern, „.“, „_“ und „-“.</translation>
  </message>
  <message>
   <source>'{header}' is not the name of a header.</source>
   <translation>„{header}“ ist kein Name eines Kopfs.</translation>
  </message>
  <message>
   <source>A secret holds 8 to 4,000 printable ASCII characters, with no space at its ends.</source>
   <translation>Ein Geheimnis hat 8 bis 4.000 druckbare ASCII-Zeichen, ohne Leerzeichen an den Enden.</translation>
  </message>
  <message>
   <source>'{host}' is not a host. Write it as api.example.org.</source>
   <translation>„{host}“ ist kein Host. Schreib ihn wie api.example.org.</translation>
  </message>
  <message>
   <source>The secret '{name}' only goes to https://{host}.</source>
   <translation>Das Geheimnis „{name}“ geht nur an https://{host}.</translation>
  </message>
  <message>
   <source>The secret '{name}' only goes into the header '{header}'.</source>
   <translation>Das Geheimnis „{name}“ geht nur in den Kopf „{header}“.</translation>
  </message>
  <message>
   <source>The form of a secret's header holds {place} once.</source>
   <translation>Die Form des Kopfs eines Geheimnisses hat {place} einmal.</translation>
  </message>
  <message>
   <source>{path} cannot be read. Remove it, and set your secrets again.</source>
   <translation>{path} lässt sich nicht lesen. Entferne die Datei, und setz deine Geheimnisse neu.</translation>
  </message>
  <message>
   <source>A device keeps up to {count} secrets.</source>
   <translation>Ein Gerät speichert bis zu {count} Geheimnisse.</translation>
  </message>
  <message>
   <source>{service}: the argument '{name}' does not fit: {reason}.</source>
   <translation>{service}: das Argument „{name}“ passt nicht: {reason}.</translation>
  </message>
  <message>
   <source>The value of '{key}' is too large: a stored value may hold {size} bytes.</source>
   <translation>Der Wert von „{key}“ ist zu groß: er darf {size} Bytes haben.</translation>
  </message>
  <message>
   <source>The store is full: it holds {count} keys. Delete some first.</source>
   <translation>Der Speicher des Skills ist voll: er hat {count} Einträge. Lösch erst welche.</translation>
  </message>
  <message>
   <source>The store is full: it holds {size} bytes. Delete something first.</source>
   <translation>Der Speicher des Skills ist voll: er hat {size} Bytes. Lösch erst etwas.</translation>
  </message>
  <message>
   <source>The value of '{key}' holds half of a surrogate pair, which is not text.</source>
   <translation>Der Wert von „{key}“ hat ein halbes Zeichen und ist darum kein Text.</translation>
  </message>
  <message>
   <source>The value of '{key}' is not what was expected: another run changed it. Read it again.</source>
   <translation>Der Wert von „{key}“ ist nicht der erwartete: ein anderer Lauf hat ihn geändert. Lies ihn neu.</translation>
  </message>
  <message>
   <source>Only a skill has a store, and this code is none. Keep it in a skill.</source>
   <translation>Nur ein Skill hat einen Speicher, und dieser Code ist keiner. Mach daraus einen Skill.</translation>
  </message>
  <message>
   <source>The sandbox worker ended in the middle of this run. No other run was touched; try again.</source>
   <translation>Der Arbeiter der Sandbox endete mitten in diesem Lauf. Kein anderer war betroffen; versuch es wieder.</translation>
  </message>
  <message>
   <source>This machine could not give a sandbox worker the memory that it needs. Close other programs first.</source>
   <translation>Das Gerät hat für einen Arbeiter der Sandbox nicht genug Speicher. Schließ erst andere Programme.</translation>
  </message>
  <message>
   <source>The sandbox image does not load on this machine. Build it again with: felloe-skill image build --force</source>
   <translation>Das Abbild der Sandbox lädt auf diesem Gerät nicht. Bau es neu mit: felloe-skill image build --force</translation>
  </message>
  <message>
   <source>files.write: 'data' is not base64.</source>
   <translation>files.write: „data“ ist kein Base64.</translation>
  </message>
  <message>
   <source>Its dependencies took too long to import while it was built.</source>
   <translation>Was er braucht, ließ sich beim Bauen nicht schnell genug importieren.</translation>
  </message>
  <message>
   <source>Too many runs wait for the sandbox of this device. Try again later.</source>
   <translation>Zu viele Läufe warten auf die Sandbox dieses Geräts. Versuch es später wieder.</translation>
  </message>
  <message>
   <source>The sandbox worker is of another version. Install Felloe again.</source>
   <translation>Der Arbeiter der Sandbox ist von einer anderen Version. Installiere Felloe neu.</translation>
  </message>
  <message>
   <source>A sandbox worker did not start in time. The machine may be too busy.</source>
   <translation>Ein Arbeiter der Sandbox startete nicht rechtzeitig. Vielleicht hat das Gerät zu viel zu tun.</translation>
  </message>
  <message>
   <source>The sandbox worker sent something that is not a message; it was ended.</source>
   <translation>Der Arbeiter der Sandbox schickte etwas, das keine Nachricht ist; er wurde beendet.</translation>
  </message>
  <message>
   <source>All {count} sandbox workers wait for calls that they made. Try again later.</source>
   <translation>Alle {count} Arbeiter der Sandbox warten auf eigene Aufrufe. Versuch es später wieder.</translation>
  </message>
  <message>
   <source>This machine cannot start another process now.</source>
   <translation>Dieses Gerät kann jetzt keinen weiteren Prozess starten.</translation>
  </message>
  <message>
   <source>The code yielded too much: it may yield {count} values, and {size} bytes in all where nobody takes them one by one, or {more} where somebody does.</source>
   <translation>Der Code lieferte zu viel: {count} Werte und im Ganzen {size} Bytes, oder {more}, wo sie jemand einzeln nimmt.</translation>
  </message>
  <message>
   <source>The calls that this code began and did not wait for hold too much. Await some of them first.</source>
   <translation>Die Aufrufe, die dieser Code begann und nicht abwartete, halten zu viel. Warte erst einige davon ab.</translation>
  </message>
  <message>
   <source>http: a header is a pair of name and value, the name of letters, digits and '-'.</source>
   <translation>http: Ein Header ist ein Paar aus Name und Wert, der Name aus Buchstaben, Ziffern und '-'.</translation>
  </message>
  <message>
   <source>http: the header '{name}' is Felloe's to send.</source>
   <translation>http: Den Header '{name}' schickt Felloe selbst.</translation>
  </message>
  <message>
   <source>http: the header '{name}' holds a character that headers cannot.</source>
   <translation>http: Der Header '{name}' enthält ein Zeichen, das in Headern nicht geht.</translation>
  </message>
  <message>
   <source>http: the method is one of {methods}.</source>
   <translation>http: Die Methode ist eine von {methods}.</translation>
  </message>
  <message>
   <source>http: the headers may hold {size} bytes.</source>
   <translation>http: Die Header dürfen {size} Bytes haben.</translation>
  </message>
  <message>
   <source>http: give the body as text or as data, not as both.</source>
   <translation>http: Gib den Inhalt als Text oder als Daten an, nicht als beides.</translation>
  </message>
  <message>
   <source>http: the body is neither text nor base64.</source>
   <translation>http: Der Inhalt ist weder Text noch base64.</translation>
  </message>
  <message>
   <source>The skill {skill} has no file '{file}'. {offers}</source>
   <translation>Der Skill {skill} hat keine Datei „{file}“. {offers}</translation>
  </message>
  <message>
   <source>'{file}' is no Python file: only those are run as programs.</source>
   <translation>„{file}“ ist keine Python-Datei: nur solche laufen als Programm.</translation>
  </message>
  <message>
   <source>A script is given at most {size} bytes of standard input.</source>
   <translation>Ein Skript bekommt höchstens {size} Bytes als Eingabe.</translation>
  </message>
  <message>
   <source>The standard input holds half of a character.</source>
   <translation>Die Eingabe hat ein halbes Zeichen.</translation>
  </message>
  <message>
   <source>The first line of {path} names {command}, which is not there.</source>
   <translation>Die erste Zeile von {path} nennt {command}, das es nicht gibt.</translation>
  </message>
  <message>
   <source>'{name}' is no name of a skill. Use lower-case letters, digits and _.</source>
   <translation>„{name}“ ist kein Name eines Skills. Nimm Kleinbuchstaben, Ziffern und _.</translation>
  </message>
  <message>
   <source>{path} is too long: a host skill may hold {size} bytes.</source>
   <translation>{path} ist zu lang: ein Host-Skill darf {size} Bytes haben.</translation>
  </message>
  <message>
   <source>{what} belongs to somebody else, so nothing in it runs. Make it yours: chown.</source>
   <translation>{what} gehört jemand anderem, darum läuft nichts darin. Mach es zu deinem: chown.</translation>
  </message>
  <message>
   <source>{what} may be written by others, so nothing in it runs. Type: chmod {mode} {path}</source>
   <translation>{what} dürfen andere beschreiben, darum läuft nichts darin. Tippe: chmod {mode} {path}</translation>
  </message>
  <message>
   <source>{path} cannot be read: {reason}. It must be a file itself, not a link.</source>
   <translation>{path} lässt sich nicht lesen: {reason}. Es muss selbst eine Datei sein, kein Verweis.</translation>
  </message>
  <message>
   <source>{path} is not a regular file.</source>
   <translation>{path} ist keine gewöhnliche Datei.</translation>
  </message>
  <message>
   <source>{name}.py was changed or taken away before this call was made. Try again.</source>
   <translation>{name}.py wurde vor diesem Aufruf geändert oder entfernt. Versuch es wieder.</translation>
  </message>
  <message>
   <source>{function} took longer than {wait} s and was ended.</source>
   <translation>{function} brauchte länger als {wait} s und wurde beendet.</translation>
  </message>
  <message>
   <source>{name} was not free within {wait} s, so nothing was done.</source>
   <translation>{name} war {wait} s lang nicht frei, darum geschah nichts.</translation>
  </message>
  <message>
   <source>The process of {name} sent something that is no answer; it was ended.</source>
   <translation>Der Prozess von {name} schickte etwas, das keine Antwort ist; er wurde beendet.</translation>
  </message>
  <message>
   <source>{name} cannot be imported{line}: {reason}</source>
   <translation>{name} lässt sich nicht importieren{line}: {reason}</translation>
  </message>
  <message>
   <source>{python} could not be started: {reason}.</source>
   <translation>{python} ließ sich nicht starten: {reason}.</translation>
  </message>
  <message>
   <source>{name} was not imported within {wait} s. Do less at its top.</source>
   <translation>{name} war in {wait} s nicht importiert. Tu an seinem Anfang weniger.</translation>
  </message>
  <message>
   <source>{name} ended its process while it was imported.</source>
   <translation>{name} beendete seinen Prozess beim Importieren.</translation>
  </message>
  <message>
   <source>The process of {name} ended before it answered. Look before you repeat it.</source>
   <translation>Der Prozess von {name} endete vor der Antwort. Sieh nach, bevor du es wiederholst.</translation>
  </message>
  <message>
   <source>This device's copy of the skill is damaged. Install the skill again.</source>
   <translation>Die Kopie des Skills auf diesem Gerät ist beschädigt. Installiere ihn neu.</translation>
  </message>
  <message>
   <source>The skill '{skill}' has no file '{file}'.</source>
   <translation>Der Skill „{skill}“ hat keine Datei „{file}“.</translation>
  </message>
  <message>
   <source>'{skill}' changed since you looked at it. Look again before you install it.</source>
   <translation>„{skill}“ hat sich geändert, seit du hineinsahst. Sieh noch einmal, bevor du ihn installierst.</translation>
  </message>
  <message>
   <source>{source} holds another skill now, '{skill}'. Install it by its path.</source>
   <translation>In {source} ist jetzt ein anderer Skill, „{skill}“. Installiere ihn über seinen Pfad.</translation>
  </message>
  <message>
   <source>The skill '{skill}' has no function '{function}'; it has {offers}.</source>
   <translation>Der Skill „{skill}“ hat keine Funktion „{function}“; er hat {offers}.</translation>
  </message>
  <message>
   <source>Give at least {count} characters of the version's digest.</source>
   <translation>Gib wenigstens {count} Zeichen von der Kennung der Version an.</translation>
  </message>
  <message>
   <source>'{skill}' has no version '{digest}'; it has {there}.</source>
   <translation>„{skill}“ hat keine Version „{digest}“; er hat {there}.</translation>
  </message>
  <message>
   <source>'{skill}' is a host skill: it is your own file in the folder host_skills.</source>
   <translation>„{skill}“ ist ein Host-Skill: deine eigene Datei im Ordner host_skills.</translation>
  </message>
  <message>
   <source>'{skill}' is a host skill of this device. Rename its file first, or this skill.</source>
   <translation>„{skill}“ ist ein Host-Skill dieses Geräts. Benenne zuerst seine Datei um, oder diesen Skill.</translation>
  </message>
  <message>
   <source>A device may offer {count} functions, and with this skill it would have more.</source>
   <translation>Ein Gerät darf {count} Funktionen anbieten, und mit diesem Skill wären es mehr.</translation>
  </message>
  <message>
   <source>A skill '{skill}' is installed here already, from {source} ({digest}). To have this one in its place, add --replace; what was granted to that one does not go over.</source>
   <translation>Ein Skill „{skill}“ ist hier schon installiert, aus {source} ({digest}). Um diesen an seine Stelle zu setzen, ersetze ihn; was jenem freigegeben war, geht nicht über.</translation>
  </message>
  <message>
   <source>That is the version of '{skill}' in use. Choose another first, with `felloe skill use {same} DIGEST`, or remove the skill as a whole.</source>
   <translation>Diese Version von „{skill}“ ist in Gebrauch. Wähle zuerst eine andere, mit `felloe skill use {same} KENNUNG`, oder entferne den ganzen Skill.</translation>
  </message>
  <message>
   <source>SKILL.md has {size} characters; at most {most} are read.</source>
   <translation>SKILL.md hat {size} Zeichen; höchstens {most} werden gelesen.</translation>
  </message>
  <message>
   <source>SKILL.md must begin with a line '---', then name and description, then another line '---'.</source>
   <translation>SKILL.md beginnt mit einer Zeile „---“, dann name und description, dann noch eine Zeile „---“.</translation>
  </message>
  <message>
   <source>SKILL.md has no second line '---' that ends its frontmatter.</source>
   <translation>SKILL.md hat keine zweite Zeile „---“, die den Kopf beendet.</translation>
  </message>
  <message>
   <source>The frontmatter of SKILL.md has {size} characters; at most {most} are read.</source>
   <translation>Der Kopf von SKILL.md hat {size} Zeichen; höchstens {most} werden gelesen.</translation>
  </message>
  <message>
   <source>The frontmatter of SKILL.md must hold fields such as 'name: my-skill'.</source>
   <translation>Der Kopf von SKILL.md hat Felder wie „name: mein-skill“.</translation>
  </message>
  <message>
   <source>The frontmatter of SKILL.md is not YAML.</source>
   <translation>Der Kopf von SKILL.md ist kein YAML.</translation>
  </message>
  <message>
   <source>The frontmatter of SKILL.md is not YAML{line}: {problem}.</source>
   <translation>Der Kopf von SKILL.md ist kein YAML{line}: {problem}.</translation>
  </message>
  <message>
   <source>The frontmatter of SKILL.md uses YAML aliases (*name); write the values out.</source>
   <translation>Der Kopf von SKILL.md benutzt Verweise von YAML (*name); schreib die Werte aus.</translation>
  </message>
  <message>
   <source>The frontmatter of SKILL.md is nested more than {depth} deep.</source>
   <translation>Der Kopf von SKILL.md ist tiefer als {depth} geschachtelt.</translation>
  </message>
  <message>
   <source>SKILL.md has no name. Add 'name:' with the name of its folder.</source>
   <translation>SKILL.md hat keinen Namen. Ergänze „name:“ mit dem Namen des Ordners.</translation>
  </message>
  <message>
   <source>'{name}' is not a skill's name. Use 1 to 64 lower-case letters, digits and single hyphens.</source>
   <translation>„{name}“ ist kein Name eines Skills. Nimm 1 bis 64 Kleinbuchstaben, Ziffern und einzelne Bindestriche.</translation>
  </message>
  <message>
   <source>SKILL.md has no description. Add one that says what the skill does and when to use it.</source>
   <translation>SKILL.md hat keine Beschreibung. Ergänze, was der Skill tut und wann man ihn nimmt.</translation>
  </message>
  <message>
   <source>felloe-entry '{entry}' must be a Python file inside the skill, such as scripts/skill.py.</source>
   <translation>felloe-entry „{entry}“ muss eine Python-Datei im Skill sein, etwa scripts/skill.py.</translation>
  </message>
  <message>
   <source>'{path}' is not a skill path. Write it as SKILL.FUNCTION or DEVICE:SKILL.FUNCTION, for example attic:climate.summary.</source>
   <translation>„{path}“ ist kein Pfad zu einer Funktion. Schreib SKILL.FUNKTION oder GERÄT:SKILL.FUNKTION, etwa attic:climate.summary.</translation>
  </message>
  <message>
   <source>A function's schema holds {size} bytes; at most {most} are allowed.</source>
   <translation>Das Schema einer Funktion hat {size} Bytes; höchstens {most} sind erlaubt.</translation>
  </message>
  <message>
   <source>A function's schema must describe an object, its arguments.</source>
   <translation>Das Schema einer Funktion muss ein Objekt beschreiben, ihre Argumente.</translation>
  </message>
  <message>
   <source>A function's schema has {count} alternatives; at most {most} are allowed.</source>
   <translation>Das Schema einer Funktion hat {count} Alternativen; höchstens {most} sind erlaubt.</translation>
  </message>
  <message>
   <source>A function's schema is nested more than {depth} deep.</source>
   <translation>Das Schema einer Funktion ist tiefer als {depth} geschachtelt.</translation>
  </message>
  <message>
   <source>A part of a function's schema is neither an object nor true or false.</source>
   <translation>Ein Teil des Schemas einer Funktion ist weder ein Objekt noch true oder false.</translation>
  </message>
  <message>
   <source>The argument '{name}' does not fit: {reason}.</source>
   <translation>Das Argument „{name}“ passt nicht: {reason}.</translation>
  </message>
  <message>
   <source>A function's schema is not JSON.</source>
   <translation>Das Schema einer Funktion ist kein JSON.</translation>
  </message>
  <message>
   <source>A function's schema is not a JSON Schema: {reason}.</source>
   <translation>Das Schema einer Funktion ist kein JSON-Schema: {reason}.</translation>
  </message>
  <message>
   <source>There is no argument '{name}'. {expected}</source>
   <translation>Ein Argument „{name}“ gibt es nicht. {expected}</translation>
  </message>
  <message>
   <source>The argument '{name}' is missing.</source>
   <translation>Das Argument „{name}“ fehlt.</translation>
  </message>
  <message>
   <source>A function's schema uses '{word}', which is not allowed.</source>
   <translation>Das Schema einer Funktion benutzt „{word}“, das nicht erlaubt ist.</translation>
  </message>
  <message>
   <source>A name of a skill or function holds more than {count} characters.</source>
   <translation>Ein Name eines Skills oder einer Funktion hat mehr als {count} Zeichen.</translation>
  </message>
  <message>
   <source>it must be {kind}</source>
   <translation>es muss {kind} sein</translation>
  </message>
  <message>
   <source>it must be one of {choices}</source>
   <translation>es muss eins von {choices} sein</translation>
  </message>
  <message>
   <source>{what} is damaged: what its headers say is not what it holds. Get it again.</source>
   <translation>{what} ist beschädigt: es hält nicht, was sein Kopf sagt. Hol es noch einmal.</translation>
  </message>
  <message>
   <source>{what} is not a zip, or only the beginning of one.</source>
   <translation>{what} ist kein Zip, oder nur der Anfang davon.</translation>
  </message>
  <message>
   <source>{file} holds {size} MB; at most {most} MB are read.</source>
   <translation>{file} hat {size} MB; höchstens {most} MB werden gelesen.</translation>
  </message>
  <message>
   <source>'{text}' is not a capability. Write it as files.read:~/FOLDER, http:HOST, call:SKILL.FUNCTION or call:DEVICE:SKILL.FUNCTION.</source>
   <translation>„{text}“ ist keine Fähigkeit. Schreib files.read:~/ORDNER, http:HOST, call:SKILL.FUNKTION oder call:GERÄT:SKILL.FUNKTION.</translation>
  </message>
  <message>
   <source>'{path}' is not a whole path. Write it from / or ~ on, without '..'.</source>
   <translation>„{path}“ ist kein ganzer Pfad. Schreib ihn von / oder ~ an, ohne „..“.</translation>
  </message>
  <message>
   <source>The skill '{skill}' describes its functions in a form that is not allowed: {reason}.</source>
   <translation>Der Skill „{skill}“ beschreibt seine Funktionen in einer Form, die nicht erlaubt ist: {reason}.</translation>
  </message>
  <message>
   <source>The skill '{skill}' has two functions '{function}'.</source>
   <translation>Der Skill „{skill}“ hat zwei Funktionen „{function}“.</translation>
  </message>
  <message>
   <source>{path} holds {count} skills: {names}. Pick one with --skill NAME, or take them with --all.</source>
   <translation>{path} hat {count} Skills: {names}. Wähle einen, oder nimm alle.</translation>
  </message>
  <message>
   <source>{path} holds several skills '{name}': {found}. Give one's own folder.</source>
   <translation>{path} hat mehrere Skills „{name}“: {found}. Gib den Ordner des einen an.</translation>
  </message>
  <message>
   <source>{path} has no SKILL.md, so it is not a skill.</source>
   <translation>{path} hat keine SKILL.md und ist darum kein Skill.</translation>
  </message>
  <message>
   <source>{path} holds no skill '{name}'; it has {there}.</source>
   <translation>{path} hat keinen Skill „{name}“; es hat {there}.</translation>
  </message>
  <message>
   <source>{path} is neither a folder nor a zip. Give a skill's folder, a zip or a checkout.</source>
   <translation>{path} ist weder ein Ordner noch ein Zip. Gib den Ordner eines Skills an, ein Zip oder eine Arbeitskopie.</translation>
  </message>
  <message>
   <source>{where} is too large for a skill: at most {files} files and {size} MB.</source>
   <translation>{where} ist zu groß für einen Skill: höchstens {files} Dateien und {size} MB.</translation>
  </message>
  <message>
   <source>{where} cannot be read: {reason}.</source>
   <translation>{where} lässt sich nicht lesen: {reason}.</translation>
  </message>
  <message>
   <source>{path} changed while it was read. Try again when nothing writes there.</source>
   <translation>{path} hat sich beim Lesen geändert. Versuch es wieder, wenn dort niemand schreibt.</translation>
  </message>
  <message>
   <source>{folder} lies more than {depth} folders deep in its skill.</source>
   <translation>{folder} liegt tiefer als {depth} Ordner in seinem Skill.</translation>
  </message>
  <message>
   <source>{folder} holds too much to look for skills in it. Name the skill's own folder.</source>
   <translation>{folder} hat zu viel, um darin Skills zu suchen. Nenne den Ordner des Skills selbst.</translation>
  </message>
  <message>
   <source>{path} is a link. A skill must hold its files itself.</source>
   <translation>{path} ist ein Verweis. Ein Skill muss seine Dateien selbst haben.</translation>
  </message>
  <message>
   <source>A file in {folder} has a name that is not text.</source>
   <translation>Eine Datei in {folder} hat einen Namen, der kein Text ist.</translation>
  </message>
  <message>
   <source>There is no SKILL.md, so this is not a skill.</source>
   <translation>Es gibt keine SKILL.md, darum ist das kein Skill.</translation>
  </message>
  <message>
   <source>{folder} is not a folder. Give the folder that holds the skill's SKILL.md.</source>
   <translation>{folder} ist kein Ordner. Gib den Ordner mit der SKILL.md an.</translation>
  </message>
  <message>
   <source>SKILL.md is not UTF-8 text.</source>
   <translation>SKILL.md ist kein Text in UTF-8.</translation>
  </message>
  <message>
   <source>{path} is no name of a file on every device; rename it.</source>
   <translation>{path} ist nicht auf jedem Gerät ein Dateiname; benenne es um.</translation>
  </message>
  <message>
   <source>The skill holds '{other}' and '{path}', which are one name on some devices.</source>
   <translation>Der Skill hat „{other}“ und „{path}“, was auf manchen Geräten derselbe Name ist.</translation>
  </message>
  <message>
   <source>{file} has a member named '{name}', which is no path inside a folder.</source>
   <translation>{file} enthält einen Eintrag „{name}“, der kein Pfad in einem Ordner ist.</translation>
  </message>
  <message>
   <source>{file} has '{name}', which inflates to over {times} times its size.</source>
   <translation>{file} enthält „{name}“, das ausgepackt mehr als {times}-mal so groß ist.</translation>
  </message>
  <message>
   <source>{file} holds '{name}' and '{other}', which are one name on some devices.</source>
   <translation>{file} enthält „{name}“ und „{other}“; auf manchen Geräten ist das ein Name.</translation>
  </message>
  <message>
   <source>{file} uses ZIP64, which no skill needs.</source>
   <translation>{file} benutzt ZIP64, das kein Skill braucht.</translation>
  </message>
  <message>
   <source>{file} has {count} members; at most {most} are read.</source>
   <translation>{file} hat {count} Einträge; höchstens {most} werden gelesen.</translation>
  </message>
  <message>
   <source>{file} has something before, inside or after its directory that does not belong there.</source>
   <translation>{file} hat vor, in oder nach seinem Verzeichnis etwas, das nicht dorthin gehört.</translation>
  </message>
  <message>
   <source>{file} has a name that is not UTF-8 text.</source>
   <translation>{file} enthält einen Namen, der kein UTF-8-Text ist.</translation>
  </message>
  <message>
   <source>{file} is encrypted; unpack it yourself and give the folder.</source>
   <translation>{file} ist verschlüsselt; packe es selbst aus und gib den Ordner an.</translation>
  </message>
  <message>
   <source>{file} has '{name}' in a compression that is not read; make it with deflate.</source>
   <translation>{file} enthält „{name}“ in einer Kompression, die nicht gelesen wird; nimm Deflate.</translation>
  </message>
  <message>
   <source>{file} has '{name}', which is a link or a device; a skill must hold its files itself.</source>
   <translation>{file} enthält „{name}“, das ein Link oder ein Gerät ist; ein Skill muss seine Dateien selbst enthalten.</translation>
  </message>
  <message>
   <source>{file} has '{name}' both as a file and as a folder.</source>
   <translation>{file} enthält „{name}“ als Datei und als Ordner.</translation>
  </message>
  <message>
   <source>{file} has members that lie over each other.</source>
   <translation>{file} hat Einträge, die übereinander liegen.</translation>
  </message>
  <message>
   <source>Felloe failed in a way it should not. The log of this process says where.</source>
   <translation>Felloe hat versagt, wie es nicht soll. Das Protokoll sagt, wo.</translation>
  </message>
  <message>
   <source>The database {path} is damaged: {found}.</source>
   <translation>Die Datenbank {path} ist beschädigt: {found}.</translation>
  </message>
  <message>
   <source>The database {path} is damaged: {found}. Set it aside and restore a backup.</source>
   <translation>Die Datenbank {path} ist beschädigt: {found}. Leg sie beiseite, und stell eine Sicherung wieder her.</translation>
  </message>
  <message>
   <source>The database {path} is damaged. Set it aside and restore a backup.</source>
   <translation>Die Datenbank {path} ist beschädigt. Leg sie beiseite, und stell eine Sicherung wieder her.</translation>
  </message>
  <message>
   <source>{path} was written by a newer Felloe (schema {found}, this one knows {known}). Install that version again, or restore a backup made before the upgrade.</source>
   <translation>{path} schrieb ein neueres Felloe (Schema {found}, dieses kennt {known}). Installiere jene Version wieder, oder stell eine Sicherung von vorher wieder her.</translation>
  </message>
  <message>
   <source>The data folder {path} cannot be used: {reason}. Choose another one with --data.</source>
   <translation>Der Datenordner {path} ist nicht zu benutzen: {reason}. Wähle einen anderen mit --data.</translation>
  </message>
  <message>
   <source>{file} cannot be written: {reason}.</source>
   <translation>{file} lässt sich nicht schreiben: {reason}.</translation>
  </message>
  <message>
   <source>it is on a read-only disk</source>
   <translation>der Datenträger ist schreibgeschützt</translation>
  </message>
  <message>
   <source>you may not write there</source>
   <translation>du darfst dort nicht schreiben</translation>
  </message>
  <message>
   <source>a part of it is not a folder</source>
   <translation>ein Teil davon ist kein Ordner</translation>
  </message>
  <message>
   <source>it is not a folder</source>
   <translation>es ist kein Ordner</translation>
  </message>
  <message>
   <source>No such file or directory</source>
   <translation>es gibt die Datei nicht</translation>
  </message>
  <message>
   <source>Permission denied</source>
   <translation>du darfst sie nicht öffnen</translation>
  </message>
  <message>
   <source>Is a directory</source>
   <translation>es ist ein Ordner</translation>
  </message>
  <message>
   <source>The disk that holds {path} is full. Free some space; nothing was lost.</source>
   <translation>Der Datenträger von {path} ist voll. Schaff Platz; nichts ging verloren.</translation>
  </message>
  <message>
   <source>The disk that holds {path} is full. Free some space; what was saved before is safe.</source>
   <translation>Der Datenträger von {path} ist voll. Schaff Platz; was gespeichert war, ist sicher.</translation>
  </message>
  <message>
   <source>The disk that holds {path} failed at a read or write. Check that it is sound and has space left.</source>
   <translation>Der Datenträger von {path} hat beim Lesen oder Schreiben versagt. Prüfe, ob er heil ist und Platz hat.</translation>
  </message>
  <message>
   <source>The database {path} cannot be written. Check its owner and permissions.</source>
   <translation>Die Datenbank {path} lässt sich nicht schreiben. Prüfe, wem sie gehört und wer sie schreiben darf.</translation>
  </message>
  <message>
   <source>Another program holds the database {name}. Try again in a moment.</source>
   <translation>Ein anderes Programm hält die Datenbank {name}. Versuch es gleich wieder.</translation>
  </message>
  <message>
   <source>{owner} already uses the data folder {path}. Stop it first.</source>
   <translation>{owner} benutzt den Datenordner {path} schon. Halte das zuerst an.</translation>
  </message>
  <message>
   <source>Another process</source>
   <translation>Ein anderer Prozess</translation>
  </message>
  <message>
   <source>Process {pid}</source>
   <translation>Der Prozess {pid}</translation>
  </message>
  <message>
   <source>The upgrade of {path} from schema {found} to {version} failed: {reason} It is as it was before. The version of Felloe that wrote it can go on with it.</source>
   <translation>{path} ließ sich nicht von Schema {found} auf {version} erneuern: {reason} Es ist wie vorher. Die Version von Felloe, die es schrieb, kann damit weitermachen.</translation>
  </message>
  <message>
   <source>{path} has to be upgraded, and the copy that is made before could not be written: {reason} It needs {size} MB beside the database. Nothing was changed.</source>
   <translation>{path} muss erneuert werden, und die Kopie davor ließ sich nicht schreiben: {reason} Sie braucht {size} MB neben der Datenbank. Nichts wurde geändert.</translation>
  </message>
  <message>
   <source>No local socket can be made at {path}: {reason}.</source>
   <translation>In {path} lässt sich kein lokaler Anschluss anlegen: {reason}.</translation>
  </message>
  <message>
   <source>Nobody waited for it any more.</source>
   <translation>Niemand hat mehr darauf gewartet.</translation>
  </message>
  <message>
   <source>A request may hold {size} bytes.</source>
   <translation>Eine Anfrage darf {size} Bytes haben.</translation>
  </message>
  <message>
   <source>The request did not arrive within {wait} s.</source>
   <translation>Die Anfrage kam in {wait} s nicht an.</translation>
  </message>
  <message>
   <source>A value that a function yielded is too large.</source>
   <translation>Ein Wert, den eine Funktion lieferte, ist zu groß.</translation>
  </message>
  <message>
   <source>Nobody listens any more.</source>
   <translation>Niemand hört mehr zu.</translation>
  </message>
  <message>
   <source>The call has ended.</source>
   <translation>Der Aufruf ist zu Ende.</translation>
  </message>
  <message>
   <source>At most {count} streams of kind {kind} at the same time.</source>
   <translation>Höchstens {count} Ströme der Art {kind} zugleich.</translation>
  </message>
  <message>
   <source>The connection ended, and this with it.</source>
   <translation>Die Verbindung endete, und das hier mit ihr.</translation>
  </message>
  <message>
   <source>At most {size} bytes are taken here.</source>
   <translation>Hier werden höchstens {size} Bytes angenommen.</translation>
  </message>
  <message>
   <source>The other side reads no more of this.</source>
   <translation>Die andere Seite liest hiervon nichts mehr.</translation>
  </message>
  <message>
   <source>The hub gave this up.</source>
   <translation>Der Hub hat das aufgegeben.</translation>
  </message>
  <message>
   <source>The other side failed, and its own log says how.</source>
   <translation>Die andere Seite hat versagt; ihr Protokoll sagt, wie.</translation>
  </message>
  <message>
   <source>The other side gave this up.</source>
   <translation>Die andere Seite hat das aufgegeben.</translation>
  </message>
  <message>
   <source>The other side ended this while the connection was away.</source>
   <translation>Die andere Seite hat das beendet, während die Verbindung fort war.</translation>
  </message>
  <message>
   <source>The other device ended this while its connection was away.</source>
   <translation>Das andere Gerät hat das beendet, während seine Verbindung fort war.</translation>
  </message>
  <message>
   <source>{count} streams are open already.</source>
   <translation>Es sind schon {count} Ströme offen.</translation>
  </message>
  <message>
   <source>A side may have {count} streams open.</source>
   <translation>Eine Seite darf {count} Ströme offen haben.</translation>
  </message>
  <message>
   <source>A {kind} message may hold {most} bytes, not {size}.</source>
   <translation>Eine Nachricht der Art {kind} darf {most} Bytes haben, nicht {size}.</translation>
  </message>
  <message>
   <source>That is no HTTP/1.1 request.</source>
   <translation>Das ist keine HTTP/1.1-Anfrage.</translation>
  </message>
  <message>
   <source>The list was not written.</source>
   <translation>Die Liste wurde nicht geschrieben.</translation>
  </message>
  <message>
   <source>Search {what}</source>
   <translation>{what} suchen</translation>
  </message>
  <message numerus="yes">
   <source>%n found</source>
   <translation>
    <numerusform>%n gefunden</numerusform>
    <numerusform>%n gefunden</numerusform>
   </translation>
  </message>
  <message>
   <source>Devices</source>
   <translation>Geräte</translation>
  </message>
  <message>
   <source>Skills</source>
   <translation>Skills</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>Einstellungen</translation>
  </message>
  <message>
   <source>Reading the devices</source>
   <translation>Lesen der Geräte</translation>
  </message>
  <message>
   <source>Starting Felloe's node</source>
   <translation>Felloes Knoten startet</translation>
  </message>
  <message>
   <source>Open Felloe</source>
   <translation>Felloe öffnen</translation>
  </message>
  <message>
   <source>Quit</source>
   <translation>Beenden</translation>
  </message>
  <message>
   <source>Search functions, chats, devices and actions</source>
   <translation>Funktionen, Chats, Geräte und Aktionen suchen</translation>
  </message>
  <message>
   <source>Choose a device</source>
   <translation>Gerät wählen</translation>
  </message>
  <message>
   <source>Found</source>
   <translation>Gefunden</translation>
  </message>
  <message>
   <source>Actions</source>
   <translation>Aktionen</translation>
  </message>
  <message>
   <source>Palette</source>
   <translation>Palette</translation>
  </message>
  <message numerus="yes">
   <source>%n results</source>
   <translation>
    <numerusform>%n Treffer</numerusform>
    <numerusform>%n Treffer</numerusform>
   </translation>
  </message>
  <message>
   <source>Not everything was searched</source>
   <translation>Nicht alles wurde durchsucht</translation>
  </message>
  <message>
   <source>Nothing is called “{words}” here.</source>
   <translation>Hier heißt nichts „{words}“.</translation>
  </message>
  <message>
   <source>New chat: “{words}”</source>
   <translation>Neuer Chat: „{words}“</translation>
  </message>
  <message>
   <source>Searching…</source>
   <translation>Suche läuft …</translation>
  </message>
  <message>
   <source>Felloe runs on this device, and on no server but your own hub.</source>
   <translation>Felloe läuft auf diesem Gerät und auf keinem Server außer deinem eigenen Hub.</translation>
  </message>
  <message>
   <source>Show the folder</source>
   <translation>Den Ordner zeigen</translation>
  </message>
  <message>
   <source>Version</source>
   <translation>Version</translation>
  </message>
  <message>
   <source>On this device</source>
   <translation>Auf diesem Gerät</translation>
  </message>
  <message>
   <source>Data</source>
   <translation>Daten</translation>
  </message>
  <message>
   <source>A damaged database was set aside</source>
   <translation>Eine beschädigte Datenbank wurde beiseitegelegt</translation>
  </message>
  <message>
   <source>What could be read was taken over; the hub brings the rest. It lies in {folders}.</source>
   <translation>Was lesbar war, wurde übernommen; den Rest bringt der Hub. Sie liegt in {folders}.</translation>
  </message>
  <message numerus="yes">
   <source>%n skills</source>
   <translation>
    <numerusform>%n Skill</numerusform>
    <numerusform>%n Skills</numerusform>
   </translation>
  </message>
  <message>
   <source>Connecting</source>
   <translation>Verbindet sich</translation>
  </message>
  <message>
   <source>Online</source>
   <translation>Verbunden</translation>
  </message>
  <message>
   <source>Account and hub</source>
   <translation>Konto und Hub</translation>
  </message>
  <message>
   <source>A hub of your own lets chats sync and devices call each other.</source>
   <translation>Mit einem eigenen Hub gleichen sich Chats ab, und Geräte rufen einander auf.</translation>
  </message>
  <message>
   <source>Let them sync</source>
   <translation>Abgleichen lassen</translation>
  </message>
  <message>
   <source>Rename it under Devices.</source>
   <translation>Unter Geräte umbenennen.</translation>
  </message>
  <message>
   <source>Leave the hub</source>
   <translation>Den Hub verlassen</translation>
  </message>
  <message>
   <source>Chats and skills stay here. Your other devices lose this one.</source>
   <translation>Chats und Skills bleiben hier. Deine anderen Geräte verlieren dieses.</translation>
  </message>
  <message>
   <source>From another account</source>
   <translation>Von einem anderen Konto</translation>
  </message>
  <message>
   <source>They stay on this device until you let them sync.</source>
   <translation>Sie bleiben auf diesem Gerät, bis du sie abgleichen lässt.</translation>
  </message>
  <message numerus="yes">
   <source>%n chats are kept from another account</source>
   <translation>
    <numerusform>%n Chat eines anderen Kontos ist hier</numerusform>
    <numerusform>%n Chats eines anderen Kontos sind hier</numerusform>
   </translation>
  </message>
  <message>
   <source>Leave {hub}? Chats stay here and no longer sync; to come back, pair this device again.</source>
   <translation>{hub} verlassen? Chats bleiben hier und gleichen sich nicht mehr ab; zum Zurückkehren kopple dieses Gerät neu.</translation>
  </message>
  <message>
   <source>Leave</source>
   <translation>Verlassen</translation>
  </message>
  <message>
   <source>Stay</source>
   <translation>Bleiben</translation>
  </message>
  <message>
   <source>Sync now</source>
   <translation>Jetzt abgleichen</translation>
  </message>
  <message>
   <source>Leave the hub…</source>
   <translation>Den Hub verlassen…</translation>
  </message>
  <message>
   <source>Signed in as {user}</source>
   <translation>Angemeldet als {user}</translation>
  </message>
  <message>
   <source>Everything synced</source>
   <translation>Alles abgeglichen</translation>
  </message>
  <message>
   <source>No hub since {since}. {problem}</source>
   <translation>Kein Hub seit {since}. {problem}</translation>
  </message>
  <message>
   <source>Syncing</source>
   <translation>Abgleich</translation>
  </message>
  <message>
   <source>Letting the chats sync</source>
   <translation>Freigeben der Chats zum Abgleich</translation>
  </message>
  <message>
   <source>Leaving the hub</source>
   <translation>Verlassen des Hubs</translation>
  </message>
  <message>
   <source>As the system</source>
   <translation>Wie das System</translation>
  </message>
  <message>
   <source>Light</source>
   <translation>Hell</translation>
  </message>
  <message>
   <source>Dark</source>
   <translation>Dunkel</translation>
  </message>
  <message>
   <source>Closing the window leaves Felloe running, so that other devices can call this one.</source>
   <translation>Ist das Fenster zu, läuft Felloe weiter, damit andere Geräte dieses aufrufen können.</translation>
  </message>
  <message>
   <source>This desktop shows no tray: closing the window ends Felloe.</source>
   <translation>Dieser Desktop hat keinen Infobereich: Mit dem Fenster endet auch Felloe.</translation>
  </message>
  <message>
   <source>Appearance</source>
   <translation>Aussehen</translation>
  </message>
  <message>
   <source>For this device only. Each change shows at once.</source>
   <translation>Nur für dieses Gerät. Jede Änderung gilt sofort.</translation>
  </message>
  <message>
   <source>Less motion</source>
   <translation>Weniger Bewegung</translation>
  </message>
  <message>
   <source>Stay in the tray</source>
   <translation>Im Infobereich bleiben</translation>
  </message>
  <message>
   <source>Notifications</source>
   <translation>Benachrichtigungen</translation>
  </message>
  <message>
   <source>Theme</source>
   <translation>Farben</translation>
  </message>
  <message>
   <source>Size of text</source>
   <translation>Textgröße</translation>
  </message>
  <message>
   <source>Ctrl+= and Ctrl+- change it anywhere, Ctrl+0 takes it back.</source>
   <translation>Strg+= und Strg+- ändern sie überall, Strg+0 setzt sie zurück.</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>Sprache</translation>
  </message>
  <message>
   <source>The window opens again in that language.</source>
   <translation>Das Fenster öffnet sich neu in dieser Sprache.</translation>
  </message>
  <message>
   <source>No sliding and fading, even where the system allows it.</source>
   <translation>Nichts gleitet oder blendet, auch wo das System es erlaubt.</translation>
  </message>
  <message>
   <source>When you look elsewhere</source>
   <translation>Wenn du woanders bist</translation>
  </message>
  <message>
   <source>For questions, and for answers that are ready.</source>
   <translation>Für Fragen und für fertige Antworten.</translation>
  </message>
  <message>
   <source>How often the model is asked for one answer. Usually {count}.</source>
   <translation>Wie oft das Modell für eine Antwort gefragt wird. Üblich sind {count}.</translation>
  </message>
  <message>
   <source>Without the time spent waiting for you. Usually {minutes} min.</source>
   <translation>Ohne die Zeit, in der auf dich gewartet wird. Üblich sind {minutes} min.</translation>
  </message>
  <message>
   <source>As usual</source>
   <translation>Wie üblich</translation>
  </message>
  <message>
   <source>What holds in all chats on this device. A chat can add its own.</source>
   <translation>Was in allen Chats auf diesem Gerät gilt. Ein Chat kann Eigenes dazu haben.</translation>
  </message>
  <message>
   <source>Custom instructions</source>
   <translation>Eigene Anweisungen</translation>
  </message>
  <message>
   <source>For example: answer in German, and show temperatures in Celsius.</source>
   <translation>Zum Beispiel: antworte auf Deutsch, und nenne Temperaturen in Celsius.</translation>
  </message>
  <message>
   <source>How far one answer may go</source>
   <translation>Wie weit eine Antwort gehen darf</translation>
  </message>
  <message>
   <source> min</source>
   <translation>min</translation>
  </message>
  <message>
   <source>Steps</source>
   <translation>Schritte</translation>
  </message>
  <message>
   <source>{count} of {most} characters</source>
   <translation>{count} von {most} Zeichen</translation>
  </message>
  <message>
   <source>Saved. It counts from the next answer on.</source>
   <translation>Gespeichert. Es gilt ab der nächsten Antwort.</translation>
  </message>
  <message>
   <source>Changed what holds for the assistant in all chats.</source>
   <translation>Geändert, was für den Assistenten in allen Chats gilt.</translation>
  </message>
  <message>
   <source>Not saved yet. What you typed stays here.</source>
   <translation>Noch nicht gespeichert. Was du getippt hast, bleibt hier.</translation>
  </message>
  <message>
   <source>Too long to be saved: {count} characters too many.</source>
   <translation>Zu lang zum Speichern: {count} Zeichen zu viel.</translation>
  </message>
  <message>
   <source>Saving the instructions</source>
   <translation>Speichern der Anweisungen</translation>
  </message>
  <message>
   <source>It is read and shown first. What is here now is set aside, not lost.</source>
   <translation>Sie wird erst gelesen und gezeigt. Was jetzt hier ist, wird beiseitegelegt, nicht gelöscht.</translation>
  </message>
  <message>
   <source>Backed up and read back at {time}: {file}, {size}.</source>
   <translation>Gesichert und zurückgelesen um {time}: {file}, {size}.</translation>
  </message>
  <message>
   <source>Nothing was changed.</source>
   <translation>Nichts wurde geändert.</translation>
  </message>
  <message>
   <source>Backup</source>
   <translation>Sicherung</translation>
  </message>
  <message>
   <source>Chats, skills, files, secrets and this device's key in one file. Keep it private.</source>
   <translation>Chats, Skills, Dateien, Geheimnisse und der Schlüssel dieses Geräts in einer Datei. Halte sie privat.</translation>
  </message>
  <message>
   <source>Make a backup</source>
   <translation>Sichern</translation>
  </message>
  <message>
   <source>Felloe reads it back, to be sure that it is whole.</source>
   <translation>Felloe liest sie zurück, um sicher zu sein, dass sie heil ist.</translation>
  </message>
  <message>
   <source>Go back to a backup</source>
   <translation>Zu einer Sicherung zurück</translation>
  </message>
  <message>
   <source>Set aside by a restore</source>
   <translation>Von einer Wiederherstellung beiseitegelegt</translation>
  </message>
  <message>
   <source>Save the backup</source>
   <translation>Die Sicherung speichern</translation>
  </message>
  <message>
   <source>Making the backup</source>
   <translation>Anlegen der Sicherung</translation>
  </message>
  <message>
   <source>Backups (*.zip)</source>
   <translation>Sicherungen (*.zip)</translation>
  </message>
  <message>
   <source>All files (*)</source>
   <translation>Alle Dateien (*)</translation>
  </message>
  <message>
   <source>Choose a backup</source>
   <translation>Eine Sicherung wählen</translation>
  </message>
  <message>
   <source>Reading the backup</source>
   <translation>Lesen der Sicherung</translation>
  </message>
  <message>
   <source>Reading it, and checking each file…</source>
   <translation>Sie wird gelesen, jede Datei geprüft…</translation>
  </message>
  <message>
   <source>Restoring</source>
   <translation>Wiederherstellen</translation>
  </message>
  <message>
   <source>Felloe's node ends, and starts with what the backup holds…</source>
   <translation>Felloes Knoten endet und startet mit dem, was die Sicherung hat…</translation>
  </message>
  <message>
   <source>Restored. What was here is kept below.</source>
   <translation>Wiederhergestellt. Was hier war, liegt unten.</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>Rückgängig</translation>
  </message>
  <message>
   <source>Go back to what was here until {when}</source>
   <translation>Zurück zu dem, was bis {when} hier war</translation>
  </message>
  <message>
   <source>Delete what was here until {when}</source>
   <translation>Löschen, was bis {when} hier war</translation>
  </message>
  <message>
   <source>What was here until {when}</source>
   <translation>Was bis {when} hier war</translation>
  </message>
  <message>
   <source>Delete for good what was here until {when}?</source>
   <translation>Für immer löschen, was bis {when} hier war?</translation>
  </message>
  <message>
   <source>Back up now…</source>
   <translation>Jetzt sichern…</translation>
  </message>
  <message>
   <source>Choose a file…</source>
   <translation>Datei wählen…</translation>
  </message>
  <message>
   <source>No file was written.</source>
   <translation>Es wurde keine Datei geschrieben.</translation>
  </message>
  <message>
   <source>It could not be put in place. All is as it was; see the log under Devices.</source>
   <translation>Das ließ sich nicht einsetzen. Alles ist wie vorher; sieh ins Protokoll unter Geräte.</translation>
  </message>
  <message>
   <source>Go back to it…</source>
   <translation>Dorthin zurück…</translation>
  </message>
  <message>
   <source>Delete…</source>
   <translation>Löschen…</translation>
  </message>
  <message>
   <source>Leaving the backup</source>
   <translation>Verwerfen der Sicherung</translation>
  </message>
  <message>
   <source>Deleting what was set aside</source>
   <translation>Löschen des Beiseitegelegten</translation>
  </message>
  <message>
   <source>Reading the settings</source>
   <translation>Lesen der Einstellungen</translation>
  </message>
  <message>
   <source>A model of another device answers only there. To ask it from here too, enter its address, or add it to the hub with: felloe-hub model add</source>
   <translation>Ein Modell eines anderen Geräts antwortet nur dort. Um es auch von hier zu fragen, gib seine Adresse ein, oder nimm es in den Hub auf mit: felloe-hub model add</translation>
  </message>
  <message>
   <source>Changed the order: {first} is asked first.</source>
   <translation>Reihenfolge geändert: {first} wird zuerst gefragt.</translation>
  </message>
  <message>
   <source>Asked from the top: where one cannot be reached, the next answers, and the answer says so.</source>
   <translation>Gefragt wird von oben: ist einer nicht erreichbar, antwortet der nächste, und die Antwort sagt es.</translation>
  </message>
  <message>
   <source>Servers</source>
   <translation>Server</translation>
  </message>
  <message>
   <source>When a chat names no model</source>
   <translation>Wenn ein Chat kein Modell nennt</translation>
  </message>
  <message>
   <source>Ask this model</source>
   <translation>Dieses Modell fragen</translation>
  </message>
  <message>
   <source>A chat can have another, in its composer.</source>
   <translation>Ein Chat kann ein anderes haben, in seinem Schreibfeld.</translation>
  </message>
  <message>
   <source>Looking for models</source>
   <translation>Suche nach Modellen</translation>
  </message>
  <message>
   <source>Looking at their usual ports, a few seconds at most…</source>
   <translation>An den üblichen Ports wird gesucht, höchstens ein paar Sekunden…</translation>
  </message>
  <message>
   <source>None answered. Start Ollama, LM Studio or llama.cpp on this device, or enter an address.</source>
   <translation>Keiner hat geantwortet. Starte Ollama, LM Studio oder llama.cpp auf diesem Gerät, oder gib eine Adresse ein.</translation>
  </message>
  <message>
   <source>Whatever answers first</source>
   <translation>Was zuerst antwortet</translation>
  </message>
  <message>
   <source>Changing the order</source>
   <translation>Ändern der Reihenfolge</translation>
  </message>
  <message>
   <source>Asking {name}</source>
   <translation>Anfrage an {name}</translation>
  </message>
  <message>
   <source>Saving the server</source>
   <translation>Speichern des Servers</translation>
  </message>
  <message>
   <source>Remove {name}? Its key goes too. Chats stay as they are.</source>
   <translation>{name} entfernen? Sein Schlüssel geht mit. Chats bleiben, wie sie sind.</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>Entfernen</translation>
  </message>
  <message>
   <source>When a chat names no model: {model}.</source>
   <translation>Wenn ein Chat kein Modell nennt: {model}.</translation>
  </message>
  <message>
   <source>Enter an address…</source>
   <translation>Adresse eingeben…</translation>
  </message>
  <message numerus="yes">
   <source>Found %n models.</source>
   <translation>
    <numerusform>%n Modell gefunden.</numerusform>
    <numerusform>%n Modelle gefunden.</numerusform>
   </translation>
  </message>
  <message>
   <source>{model}, not in reach now</source>
   <translation>{model}, jetzt nicht erreichbar</translation>
  </message>
  <message>
   <source>Removing the server</source>
   <translation>Entfernen des Servers</translation>
  </message>
  <message>
   <source>settings</source>
   <translation>Einstellungen</translation>
  </message>
  <message>
   <source>Privacy and retention</source>
   <translation>Datenschutz</translation>
  </message>
  <message>
   <source>Sandbox</source>
   <translation>Sandbox</translation>
  </message>
  <message>
   <source>No setting has this name</source>
   <translation>Keine Einstellung heißt so</translation>
  </message>
  <message>
   <source>Others than the one that asks, once</source>
   <translation>Andere als das fragende, einmal</translation>
  </message>
  <message>
   <source>All of mine, once</source>
   <translation>Alle meine, einmal</translation>
  </message>
  <message>
   <source>All of mine, also for good</source>
   <translation>Alle meine, auch auf Dauer</translation>
  </message>
  <message>
   <source>What may leave this device, and how long things stay.</source>
   <translation>Was dieses Gerät verlassen darf, und wie lange etwas bleibt.</translation>
  </message>
  <message>
   <source>New chats stay on this device</source>
   <translation>Neue Chats bleiben auf diesem Gerät</translation>
  </message>
  <message>
   <source>Empty the trash…</source>
   <translation>Papierkorb leeren…</translation>
  </message>
  <message>
   <source>Questions</source>
   <translation>Fragen</translation>
  </message>
  <message>
   <source>Who may answer what this device asks</source>
   <translation>Wer beantworten darf, was dieses Gerät fragt</translation>
  </message>
  <message>
   <source>When a skill here wants something that is not granted.</source>
   <translation>Wenn ein Skill hier etwas will, das nicht freigegeben ist.</translation>
  </message>
  <message>
   <source>They never reach the hub, unless you let one sync later.</source>
   <translation>Sie erreichen den Hub nie, außer du lässt einen später abgleichen.</translation>
  </message>
  <message numerus="yes">
   <source>Deleted for good after %n days.</source>
   <translation>
    <numerusform>Nach %n Tag endgültig gelöscht.</numerusform>
    <numerusform>Nach %n Tagen endgültig gelöscht.</numerusform>
   </translation>
  </message>
  <message>
   <source>Trash, {count}</source>
   <translation>Papierkorb, {count}</translation>
  </message>
  <message>
   <source>Setting who may answer</source>
   <translation>Festlegen, wer antworten darf</translation>
  </message>
  <message>
   <source>May answer now: {who}.</source>
   <translation>Antworten darf jetzt: {who}.</translation>
  </message>
  <message>
   <source>Remove {chats} for good, on all your devices? Nothing brings them back.</source>
   <translation>{chats} endgültig entfernen, auf allen deinen Geräten? Nichts bringt sie zurück.</translation>
  </message>
  <message>
   <source>There is nothing in it.</source>
   <translation>Er ist leer.</translation>
  </message>
  <message>
   <source>Emptying the trash</source>
   <translation>Leeren des Papierkorbs</translation>
  </message>
  <message>
   <source>A change of {title}</source>
   <translation>Eine Änderung von {title}</translation>
  </message>
  <message>
   <source>A message in {title}</source>
   <translation>Eine Nachricht in {title}</translation>
  </message>
  <message>
   <source>The chat {title}</source>
   <translation>Der Chat {title}</translation>
  </message>
  <message>
   <source>That {title} was deleted</source>
   <translation>Dass {title} gelöscht wurde</translation>
  </message>
  <message>
   <source>{file}, {size}, in {title}</source>
   <translation>{file}, {size}, in {title}</translation>
  </message>
  <message>
   <source>Not accepted by the hub</source>
   <translation>Vom Hub nicht angenommen</translation>
  </message>
  <message>
   <source>It is all here on this device, and everything else syncs meanwhile.</source>
   <translation>Auf diesem Gerät ist alles da, und alles andere gleicht sich weiter ab.</translation>
  </message>
  <message>
   <source>Settling what was refused</source>
   <translation>Regeln des Abgelehnten</translation>
  </message>
  <message>
   <source>Discard for good on this device: {what}?</source>
   <translation>Auf diesem Gerät für immer verwerfen: {what}?</translation>
  </message>
  <message>
   <source>Discard</source>
   <translation>Verwerfen</translation>
  </message>
  <message>
   <source>Send again</source>
   <translation>Noch einmal senden</translation>
  </message>
  <message>
   <source>Discard…</source>
   <translation>Verwerfen…</translation>
  </message>
  <message>
   <source>Keep only here</source>
   <translation>Nur hier behalten</translation>
  </message>
  <message>
   <source>Only here</source>
   <translation>Nur hier</translation>
  </message>
  <message>
   <source>{device} of {user} on {hub}</source>
   <translation>{device} von {user} auf {hub}</translation>
  </message>
  <message>
   <source>It belongs to {whose}. This device becomes that one; do not let both run.</source>
   <translation>Sie gehört zu {whose}. Dieses Gerät wird zu jenem; lass nicht beide laufen.</translation>
  </message>
  <message>
   <source>It was made before this device was paired: afterwards it belongs to no hub.</source>
   <translation>Sie ist älter als die Kopplung: danach gehört dieses Gerät zu keinem Hub.</translation>
  </message>
  <message>
   <source>As this device was at {when}</source>
   <translation>Wie dieses Gerät war: {when}</translation>
  </message>
  <message>
   <source>each file read and intact</source>
   <translation>jede Datei gelesen und heil</translation>
  </message>
  <message>
   <source>Here now: {now}. It is set aside, and can be gone back to.</source>
   <translation>Jetzt hier: {now}. Das wird beiseitegelegt; du kannst dorthin zurück.</translation>
  </message>
  <message numerus="yes">
   <source>%n files</source>
   <translation>
    <numerusform>%n Datei</numerusform>
    <numerusform>%n Dateien</numerusform>
   </translation>
  </message>
  <message>
   <source> MB</source>
   <translation> MB</translation>
  </message>
  <message>
   <source>Time for a function</source>
   <translation>Zeit für eine Funktion</translation>
  </message>
  <message>
   <source>In all, with what it waits for</source>
   <translation>Insgesamt, samt dem, worauf gewartet wird</translation>
  </message>
  <message>
   <source> s</source>
   <translation> s</translation>
  </message>
  <message>
   <source>Time for code in a chat</source>
   <translation>Zeit für Code in einem Chat</translation>
  </message>
  <message>
   <source>Computing without a call</source>
   <translation>Rechnen ohne Aufruf</translation>
  </message>
  <message>
   <source>Each is checked against what you granted</source>
   <translation>Jeder wird an deinen Freigaben geprüft</translation>
  </message>
  <message>
   <source>Characters that are kept</source>
   <translation>Zeichen, die gespeichert werden</translation>
  </message>
  <message>
   <source>Code runs shut off from this device: it has no files and no network, except for what you grant.</source>
   <translation>Code läuft abgeschlossen von diesem Gerät: ohne Dateien und ohne Netz, außer was du gewährst.</translation>
  </message>
  <message>
   <source>A run on this device may have</source>
   <translation>Ein Lauf auf diesem Gerät darf haben</translation>
  </message>
  <message>
   <source>From the next run on, also for what your other devices call here. Each device has its own limits.</source>
   <translation>Ab dem nächsten Lauf, auch für Aufrufe deiner anderen Geräte. Jedes Gerät hat eigene Grenzen.</translation>
  </message>
  <message>
   <source>At the same time</source>
   <translation>Gleichzeitig</translation>
  </message>
  <message>
   <source>More wait in line</source>
   <translation>Weitere warten</translation>
  </message>
  <message>
   <source>{least} to {most}, usually {usual}</source>
   <translation>{least} bis {most}, üblich {usual}</translation>
  </message>
  <message>
   <source>Saved. It holds from the next run on.</source>
   <translation>Gespeichert. Es gilt ab dem nächsten Lauf.</translation>
  </message>
  <message>
   <source>{limit} as usual</source>
   <translation>{limit} wie üblich</translation>
  </message>
  <message>
   <source>Saving the limit</source>
   <translation>Speichern der Grenze</translation>
  </message>
  <message>
   <source>Key, may be empty</source>
   <translation>Schlüssel, darf leer sein</translation>
  </message>
  <message>
   <source>Nobody can read it again, not even you</source>
   <translation>Niemand liest es wieder, auch du nicht</translation>
  </message>
  <message>
   <source>Models, may be empty</source>
   <translation>Modelle, darf leer sein</translation>
  </message>
  <message>
   <source>All that it lists, or names with spaces between</source>
   <translation>Alle, die er auflistet, oder Namen mit Leerzeichen dazwischen</translation>
  </message>
  <message>
   <source>Address</source>
   <translation>Adresse</translation>
  </message>
  <message>
   <source>Add</source>
   <translation>Hinzufügen</translation>
  </message>
  <message>
   <source>Change {name}</source>
   <translation>{name} ändern</translation>
  </message>
  <message>
   <source>A model server</source>
   <translation>Ein Modellserver</translation>
  </message>
  <message>
   <source>Change</source>
   <translation>Ändern</translation>
  </message>
  <message>
   <source>Fill in: {field}.</source>
   <translation>Fülle aus: {field}.</translation>
  </message>
  <message>
   <source>on this device</source>
   <translation>auf diesem Gerät</translation>
  </message>
  <message>
   <source>in your network</source>
   <translation>in deinem Netz</translation>
  </message>
  <message>
   <source>on the internet: what you ask leaves your network</source>
   <translation>im Internet: was du fragst, verlässt dein Netz</translation>
  </message>
  <message>
   <source>{model}: first word after {first} s, {tools}</source>
   <translation>{model}: erstes Wort nach {first} s, {tools}</translation>
  </message>
  <message>
   <source>Models that your hub asks for you</source>
   <translation>Modelle, die dein Hub für dich fragt</translation>
  </message>
  <message>
   <source>Asking…</source>
   <translation>Wird gefragt…</translation>
  </message>
  <message>
   <source>calls tools</source>
   <translation>ruft Werkzeuge auf</translation>
  </message>
  <message>
   <source>calls no tools</source>
   <translation>ruft keine Werkzeuge auf</translation>
  </message>
  <message>
   <source>Answered in {seconds} s</source>
   <translation>In {seconds} s geantwortet</translation>
  </message>
  <message>
   <source>Did not answer</source>
   <translation>Hat nicht geantwortet</translation>
  </message>
  <message>
   <source>Move up</source>
   <translation>Nach oben</translation>
  </message>
  <message>
   <source>Move down</source>
   <translation>Nach unten</translation>
  </message>
  <message>
   <source>Test</source>
   <translation>Testen</translation>
  </message>
  <message>
   <source>More</source>
   <translation>Mehr</translation>
  </message>
  <message>
   <source>Test {name}</source>
   <translation>{name} testen</translation>
  </message>
  <message>
   <source>More about {name}</source>
   <translation>Mehr zu {name}</translation>
  </message>
  <message>
   <source>Move {name} up</source>
   <translation>{name} nach oben</translation>
  </message>
  <message>
   <source>Move {name} down</source>
   <translation>{name} nach unten</translation>
  </message>
  <message>
   <source>No answer</source>
   <translation>Keine Antwort</translation>
  </message>
  <message>
   <source>Change…</source>
   <translation>Ändern…</translation>
  </message>
  <message>
   <source>Remove…</source>
   <translation>Entfernen…</translation>
  </message>
  <message>
   <source>Not asked yet</source>
   <translation>Noch nicht gefragt</translation>
  </message>
  <message>
   <source>key kept in the keyring</source>
   <translation>Schlüssel im Schlüsselbund</translation>
  </message>
  <message>
   <source>key kept in a file</source>
   <translation>Schlüssel in einer Datei</translation>
  </message>
  <message>
   <source>Running {function}</source>
   <translation>Ausführen von {function}</translation>
  </message>
  <message>
   <source>It may still run: look in Activity.</source>
   <translation>Es läuft vielleicht noch: sieh unter Aktivität nach.</translation>
  </message>
  <message>
   <source>It changed. What you granted was granted to the version before, so nothing of it counts now.</source>
   <translation>Er hat sich geändert. Deine Freigaben galten der vorigen Version, darum gilt jetzt keine.</translation>
  </message>
  <message>
   <source>Leave it ungranted</source>
   <translation>Nichts freigeben</translation>
  </message>
  <message>
   <source>Before</source>
   <translation>Vorher</translation>
  </message>
  <message>
   <source>Now</source>
   <translation>Jetzt</translation>
  </message>
  <message>
   <source>Grant the same again</source>
   <translation>Dasselbe wieder freigeben</translation>
  </message>
  <message>
   <source>Go back</source>
   <translation>Zurück</translation>
  </message>
  <message>
   <source>new</source>
   <translation>neu</translation>
  </message>
  <message>
   <source>gone</source>
   <translation>weg</translation>
  </message>
  <message>
   <source>Drop to look at the skill</source>
   <translation>Loslassen, um den Skill anzusehen</translation>
  </message>
  <message>
   <source>2026-11-19</source>
   <translation>2026-11-19</translation>
  </message>
  <message>
   <source>2026-11-19 18:00</source>
   <translation>2026-11-19 18:00</translation>
  </message>
  <message>
   <source>18:00</source>
   <translation>18:00</translation>
  </message>
  <message>
   <source>Write it as {example}, or leave it empty.</source>
   <translation>Schreibe es wie {example}, oder lass es leer.</translation>
  </message>
  <message>
   <source>Line {line} is not JSON, at character {column}. Write for example [1, 2] or {example}.</source>
   <translation>Zeile {line} ist kein JSON, bei Zeichen {column}. Schreibe zum Beispiel [1, 2] oder {example}.</translation>
  </message>
  <message>
   <source>Write a whole number, or leave it empty.</source>
   <translation>Schreibe eine ganze Zahl, oder lass es leer.</translation>
  </message>
  <message>
   <source>Write a number, or leave it empty.</source>
   <translation>Schreibe eine Zahl, oder lass es leer.</translation>
  </message>
  <message>
   <source>Not given</source>
   <translation>Nicht angegeben</translation>
  </message>
  <message>
   <source>Write it as {example}.</source>
   <translation>Schreibe es wie {example}.</translation>
  </message>
  <message>
   <source>It takes no arguments.</source>
   <translation>Sie nimmt keine Argumente.</translation>
  </message>
  <message>
   <source>Add to {list}</source>
   <translation>Zu {list} hinzufügen</translation>
  </message>
  <message>
   <source>Correct what is marked above.</source>
   <translation>Berichtige, was oben markiert ist.</translation>
  </message>
  <message>
   <source>At most {count}.</source>
   <translation>Höchstens {count}.</translation>
  </message>
  <message>
   <source>Install</source>
   <translation>Installieren</translation>
  </message>
  <message>
   <source>Install {skill}</source>
   <translation>{skill} installieren</translation>
  </message>
  <message>
   <source>Nothing: it works with what it is given.</source>
   <translation>Nichts: er arbeitet mit dem, was er bekommt.</translation>
  </message>
  <message>
   <source>Before the assistant, code or another device runs what changes something, you are asked. If you run it yourself, that question is left out.</source>
   <translation>Bevor der Assistent, Code oder ein anderes Gerät ausführt, was etwas ändert, wirst du gefragt. Führst du es selbst aus, entfällt diese Frage.</translation>
  </message>
  <message>
   <source>Reading the skill in the sandbox</source>
   <translation>Der Skill wird in der Sandbox gelesen</translation>
  </message>
  <message>
   <source>Reading {name} in the sandbox…</source>
   <translation>{name} wird in der Sandbox gelesen…</translation>
  </message>
  <message>
   <source>{folder} cannot be installed. {why}</source>
   <translation>{folder} lässt sich nicht installieren. {why}</translation>
  </message>
  <message>
   <source>Installing {skill}</source>
   <translation>Installieren von {skill}</translation>
  </message>
  <message>
   <source>Already here</source>
   <translation>Schon da</translation>
  </message>
  <message>
   <source>A new version</source>
   <translation>Eine neue Version</translation>
  </message>
  <message>
   <source>Version {digest}</source>
   <translation>Version {digest}</translation>
  </message>
  <message>
   <source>Asks for</source>
   <translation>Verlangt</translation>
  </message>
  <message>
   <source>Add {skill}?</source>
   <translation>{skill} hinzufügen?</translation>
  </message>
  <message>
   <source>{name} holds no skill. A skill is a folder with a SKILL.md.</source>
   <translation>{name} enthält keinen Skill. Ein Skill ist ein Ordner mit einer SKILL.md.</translation>
  </message>
  <message>
   <source>Install all {count}</source>
   <translation>Alle {count} installieren</translation>
  </message>
  <message>
   <source>Installing {skill}…</source>
   <translation>{skill} wird installiert…</translation>
  </message>
  <message>
   <source>None: it is instructions for the assistant.</source>
   <translation>Keine: er ist eine Anleitung für den Assistenten.</translation>
  </message>
  <message>
   <source>Nothing in {name} can be installed.</source>
   <translation>Nichts in {name} lässt sich installieren.</translation>
  </message>
  <message>
   <source>Reading {name}</source>
   <translation>Lesen von {name}</translation>
  </message>
  <message>
   <source>All of it is here already, unchanged.</source>
   <translation>Alles davon ist schon da, unverändert.</translation>
  </message>
  <message>
   <source>Nothing was installed yet. Installing alone grants it nothing.</source>
   <translation>Noch wurde nichts installiert. Installieren allein gibt ihm nichts frei.</translation>
  </message>
  <message>
   <source>text</source>
   <translation>Text</translation>
  </message>
  <message>
   <source>whole number</source>
   <translation>ganze Zahl</translation>
  </message>
  <message>
   <source>number</source>
   <translation>Zahl</translation>
  </message>
  <message>
   <source>yes or no</source>
   <translation>ja oder nein</translation>
  </message>
  <message>
   <source>list</source>
   <translation>Liste</translation>
  </message>
  <message>
   <source>group</source>
   <translation>Gruppe</translation>
  </message>
  <message>
   <source>date</source>
   <translation>Datum</translation>
  </message>
  <message>
   <source>date and time</source>
   <translation>Datum und Zeit</translation>
  </message>
  <message>
   <source>time</source>
   <translation>Zeit</translation>
  </message>
  <message>
   <source>one of {count}</source>
   <translation>eins von {count}</translation>
  </message>
  <message>
   <source>{kind}, {low} to {high}</source>
   <translation>{kind}, {low} bis {high}</translation>
  </message>
  <message>
   <source>{kind}, may be empty</source>
   <translation>{kind}, darf leer sein</translation>
  </message>
  <message>
   <source>{kind}, at least {low}</source>
   <translation>{kind}, mindestens {low}</translation>
  </message>
  <message>
   <source>{kind}, at most {high}</source>
   <translation>{kind}, höchstens {high}</translation>
  </message>
  <message numerus="yes">
   <source>%n functions are left out, first: {first}. {why}</source>
   <translation>
    <numerusform>%n Funktion ist ausgelassen: {first}. {why}</numerusform>
    <numerusform>%n Funktionen sind ausgelassen, zuerst: {first}. {why}</numerusform>
   </translation>
  </message>
  <message>
   <source>Bound to this version</source>
   <translation>An diese Version gebunden</translation>
  </message>
  <message>
   <source>Show the runs</source>
   <translation>Die Läufe zeigen</translation>
  </message>
  <message>
   <source>Versions</source>
   <translation>Versionen</translation>
  </message>
  <message>
   <source>Usual time, last 24 hours</source>
   <translation>Übliche Zeit, letzte 24 Stunden</translation>
  </message>
  <message>
   <source>No skill here yet</source>
   <translation>Hier ist noch kein Skill</translation>
  </message>
  <message>
   <source>Skills stand here, with what they ask for and can do. Some come with Felloe; others are dropped on this page, as a folder or a zip.</source>
   <translation>Hier stehen Skills: was sie brauchen und können. Manche bringt Felloe mit, andere ziehst du als Ordner oder Zip hierher.</translation>
  </message>
  <message>
   <source>Show what comes with Felloe</source>
   <translation>Zeigen, was Felloe mitbringt</translation>
  </message>
  <message numerus="yes">
   <source>Ran %n times here in the last 24 hours</source>
   <translation>
    <numerusform>In den letzten 24 Stunden hier %n-mal gelaufen</numerusform>
    <numerusform>In den letzten 24 Stunden hier %n-mal gelaufen</numerusform>
   </translation>
  </message>
  <message>
   <source>On another device</source>
   <translation>Auf einem anderen Gerät</translation>
  </message>
  <message>
   <source>Trusted, host skill</source>
   <translation>Vertraut, Host-Skill</translation>
  </message>
  <message>
   <source>Offered by {devices}</source>
   <translation>Angeboten von {devices}</translation>
  </message>
  <message>
   <source>Instructions</source>
   <translation>Anleitung</translation>
  </message>
  <message>
   <source>It runs on the other device, under the grants given there.</source>
   <translation>Er läuft auf dem anderen Gerät, mit den Freigaben von dort.</translation>
  </message>
  <message>
   <source>Look for a new version</source>
   <translation>Nach einer neuen Version sehen</translation>
  </message>
  <message>
   <source>Copy the digest</source>
   <translation>Den Fingerabdruck kopieren</translation>
  </message>
  <message>
   <source>Add another skill…</source>
   <translation>Noch einen Skill hinzufügen…</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>Zurück</translation>
  </message>
  <message>
   <source>Everything: it is your own file, and runs outside the sandbox.</source>
   <translation>Alles: er ist deine eigene Datei und läuft außerhalb der Sandbox.</translation>
  </message>
  <message>
   <source>Reading the skills</source>
   <translation>Lesen der Skills</translation>
  </message>
  <message>
   <source>skills</source>
   <translation>Skills</translation>
  </message>
  <message>
   <source>Changes, safe to repeat</source>
   <translation>Ändert, wiederholbar</translation>
  </message>
  <message>
   <source>Changes</source>
   <translation>Ändert</translation>
  </message>
  <message numerus="yes">
   <source>%n functions</source>
   <translation>
    <numerusform>%n Funktion</numerusform>
    <numerusform>%n Funktionen</numerusform>
   </translation>
  </message>
  <message>
   <source>{device}, this device</source>
   <translation>{device}, dieses Gerät</translation>
  </message>
  <message>
   <source>online</source>
   <translation>verbunden</translation>
  </message>
  <message>
   <source>offline</source>
   <translation>nicht verbunden</translation>
  </message>
  <message>
   <source>has not answered for a while</source>
   <translation>antwortet seit einer Weile nicht</translation>
  </message>
  <message>
   <source>On this device, {count}</source>
   <translation>Auf diesem Gerät, {count}</translation>
  </message>
  <message>
   <source>On other devices, {count}</source>
   <translation>Auf anderen Geräten, {count}</translation>
  </message>
  <message>
   <source>Changed</source>
   <translation>Geändert</translation>
  </message>
  <message>
   <source>Copy the result</source>
   <translation>Das Ergebnis kopieren</translation>
  </message>
  <message>
   <source>Answer</source>
   <translation>Antworten</translation>
  </message>
  <message>
   <source>Answer the question</source>
   <translation>Die Frage beantworten</translation>
  </message>
  <message>
   <source>Ran at {time}</source>
   <translation>Gelaufen um {time}</translation>
  </message>
  <message>
   <source>It goes on when the question is answered.</source>
   <translation>Es geht weiter, wenn die Frage beantwortet ist.</translation>
  </message>
  <message>
   <source>Host that it goes to</source>
   <translation>Host, an den es geht</translation>
  </message>
  <message>
   <source>Header, may be empty</source>
   <translation>Kopfzeile, darf leer sein</translation>
  </message>
  <message>
   <source>Value</source>
   <translation>Wert</translation>
  </message>
  <message>
   <source>Save the secret</source>
   <translation>Geheimnis speichern</translation>
  </message>
  <message>
   <source>Saving the secret</source>
   <translation>Speichern des Geheimnisses</translation>
  </message>
  <message>
   <source>Name the host, as in api.example.org.</source>
   <translation>Nenne den Host, etwa api.example.org.</translation>
  </message>
  <message>
   <source>Write at least {count} characters.</source>
   <translation>Schreibe mindestens {count} Zeichen.</translation>
  </message>
  <message>
   <source>Removing the skill</source>
   <translation>Entfernen des Skills</translation>
  </message>
  <message numerus="yes">
   <source>its %n versions</source>
   <translation>
    <numerusform>seine Version</numerusform>
    <numerusform>seine %n Versionen</numerusform>
   </translation>
  </message>
  <message>
   <source>Remove {skill}? {versions} and what was granted to it go. What it kept in its store stays.</source>
   <translation>{skill} entfernen? {versions} und seine Freigaben gehen. Was er in seinem Speicher hat, bleibt.</translation>
  </message>
  <message>
   <source>Reading the instructions</source>
   <translation>Lesen der Anleitung</translation>
  </message>
  <message>
   <source>Granting or revoking</source>
   <translation>Freigeben oder Widerrufen</translation>
  </message>
  <message>
   <source>Granted: {what}.</source>
   <translation>Freigegeben: {what}.</translation>
  </message>
  <message>
   <source>Never: {what}.</source>
   <translation>Nie: {what}.</translation>
  </message>
  <message>
   <source>Granting again</source>
   <translation>Erneutes Freigeben</translation>
  </message>
  <message>
   <source>Changing the version</source>
   <translation>Wechseln der Version</translation>
  </message>
  <message>
   <source>{skill} is now version {digest}.</source>
   <translation>{skill} ist jetzt Version {digest}.</translation>
  </message>
  <message>
   <source>Remove version {digest}? To have it back, it must be installed again.</source>
   <translation>Version {digest} entfernen? Um sie zurückzuhaben, muss sie neu installiert werden.</translation>
  </message>
  <message numerus="yes">
   <source>%n values stay</source>
   <translation>
    <numerusform>%n Wert bleibt</numerusform>
    <numerusform>%n Werte bleiben</numerusform>
   </translation>
  </message>
  <message>
   <source>Removed {skill}. {kept} in its store.</source>
   <translation>{skill} entfernt. {kept} in seinem Speicher.</translation>
  </message>
  <message>
   <source>Removed {skill}.</source>
   <translation>{skill} entfernt.</translation>
  </message>
  <message>
   <source>One that comes with Felloe</source>
   <translation>Einen, den Felloe mitbringt</translation>
  </message>
  <message>
   <source>A skill's folder…</source>
   <translation>Ordner eines Skills…</translation>
  </message>
  <message>
   <source>A zip…</source>
   <translation>Ein Zip…</translation>
  </message>
  <message>
   <source>A skill's folder</source>
   <translation>Ordner eines Skills</translation>
  </message>
  <message>
   <source>A zip with skills</source>
   <translation>Ein Zip mit Skills</translation>
  </message>
  <message>
   <source>Try a function</source>
   <translation>Eine Funktion ausprobieren</translation>
  </message>
  <message>
   <source>Clear</source>
   <translation>Leeren</translation>
  </message>
  <message>
   <source>Begin again with what the function suggests</source>
   <translation>Neu beginnen mit dem, was die Funktion vorschlägt</translation>
  </message>
  <message>
   <source>Run on</source>
   <translation>Ausführen auf</translation>
  </message>
  <message>
   <source>Run ({keys})</source>
   <translation>Ausführen ({keys})</translation>
  </message>
  <message>
   <source>Copy as command</source>
   <translation>Als Befehl kopieren</translation>
  </message>
  <message>
   <source>The same call for the command line</source>
   <translation>Derselbe Aufruf für die Kommandozeile</translation>
  </message>
  <message>
   <source>Try</source>
   <translation>Ausprobieren</translation>
  </message>
  <message>
   <source>Installed {when} from {place}</source>
   <translation>Installiert {when} aus {place}</translation>
  </message>
  <message>
   <source>Use version {digest}</source>
   <translation>Version {digest} verwenden</translation>
  </message>
  <message>
   <source>Remove version {digest}</source>
   <translation>Version {digest} entfernen</translation>
  </message>
  <message>
   <source>In use</source>
   <translation>In Gebrauch</translation>
  </message>
  <message>
   <source>Use this</source>
   <translation>Diese verwenden</translation>
  </message>
  <message>
   <source>Set the secret of {want}</source>
   <translation>Das Geheimnis von {want} setzen</translation>
  </message>
  <message>
   <source>with exactly these arguments</source>
   <translation>mit genau diesen Argumenten</translation>
  </message>
  <message>
   <source>also granted</source>
   <translation>außerdem freigegeben</translation>
  </message>
  <message>
   <source>Replace…</source>
   <translation>Ersetzen…</translation>
  </message>
  <message>
   <source>Set…</source>
   <translation>Setzen…</translation>
  </message>
  <message>
   <source>Always, with this version</source>
   <translation>Immer, mit dieser Version</translation>
  </message>
  <message>
   <source>goes to {host} only</source>
   <translation>geht nur an {host}</translation>
  </message>
  <message>
   <source>not set yet</source>
   <translation>noch nicht gesetzt</translation>
  </message>
  <message>
   <source>Grant…</source>
   <translation>Freigeben…</translation>
  </message>
  <message>
   <source>Copy the command</source>
   <translation>Den Befehl kopieren</translation>
  </message>
  <message numerus="yes">
   <source>%n not accepted</source>
   <translation>
    <numerusform>%n nicht angenommen</numerusform>
    <numerusform>%n nicht angenommen</numerusform>
   </translation>
  </message>
  <message>
   <source>{host} · as {user}</source>
   <translation>{host} · als {user}</translation>
  </message>
  <message numerus="yes">
   <source>%n changes wait</source>
   <translation>
    <numerusform>%n Änderung wartet</numerusform>
    <numerusform>%n Änderungen warten</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n files wait</source>
   <translation>
    <numerusform>%n Datei wartet</numerusform>
    <numerusform>%n Dateien warten</numerusform>
   </translation>
  </message>
  <message>
   <source>Not paired with a hub</source>
   <translation>Nicht gekoppelt</translation>
  </message>
  <message>
   <source>No hub since {when}</source>
   <translation>Kein Hub seit {when}</translation>
  </message>
  <message>
   <source>No hub</source>
   <translation>Kein Hub</translation>
  </message>
  <message>
   <source>Connecting to the hub</source>
   <translation>Verbindet sich mit dem Hub</translation>
  </message>
  <message>
   <source>Sync: {first}, {second}</source>
   <translation>Abgleich: {first}, {second}</translation>
  </message>
  <message>
   <source>Details</source>
   <translation>Details</translation>
  </message>
  <message>
   <source>Window</source>
   <translation>Fenster</translation>
  </message>
  <message>
   <source>Forms and lists</source>
   <translation>Formulare und Listen</translation>
  </message>
  <message>
   <source>New line</source>
   <translation>Neue Zeile</translation>
  </message>
  <message>
   <source>Earlier text, in an empty composer</source>
   <translation>Früherer Text, wenn das Feld leer ist</translation>
  </message>
  <message>
   <source>Allow once, with the focus in the question</source>
   <translation>Einmal erlauben, mit dem Fokus in der Frage</translation>
  </message>
  <message>
   <source>Allow in this chat</source>
   <translation>In diesem Chat erlauben</translation>
  </message>
  <message>
   <source>Always allow what the question says</source>
   <translation>Immer erlauben, was in der Frage steht</translation>
  </message>
  <message>
   <source>Copy the message</source>
   <translation>Die Nachricht kopieren</translation>
  </message>
  <message>
   <source>Edit the message</source>
   <translation>Die Nachricht bearbeiten</translation>
  </message>
  <message>
   <source>Previous branch, next branch</source>
   <translation>Der vorige Zweig, der nächste Zweig</translation>
  </message>
  <message>
   <source>Run the form or the code</source>
   <translation>Formular oder Code ausführen</translation>
  </message>
  <message>
   <source>Find functions, chats, devices and actions</source>
   <translation>Funktionen, Chats, Geräte und Aktionen finden</translation>
  </message>
  <message>
   <source>Show or hide the list</source>
   <translation>Die Liste zeigen oder verbergen</translation>
  </message>
  <message>
   <source>Next pane</source>
   <translation>Nächster Bereich</translation>
  </message>
  <message>
   <source>Previous pane</source>
   <translation>Voriger Bereich</translation>
  </message>
  <message>
   <source>Close what is open, else back to the composer</source>
   <translation>Offenes schließen, sonst zurück zum Schreibfeld</translation>
  </message>
  <message>
   <source>Larger</source>
   <translation>Größer</translation>
  </message>
  <message>
   <source>Smaller</source>
   <translation>Kleiner</translation>
  </message>
  <message>
   <source>As large as the system's text</source>
   <translation>So groß wie der Text des Systems</translation>
  </message>
  <message>
   <source>Switch between light and dark</source>
   <translation>Zwischen Hell und Dunkel wechseln</translation>
  </message>
  <message>
   <source>Keys</source>
   <translation>Tasten</translation>
  </message>
  <message>
   <source>Quit Felloe</source>
   <translation>Felloe beenden</translation>
  </message>
  <message>
   <source>Search chats</source>
   <translation>Chats suchen</translation>
  </message>
  <message>
   <source>Answer the oldest question</source>
   <translation>Die älteste Frage beantworten</translation>
  </message>
  <message>
   <source>Still open, for what you typed is not on the disk yet. Make room, and close it then.</source>
   <translation>Noch offen, denn was du getippt hast, ist noch nicht auf dem Datenträger. Schaffe Platz und schließe dann.</translation>
  </message>
  <message>
   <source>Close and lose it</source>
   <translation>Schließen und verlieren</translation>
  </message>
  <message>
   <source>Felloe goes on in the tray</source>
   <translation>Felloe läuft im Infobereich weiter</translation>
  </message>
  <message>
   <source>Quit it there, or with Ctrl+Q.</source>
   <translation>Beende es dort oder mit Strg+Q.</translation>
  </message>
  <message>
   <source>Starting Felloe's node again. Your text is kept.</source>
   <translation>Felloes Knoten wird neu gestartet. Dein Text ist noch da.</translation>
  </message>
  <message>
   <source>{why} Chats and skills stay here.</source>
   <translation>{why} Chats und Skills bleiben hier.</translation>
  </message>
  <message>
   <source>{hub}. You can go on; {waiting}.</source>
   <translation>{hub}. Du kannst weitermachen; {waiting}.</translation>
  </message>
  <message>
   <source>{hub}. You can go on.</source>
   <translation>{hub}. Du kannst weitermachen.</translation>
  </message>
  <message>
   <source>Try now</source>
   <translation>Jetzt versuchen</translation>
  </message>
  <message numerus="yes">
   <source>%n ask you</source>
   <translation>
    <numerusform>%n Frage an dich</numerusform>
    <numerusform>%n Fragen an dich</numerusform>
   </translation>
  </message>
  <message>
   <source>Felloe's node does not start. {why}</source>
   <translation>Felloes Knoten startet nicht. {why}</translation>
  </message>
  <message>
   <source>{doing}, {percent} %, {n} s</source>
   <translation>{doing}, {percent} %, {n} s</translation>
  </message>
  <message>
   <source>{doing}, {n} s</source>
   <translation>{doing}, {n} s</translation>
  </message>
  <message>
   <source>Cancel: {doing}</source>
   <translation>Abbrechen: {doing}</translation>
  </message>
  <message>
   <source>Places</source>
   <translation>Orte</translation>
  </message>
  <message>
   <source>Your choices for this window are in its memory only: they are kept on the disk as soon as that takes them. {why}</source>
   <translation>Was du für dieses Fenster gewählt hast, ist nur in seinem Speicher: Es kommt auf den Datenträger, sobald der es annimmt. {why}</translation>
  </message>
  <message>
   <source>{what} asks you</source>
   <translation>{what} fragt dich</translation>
  </message>
  <message>
   <source>Answered</source>
   <translation>Beantwortet</translation>
  </message>
  <message>
   <source>The language changes as soon as what goes on now has ended.</source>
   <translation>Die Sprache wechselt, sobald das, was gerade läuft, zu Ende ist.</translation>
  </message>
  <message>
   <source>{doing} did not work. {why}</source>
   <translation>{doing}: nicht gelungen. {why}</translation>
  </message>
  <message>
   <source>{doing}: whether it was done is not known. {why}</source>
   <translation>{doing}: Ob es geschehen ist, ist nicht bekannt. {why}</translation>
  </message>
  <message>
   <source>{doing}: cancelled. It may have been done.</source>
   <translation>{doing}: abgebrochen. Es kann geschehen sein.</translation>
  </message>
  <message>
   <source>{doing}: cancelled.</source>
   <translation>{doing}: abgebrochen.</translation>
  </message>
 </context>
</TS>
