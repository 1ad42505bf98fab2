<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name>Felloe</name>
  <message>
   <source>Always</source>
   <translation>Immer</translation>
  </message>
  <message>
   <source>Never</source>
   <translation>Nie</translation>
  </message>
  <message>
   <source>Revoked</source>
   <translation>Widerrufen</translation>
  </message>
  <message>
   <source>Queued</source>
   <translation>Wartet</translation>
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
   <source>It may have run. Look before you repeat it.</source>
   <translation>Es ist vielleicht gelaufen. Sieh nach, bevor du es wiederholst.</translation>
  </message>
  <message>
   <source>You</source>
   <translation>Du</translation>
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
   <source>not granted</source>
   <translation>nicht freigegeben</translation>
  </message>
  <message>
   <source>not exposed</source>
   <translation>nicht angeboten</translation>
  </message>
  <message>
   <source>for your answer</source>
   <translation>auf deine Antwort</translation>
  </message>
  <message>
   <source>Under way</source>
   <translation>Unterwegs</translation>
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
   <source>What happened</source>
   <translation>Was geschah</translation>
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
   <source>Where the list goes</source>
   <translation>Wohin die Liste soll</translation>
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
   <source>The last {entries}, more as you scroll</source>
   <translation>Zuletzt {entries}, mehr beim Blättern</translation>
  </message>
  <message>
   <source>Nothing fits these filters</source>
   <translation>Nichts passt zu diesen Filtern</translation>
  </message>
  <message>
   <source>What ran and what was decided is kept; look at less of a choice.</source>
   <translation>Was lief und entschieden wurde, ist da; filtere weniger.</translation>
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
   <source>{why} What you see is what was known before.</source>
   <translation>{why} Du siehst, was vorher bekannt war.</translation>
  </message>
  <message>
   <source>Try again</source>
   <translation>Noch einmal</translation>
  </message>
  <message>
   <source>Not written: {why}. Choose another place.</source>
   <translation>Nicht geschrieben: {why}. Wähle einen anderen Ort.</translation>
  </message>
  <message>
   <source>Asked</source>
   <translation>Gefragt</translation>
  </message>
  <message>
   <source>Run</source>
   <translation>Ausführen</translation>
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
  <message numerus="yes">
   <source>and %n more</source>
   <translation>
    <numerusform>und %n weiterer</numerusform>
    <numerusform>und %n weitere</numerusform>
   </translation>
  </message>
  <message>
   <source>Host calls</source>
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
   <source>{used} of {most} MB</source>
   <translation>{used} von {most} MB</translation>
  </message>
  <message>
   <source>What</source>
   <translation>Was</translation>
  </message>
  <message>
   <source>Took</source>
   <translation>Dauer</translation>
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
   <source>More…</source>
   <translation>Mehr…</translation>
  </message>
  <message>
   <source>Allow or deny for good</source>
   <translation>Auf Dauer erlauben oder ablehnen</translation>
  </message>
  <message>
   <source>Allow once</source>
   <translation>Einmal erlauben</translation>
  </message>
  <message>
   <source>For this chat</source>
   <translation>Für diesen Chat</translation>
  </message>
  <message>
   <source>Always, with these arguments</source>
   <translation>Immer, mit diesen Argumenten</translation>
  </message>
  <message>
   <source>Deny</source>
   <translation>Ablehnen</translation>
  </message>
  <message>
   <source>{what} ({key} while the focus is in this question)</source>
   <translation>{what} ({key}, solange der Fokus in dieser Frage ist)</translation>
  </message>
  <message>
   <source>Always: {what}</source>
   <translation>Immer: {what}</translation>
  </message>
  <message>
   <source>Never: {what}</source>
   <translation>Nie: {what}</translation>
  </message>
  <message>
   <source>What is to last is decided at that device itself.</source>
   <translation>Was dauern soll, wird an jenem Gerät entschieden.</translation>
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
   <source>It has effects outside the sandbox.</source>
   <translation>Es wirkt außerhalb der Sandbox.</translation>
  </message>
  <message>
   <source>Expires in {n} h</source>
   <translation>Läuft in {n} Std. ab</translation>
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
   <source>Always remembers {what} with exactly these arguments.</source>
   <translation>Immer merkt sich {what} mit genau diesen Argumenten.</translation>
  </message>
  <message>
   <source>Read before asking: {what}.</source>
   <translation>Vorher gelesen: {what}.</translation>
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
   <source>Being written</source>
   <translation>Wird geschrieben</translation>
  </message>
  <message>
   <source>{who} on {device}</source>
   <translation>{who} auf {device}</translation>
  </message>
  <message>
   <source>Branch {n} of {all}</source>
   <translation>Zweig {n} von {all}</translation>
  </message>
  <message>
   <source>C copies, E edits, R answers again, left and right change the branch, the menu key shows more.</source>
   <translation>C kopiert, E bearbeitet, R antwortet neu, links und rechts wechseln den Zweig, die Menütaste zeigt mehr.</translation>
  </message>
  <message>
   <source>Interrupted</source>
   <translation>Unterbrochen</translation>
  </message>
  <message>
   <source>New text below</source>
   <translation>Neuer Text weiter unten</translation>
  </message>
  <message>
   <source>Go to the end of the chat</source>
   <translation>Zum Ende des Chats</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>Kopieren</translation>
  </message>
  <message>
   <source>Save {name}…</source>
   <translation>{name} speichern…</translation>
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
   <source>The branch before</source>
   <translation>Der vorige Zweig</translation>
  </message>
  <message>
   <source>The next branch</source>
   <translation>Der nächste Zweig</translation>
  </message>
  <message>
   <source>Inspect {what}</source>
   <translation>{what} ansehen</translation>
  </message>
  <message>
   <source>The next branch (Right)</source>
   <translation>Der nächste Zweig (Rechts)</translation>
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
   <source>The branch before (Left)</source>
   <translation>Der vorige Zweig (Links)</translation>
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
   <source>Close (Esc)</source>
   <translation>Schließen (Esc)</translation>
  </message>
  <message>
   <source>The hit before (Shift+Enter)</source>
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
   <source>No message holds it</source>
   <translation>In keiner Nachricht</translation>
  </message>
  <message>
   <source>Inspector</source>
   <translation>Inspektor</translation>
  </message>
  <message>
   <source>No run chosen</source>
   <translation>Kein Lauf gewählt</translation>
  </message>
  <message>
   <source>Close the inspector (Ctrl+I)</source>
   <translation>Den Inspektor schließen (Strg+I)</translation>
  </message>
  <message>
   <source>Copy the code</source>
   <translation>Den Code kopieren</translation>
  </message>
  <message>
   <source>Where</source>
   <translation>Wo</translation>
  </message>
  <message>
   <source>Started</source>
   <translation>Begonnen</translation>
  </message>
  <message>
   <source>{n} MB</source>
   <translation>{n} MB</translation>
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
   <translation>Nur auf diesem Gerät</translation>
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
   <source>A new chat</source>
   <translation>Ein neuer Chat</translation>
  </message>
  <message>
   <source>It begins with your first message. Type / to call a function.</source>
   <translation>Er beginnt mit deiner ersten Nachricht. Mit / rufst du eine Funktion auf.</translation>
  </message>
  <message>
   <source>Untitled</source>
   <translation>Ohne Titel</translation>
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
   <source>on {device}</source>
   <translation>auf {device}</translation>
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
   <source>Chats</source>
   <translation>Chats</translation>
  </message>
  <message>
   <source>Asks</source>
   <translation>Fragen</translation>
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
   <source>Answer the oldest ask</source>
   <translation>Die älteste Frage beantworten</translation>
  </message>
  <message>
   <source>Archived</source>
   <translation>Archiviert</translation>
  </message>
  <message>
   <source>Waits for your answer</source>
   <translation>Wartet auf deine Antwort</translation>
  </message>
  <message>
   <source>From message to message</source>
   <translation>Von Nachricht zu Nachricht</translation>
  </message>
  <message>
   <source>Waits to sync</source>
   <translation>Wartet auf den Abgleich</translation>
  </message>
  <message numerus="yes">
   <source>Answering, %n words/s</source>
   <translation>
    <numerusform>Antwortet, %n Wort/s</numerusform>
    <numerusform>Antwortet, %n Wörter/s</numerusform>
   </translation>
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
   <source>Answering</source>
   <translation>Antwortet</translation>
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
   <source>once</source>
   <translation>einmal</translation>
  </message>
  <message>
   <source>for this chat</source>
   <translation>für diesen Chat</translation>
  </message>
  <message>
   <source>always, with these arguments</source>
   <translation>immer, mit diesen Argumenten</translation>
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
   <source>{n} s</source>
   <translation>{n} s</translation>
  </message>
  <message numerus="yes">
   <source>%n more</source>
   <translation>
    <numerusform>%n weiterer</numerusform>
    <numerusform>%n weitere</numerusform>
   </translation>
  </message>
  <message>
   <source>{n} ms</source>
   <translation>{n} ms</translation>
  </message>
  <message>
   <source>It may have run on {device}. Look before you repeat it.</source>
   <translation>Es ist auf {device} vielleicht gelaufen. Sieh nach, bevor du es wiederholst.</translation>
  </message>
  <message>
   <source>For your answer</source>
   <translation>Auf deine Antwort</translation>
  </message>
  <message>
   <source>Ran code</source>
   <translation>Code ausgeführt</translation>
  </message>
  <message>
   <source>Code</source>
   <translation>Code</translation>
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
   <source>It was stopped.</source>
   <translation>Es wurde angehalten.</translation>
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
   <source>Deleted “{title}”.</source>
   <translation>„{title}“ gelöscht.</translation>
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
   <source>Rename…</source>
   <translation>Umbenennen…</translation>
  </message>
  <message>
   <source>Copy as Markdown</source>
   <translation>Als Markdown kopieren</translation>
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
   <source>Delete</source>
   <translation>Löschen</translation>
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
   <source>“{title}” is gone for good.</source>
   <translation>„{title}“ ist endgültig gelöscht.</translation>
  </message>
  <message>
   <source>Copied the chat as Markdown.</source>
   <translation>Den Chat als Markdown kopiert.</translation>
  </message>
  <message>
   <source>Export the chat</source>
   <translation>Den Chat exportieren</translation>
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
   <source>Exports (*.zip *.json)</source>
   <translation>Exporte (*.zip *.json)</translation>
  </message>
  <message>
   <source>Importing {name}</source>
   <translation>{name} wird importiert</translation>
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
   <source>None</source>
   <translation>Keine</translation>
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
   <source>Not imported. {why}</source>
   <translation>Nicht importiert. {why}</translation>
  </message>
  <message>
   <source>New chat (Ctrl+N). The menu key or a right click: only on this device.</source>
   <translation>Neuer Chat (Strg+N). Menütaste oder Rechtsklick: nur auf diesem Gerät.</translation>
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
   <source>Nothing in the trash</source>
   <translation>Der Papierkorb ist leer</translation>
  </message>
  <message>
   <source>No chats yet</source>
   <translation>Noch keine Chats</translation>
  </message>
  <message>
   <source>No chats here</source>
   <translation>Hier sind keine Chats</translation>
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
   <source>No chat holds “{words}”</source>
   <translation>In keinem Chat steht „{words}“</translation>
  </message>
  <message>
   <source>There may be more: say it more exactly</source>
   <translation>Es gibt vielleicht mehr: suche genauer</translation>
  </message>
  <message>
   <source>Put away</source>
   <translation>Weggelegt</translation>
  </message>
  <message>
   <source>Chatting needs a model. Add one in the settings.</source>
   <translation>Zum Chatten fehlt ein Modell. Füge in den Einstellungen eins hinzu.</translation>
  </message>
  <message>
   <source>Remove {name}</source>
   <translation>{name} entfernen</translation>
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
   <source>Attaching</source>
   <translation>Wird angehängt</translation>
  </message>
  <message>
   <source>Not attached</source>
   <translation>Nicht angehängt</translation>
  </message>
  <message>
   <source>Attached file</source>
   <translation>Angehängte Datei</translation>
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
   <source>Ask, or type / to call a function</source>
   <translation>Frage etwas, oder rufe mit / eine Funktion auf</translation>
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
   <source>This chat will stay on this device.</source>
   <translation>Dieser Chat bleibt auf diesem Gerät.</translation>
  </message>
  <message>
   <source>Pasted picture.png</source>
   <translation>Eingefügtes Bild.png</translation>
  </message>
  <message>
   <source>You edit a message. Esc leaves it as it was.</source>
   <translation>Du bearbeitest eine Nachricht. Esc lässt sie, wie sie war.</translation>
  </message>
  <message>
   <source>it is not attached yet</source>
   <translation>sie ist noch nicht angehängt</translation>
  </message>
  <message>
   <source>Not sent; your text is kept. {name}: {why}</source>
   <translation>Nicht gesendet; dein Text ist noch da. {name}: {why}</translation>
  </message>
  <message>
   <source>Not sent; your text is kept. {why}</source>
   <translation>Nicht gesendet; dein Text ist noch da. {why}</translation>
  </message>
  <message>
   <source>Functions</source>
   <translation>Funktionen</translation>
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
   <source>No function fits “{words}”</source>
   <translation>Keine Funktion passt zu „{words}“</translation>
  </message>
  <message>
   <source>No functions in reach yet</source>
   <translation>Noch keine Funktionen erreichbar</translation>
  </message>
  <message>
   <source>Close the form</source>
   <translation>Das Formular schließen</translation>
  </message>
  <message>
   <source>Form</source>
   <translation>Formular</translation>
  </message>
  <message>
   <source>No description</source>
   <translation>Keine Beschreibung</translation>
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
   <source>New name</source>
   <translation>Neuer Name</translation>
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
   <source>Only at {device} itself can this be changed.</source>
   <translation>Das lässt sich nur an {device} selbst ändern.</translation>
  </message>
  <message>
   <source>What your other devices may call here</source>
   <translation>Was deine anderen Geräte hier aufrufen dürfen</translation>
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
   <source>A new function starts at Read only: what changes something asks first.</source>
   <translation>Eine neue Funktion beginnt mit Nur lesen: was etwas ändert, fragt vorher.</translation>
  </message>
  <message>
   <source>Logs</source>
   <translation>Protokoll</translation>
  </message>
  <message>
   <source>Open this device</source>
   <translation>Dieses Gerät öffnen</translation>
  </message>
  <message>
   <source>Rename</source>
   <translation>Umbenennen</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
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
   <source>In skill paths</source>
   <translation>In Skill-Pfaden</translation>
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
   <source>Id</source>
   <translation>Id</translation>
  </message>
  <message>
   <source>It offers no functions yet. Add a skill under Skills.</source>
   <translation>Es bietet noch keine Funktionen an. Füge unter Skills einen hinzu.</translation>
  </message>
  <message>
   <source>It offers no functions yet. Add a skill there.</source>
   <translation>Es bietet noch keine Funktionen an. Füge dort einen Skill hinzu.</translation>
  </message>
  <message>
   <source>No function holds these words.</source>
   <translation>Keine Funktion enthält diese Wörter.</translation>
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
   <source>Online, through the hub, {delay} ms</source>
   <translation>Verbunden, über den Hub, {delay} ms</translation>
  </message>
  <message>
   <source>Has not answered for a while</source>
   <translation>Antwortet seit einer Weile nicht</translation>
  </message>
  <message>
   <source>Online, through the hub</source>
   <translation>Verbunden, über den Hub</translation>
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
   <source>Function</source>
   <translation>Funktion</translation>
  </message>
  <message>
   <source>Effect</source>
   <translation>Wirkung</translation>
  </message>
  <message>
   <source>Exposure</source>
   <translation>Angebot</translation>
  </message>
  <message>
   <source>24 h</source>
   <translation>24 h</translation>
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
   <source>Functions it offers</source>
   <translation>Angebotene Funktionen</translation>
  </message>
  <message>
   <source>Exposure of {function}</source>
   <translation>Angebot von {function}</translation>
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
   <source>Revoke</source>
   <translation>Widerrufen</translation>
  </message>
  <message>
   <source>Revoke {what} of {who}</source>
   <translation>{what} von {who} widerrufen</translation>
  </message>
  <message>
   <source>Live events</source>
   <translation>Ereignisse</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>Anhalten</translation>
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
   <source>It gets your chats, and can call what the others expose. Give the string to nobody else.</source>
   <translation>Es bekommt deine Chats und kann aufrufen, was die anderen anbieten. Gib die Zeichenfolge niemandem sonst.</translation>
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
   <source>Asking the hub for a string…</source>
   <translation>Der Hub wird gefragt…</translation>
  </message>
  <message>
   <source>Its time is over. Make another one.</source>
   <translation>Ihre Zeit ist um. Erstelle eine neue.</translation>
  </message>
  <message>
   <source>1. Install Felloe and open it.</source>
   <translation>1. Installiere Felloe und öffne es.</translation>
  </message>
  <message>
   <source>2. Choose Devices, then paste the string; a phone scans the picture.</source>
   <translation>2. Wähle Geräte und füge die Zeichenfolge ein; ein Telefon liest das Bild.</translation>
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
   <source>Done</source>
   <translation>Fertig</translation>
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
   <source>On the hub, or on a device of yours, this prints one. It works once, for ten minutes:</source>
   <translation>Auf dem Hub oder einem deiner Geräte gibt das eine aus. Sie gilt einmal, zehn Minuten lang:</translation>
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
   <source>Pairing…</source>
   <translation>Wird gekoppelt…</translation>
  </message>
  <message>
   <source>Join your other devices</source>
   <translation>Deine anderen Geräte verbinden</translation>
  </message>
  <message>
   <source>Not paired. {reason}</source>
   <translation>Nicht gekoppelt. {reason}</translation>
  </message>
  <message>
   <source>devices</source>
   <translation>Geräte</translation>
  </message>
  <message>
   <source>Revoked {device}.</source>
   <translation>{device} widerrufen.</translation>
  </message>
  <message>
   <source>Revoke {device}? It must be paired again. What lies on it stays there.</source>
   <translation>{device} widerrufen? Es muss neu gekoppelt werden. Was darauf liegt, bleibt dort.</translation>
  </message>
  <message>
   <source>Keep</source>
   <translation>Behalten</translation>
  </message>
  <message>
   <source>What was granted on {device} is seen and changed there.</source>
   <translation>Was auf {device} freigegeben ist, steht dort und wird dort geändert.</translation>
  </message>
  <message>
   <source>{device} is offline. What it offers is shown when it is back.</source>
   <translation>{device} ist nicht verbunden. Was es anbietet, steht hier, sobald es wieder da ist.</translation>
  </message>
  <message>
   <source>Look again</source>
   <translation>Noch einmal suchen</translation>
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
  <message>
   <source>Looked at the usual local ports:</source>
   <translation>An den üblichen lokalen Ports gesucht:</translation>
  </message>
  <message numerus="yes">
   <source>%n models</source>
   <translation>
    <numerusform>%n Modell</numerusform>
    <numerusform>%n Modelle</numerusform>
   </translation>
  </message>
  <message>
   <source>no answer on {port}</source>
   <translation>keine Antwort auf {port}</translation>
  </message>
  <message>
   <source>A model</source>
   <translation>Ein Modell</translation>
  </message>
  <message>
   <source>Chats can be answered now.</source>
   <translation>Chats können jetzt beantwortet werden.</translation>
  </message>
  <message>
   <source>None found</source>
   <translation>Keins gefunden</translation>
  </message>
  <message>
   <source>This device was told not to look at local ports.</source>
   <translation>Dieses Gerät soll nicht an lokalen Ports suchen.</translation>
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
   <translation>Chats aus einer anderen App holen</translation>
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
   <source>Add a skill</source>
   <translation>Einen Skill hinzufügen</translation>
  </message>
  <message>
   <source>Or drop a folder or a zip on this window</source>
   <translation>Oder zieh einen Ordner oder ein Zip auf dieses Fenster</translation>
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
   <source>Not paired</source>
   <translation>Nicht gekoppelt</translation>
  </message>
  <message>
   <source>Enter pairs</source>
   <translation>Die Eingabetaste koppelt</translation>
  </message>
  <message>
   <source>Copy the command</source>
   <translation>Den Befehl kopieren</translation>
  </message>
  <message>
   <source>Your other devices</source>
   <translation>Deine anderen Geräte</translation>
  </message>
  <message>
   <source>No hub? One command starts one:</source>
   <translation>Kein Hub? Ein Befehl startet einen:</translation>
  </message>
  <message numerus="yes">
   <source>%n host calls</source>
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
   <source>It printed nothing.</source>
   <translation>Es gab nichts aus.</translation>
  </message>
  <message>
   <source>Keys</source>
   <translation>Tasten</translation>
  </message>
  <message>
   <source>Starting Felloe's node again. Your text is kept.</source>
   <translation>Felloes Knoten wird neu gestartet. Dein Text ist noch da.</translation>
  </message>
  <message numerus="yes">
   <source>%n changes wait to sync</source>
   <translation>
    <numerusform>%n Änderung wartet auf den Abgleich</numerusform>
    <numerusform>%n Änderungen warten auf den Abgleich</numerusform>
   </translation>
  </message>
  <message>
   <source>{hub}. You can go on; {rest}.</source>
   <translation>{hub}. Du kannst weitermachen; {rest}.</translation>
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
   <source>Found</source>
   <translation>Gefunden</translation>
  </message>
  <message>
   <source>Devices</source>
   <translation>Geräte</translation>
  </message>
  <message>
   <source>Actions</source>
   <translation>Aktionen</translation>
  </message>
  <message>
   <source>New chat: “{words}”</source>
   <translation>Neuer Chat: „{words}“</translation>
  </message>
  <message>
   <source>Palette</source>
   <translation>Palette</translation>
  </message>
  <message>
   <source>Search functions, chats, devices and actions</source>
   <translation>Funktionen, Chats, Geräte und Aktionen suchen</translation>
  </message>
  <message>
   <source>Nothing is called “{words}” here.</source>
   <translation>Hier heißt nichts „{words}“.</translation>
  </message>
  <message>
   <source>Choose a device</source>
   <translation>Gerät wählen</translation>
  </message>
  <message numerus="yes">
   <source>%n results</source>
   <translation>
    <numerusform>%n Treffer</numerusform>
    <numerusform>%n Treffer</numerusform>
   </translation>
  </message>
  <message>
   <source>Search {what}</source>
   <translation>{what} suchen</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>Entfernen</translation>
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
   <source>Places</source>
   <translation>Orte</translation>
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
  <message>
   <source>Signed in as {user}</source>
   <translation>Angemeldet als {user}</translation>
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
  <message numerus="yes">
   <source>%n changes wait</source>
   <translation>
    <numerusform>%n Änderung wartet</numerusform>
    <numerusform>%n Änderungen warten</numerusform>
   </translation>
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
   <source>Appearance</source>
   <translation>Aussehen</translation>
  </message>
  <message>
   <source>It counts on this device, and at once.</source>
   <translation>Es gilt auf diesem Gerät, und sofort.</translation>
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
   <source>The window opens anew in it.</source>
   <translation>Das Fenster öffnet sich neu in ihr.</translation>
  </message>
  <message>
   <source>No sliding and fading, also where the system allows it.</source>
   <translation>Nichts gleitet oder blendet, auch wo das System es erlaubt.</translation>
  </message>
  <message>
   <source>When you look elsewhere</source>
   <translation>Wenn du woanders bist</translation>
  </message>
  <message>
   <source>Closing the window leaves Felloe running, so that other devices can call this one.</source>
   <translation>Ist das Fenster zu, läuft Felloe weiter, damit andere Geräte dieses aufrufen können.</translation>
  </message>
  <message>
   <source>Tell of questions and of answers that are ready.</source>
   <translation>Von Fragen und fertigen Antworten berichten.</translation>
  </message>
  <message>
   <source>As usual</source>
   <translation>Wie üblich</translation>
  </message>
  <message>
   <source>What holds in all chats on this device. A chat can have more of its own.</source>
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
   <source>How often the model is asked for one answer.</source>
   <translation>Wie oft das Modell für eine Antwort gefragt wird.</translation>
  </message>
  <message>
   <source>Without the time that you are waited for.</source>
   <translation>Ohne die Zeit, in der auf dich gewartet wird.</translation>
  </message>
  <message>
   <source>{count} of {most} characters</source>
   <translation>{count} von {most} Zeichen</translation>
  </message>
  <message>
   <source>Kept. It counts from the next answer on.</source>
   <translation>Aufgehoben. Es gilt ab der nächsten Antwort.</translation>
  </message>
  <message>
   <source>Too long to be kept: {count} characters too many.</source>
   <translation>Zu lang zum Aufheben: {count} Zeichen zu viel.</translation>
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
   <source>The backup is being written</source>
   <translation>Die Sicherung wird geschrieben</translation>
  </message>
  <message>
   <source>Make a backup</source>
   <translation>Sichern</translation>
  </message>
  <message>
   <source>It is read back before it counts.</source>
   <translation>Sie wird zurückgelesen, bevor sie zählt.</translation>
  </message>
  <message>
   <source>Go back to a backup</source>
   <translation>Zu einer Sicherung zurück</translation>
  </message>
  <message>
   <source>Quit Felloe on this device first. What is here now is set aside, not lost.</source>
   <translation>Beende zuerst Felloe auf diesem Gerät. Was jetzt hier ist, wird beiseitegelegt und nicht verloren.</translation>
  </message>
  <message>
   <source>Where the backup goes</source>
   <translation>Wohin die Sicherung soll</translation>
  </message>
  <message>
   <source>Backed up and read back at {time}: {file}, {size}.</source>
   <translation>Gesichert und zurückgelesen um {time}: {file}, {size}.</translation>
  </message>
  <message>
   <source>Back up now…</source>
   <translation>Jetzt sichern…</translation>
  </message>
  <message>
   <source>Cancelled. There is no file.</source>
   <translation>Abgebrochen. Es gibt keine Datei.</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>Modelle</translation>
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
   <source>Where a chat names none</source>
   <translation>Wenn ein Chat keins nennt</translation>
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
   <source>Whatever answers first</source>
   <translation>Was zuerst antwortet</translation>
  </message>
  <message>
   <source>Remove {name}? Its key goes too. Chats stay as they are.</source>
   <translation>{name} entfernen? Sein Schlüssel geht mit. Chats bleiben, wie sie sind.</translation>
  </message>
  <message>
   <source>Enter an address…</source>
   <translation>Adresse eingeben…</translation>
  </message>
  <message>
   <source>Nobody answered. Start such a server on this device, or enter an address.</source>
   <translation>Niemand hat geantwortet. Starte so einen Server auf diesem Gerät, oder gib eine Adresse ein.</translation>
  </message>
  <message>
   <source>{model}, not in reach now</source>
   <translation>{model}, jetzt nicht erreichbar</translation>
  </message>
  <message>
   <source>Looking at their usual ports, a few seconds at most…</source>
   <translation>An den üblichen Ports wird gesucht, höchstens ein paar Sekunden…</translation>
  </message>
  <message numerus="yes">
   <source>Found %n models.</source>
   <translation>
    <numerusform>%n Modell gefunden.</numerusform>
    <numerusform>%n Modelle gefunden.</numerusform>
   </translation>
  </message>
  <message>
   <source>settings</source>
   <translation>Einstellungen</translation>
  </message>
  <message>
   <source>Privacy and retention</source>
   <translation>Privates und Aufbewahrung</translation>
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
   <source>Remove {chats} for good, on all your devices? Nothing brings them back.</source>
   <translation>{chats} endgültig entfernen, auf allen deinen Geräten? Nichts bringt sie zurück.</translation>
  </message>
  <message>
   <source>There is nothing in it.</source>
   <translation>Er ist leer.</translation>
  </message>
  <message>
   <source>Code runs in WebAssembly: without your files, your network and your clock, but for what you grant.</source>
   <translation>Code läuft in WebAssembly: ohne deine Dateien, dein Netz und deine Uhr, außer was du freigibst.</translation>
  </message>
  <message>
   <source>A run may have</source>
   <translation>Ein Lauf darf haben</translation>
  </message>
  <message>
   <source>These hold on every device, so that a skill that runs here runs on the others.</source>
   <translation>Das gilt auf jedem Gerät, damit ein Skill, der hier läuft, auch auf den anderen läuft.</translation>
  </message>
  <message>
   <source>Time of a function</source>
   <translation>Zeit einer Funktion</translation>
  </message>
  <message>
   <source>As a whole, what it waits for included</source>
   <translation>Insgesamt, samt dem, worauf sie wartet</translation>
  </message>
  <message>
   <source>Time of code in a chat</source>
   <translation>Zeit von Code in einem Chat</translation>
  </message>
  <message>
   <source>Computing without a call</source>
   <translation>Rechnen ohne Aufruf</translation>
  </message>
  <message>
   <source>Calls to the outside</source>
   <translation>Aufrufe nach außen</translation>
  </message>
  <message>
   <source>Each one passes what you granted</source>
   <translation>Jeder wird an deinen Freigaben geprüft</translation>
  </message>
  <message>
   <source>Characters that are kept</source>
   <translation>Zeichen, die aufgehoben werden</translation>
  </message>
  <message>
   <source>At the same time</source>
   <translation>Gleichzeitig</translation>
  </message>
  <message>
   <source>Key, may be empty</source>
   <translation>Schlüssel, darf leer sein</translation>
  </message>
  <message>
   <source>Nobody reads it again, you neither</source>
   <translation>Niemand liest es wieder, auch du nicht</translation>
  </message>
  <message>
   <source>Models, may be empty</source>
   <translation>Modelle, darf leer sein</translation>
  </message>
  <message>
   <source>Those that it lists; else names with spaces between</source>
   <translation>Die er auflistet; sonst Namen mit Leerzeichen dazwischen</translation>
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
   <source>A server of models</source>
   <translation>Ein Server mit Modellen</translation>
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
   <source>Your hub</source>
   <translation>Dein Hub</translation>
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
   <source>Test</source>
   <translation>Testen</translation>
  </message>
  <message>
   <source>What your hub is allowed to ask</source>
   <translation>Was dein Hub fragen darf</translation>
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
   <source>Change…</source>
   <translation>Ändern…</translation>
  </message>
  <message>
   <source>Test {name}</source>
   <translation>{name} testen</translation>
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
   <source>Asking…</source>
   <translation>Wird gefragt…</translation>
  </message>
  <message>
   <source>No answer on {port}</source>
   <translation>Keine Antwort auf {port}</translation>
  </message>
  <message>
   <source>No answer</source>
   <translation>Keine Antwort</translation>
  </message>
  <message>
   <source>Not looked at yet</source>
   <translation>Noch nicht angesehen</translation>
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
   <source>It changed. What you granted was granted to the version before, so nothing of it counts now.</source>
   <translation>Er hat sich geändert. Deine Freigaben galten der vorigen Fassung, darum gilt jetzt keine.</translation>
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
   <source>Add to {list}</source>
   <translation>Zu {list} hinzufügen</translation>
  </message>
  <message>
   <source>{kind}, at least {low}</source>
   <translation>{kind}, mindestens {low}</translation>
  </message>
  <message>
   <source>Mend what is marked above.</source>
   <translation>Berichtige, was oben markiert ist.</translation>
  </message>
  <message>
   <source>At most {count}.</source>
   <translation>Höchstens {count}.</translation>
  </message>
  <message>
   <source>{kind}, at most {high}</source>
   <translation>{kind}, höchstens {high}</translation>
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
   <source>Nothing: it computes with what it is handed.</source>
   <translation>Nichts: er rechnet mit dem, was er bekommt.</translation>
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
   <source>Already here</source>
   <translation>Schon da</translation>
  </message>
  <message>
   <source>A new version</source>
   <translation>Eine neue Fassung</translation>
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
   <source>None: it is instructions for the assistant.</source>
   <translation>Keine: er ist eine Anleitung für den Assistenten.</translation>
  </message>
  <message>
   <source>All of it is here already, unchanged.</source>
   <translation>Alles davon ist schon da, unverändert.</translation>
  </message>
  <message>
   <source>Nothing of it was kept yet. It is granted nothing by being installed.</source>
   <translation>Noch nichts davon wurde aufgehoben. Installieren allein gibt ihm nichts frei.</translation>
  </message>
  <message>
   <source>Installing {skill}…</source>
   <translation>{skill} wird installiert…</translation>
  </message>
  <message>
   <source>More</source>
   <translation>Mehr</translation>
  </message>
  <message>
   <source>Bound to this version</source>
   <translation>An diese Fassung gebunden</translation>
  </message>
  <message>
   <source>Show the runs</source>
   <translation>Die Läufe zeigen</translation>
  </message>
  <message>
   <source>Versions</source>
   <translation>Fassungen</translation>
  </message>
  <message>
   <source>No skill here yet</source>
   <translation>Hier ist noch kein Skill</translation>
  </message>
  <message>
   <source>Skills stand here, with what they ask for and can do. Drop a folder or a zip on this page.</source>
   <translation>Hier stehen Skills, mit dem, was sie verlangen und können. Zieh einen Ordner oder ein Zip auf diese Seite.</translation>
  </message>
  <message numerus="yes">
   <source>Ran %n times here in 24 hours</source>
   <translation>
    <numerusform>In 24 Stunden hier %n-mal gelaufen</numerusform>
    <numerusform>In 24 Stunden hier %n-mal gelaufen</numerusform>
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
   <source>version {digest}</source>
   <translation>Fassung {digest}</translation>
  </message>
  <message>
   <source>Instructions</source>
   <translation>Anleitung</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>Zurück</translation>
  </message>
  <message>
   <source>Remove…</source>
   <translation>Entfernen…</translation>
  </message>
  <message>
   <source>It runs on the other device, under the grants given there.</source>
   <translation>Er läuft auf dem anderen Gerät, mit den Freigaben von dort.</translation>
  </message>
  <message>
   <source>Look for a new version</source>
   <translation>Nach einer neuen Fassung sehen</translation>
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
   <source>Everything: it is your own file, and no wall stands around it.</source>
   <translation>Alles: er ist deine eigene Datei, und keine Wand umgibt ihn.</translation>
  </message>
  <message>
   <source>Median of 24 hours</source>
   <translation>Median von 24 Stunden</translation>
  </message>
  <message numerus="yes">
   <source>its %n versions</source>
   <translation>
    <numerusform>seine %n Fassung</numerusform>
    <numerusform>seine %n Fassungen</numerusform>
   </translation>
  </message>
  <message>
   <source>Remove {skill}? {versions} and what was granted to it go. What it kept in its store stays.</source>
   <translation>{skill} entfernen? {versions} und seine Freigaben gehen. Was er in seinem Speicher hat, bleibt.</translation>
  </message>
  <message>
   <source>skills</source>
   <translation>Skills</translation>
  </message>
  <message numerus="yes">
   <source>%n values stay</source>
   <translation>
    <numerusform>%n Wert bleibt</numerusform>
    <numerusform>%n Werte bleiben</numerusform>
   </translation>
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
   <source>A skill's folder…</source>
   <translation>Ordner eines Skills…</translation>
  </message>
  <message>
   <source>A zip…</source>
   <translation>Ein Zip…</translation>
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
   <source>Ran at {time}</source>
   <translation>Gelaufen um {time}</translation>
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
   <source>Keep the secret</source>
   <translation>Geheimnis aufheben</translation>
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
   <source>Stop waiting</source>
   <translation>Nicht mehr warten</translation>
  </message>
  <message>
   <source>Try</source>
   <translation>Ausprobieren</translation>
  </message>
  <message>
   <source>Running on {device}, {seconds} s</source>
   <translation>Läuft auf {device}, {seconds} s</translation>
  </message>
  <message>
   <source>Running…</source>
   <translation>Läuft…</translation>
  </message>
  <message>
   <source>No longer waiting. It may still run: look in Activity.</source>
   <translation>Wartet nicht mehr. Es läuft vielleicht noch: sieh unter Aktivität nach.</translation>
  </message>
  <message>
   <source>Installed {when} from {place}</source>
   <translation>Installiert {when} aus {place}</translation>
  </message>
  <message>
   <source>Use version {digest}</source>
   <translation>Fassung {digest} verwenden</translation>
  </message>
  <message>
   <source>Remove version {digest}</source>
   <translation>Fassung {digest} entfernen</translation>
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
   <source>granted besides</source>
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
   <translation>Immer, mit dieser Fassung</translation>
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
   <source>Keep values of its own on this device</source>
   <translation>Eigene Werte auf diesem Gerät aufheben</translation>
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
  <message numerus="yes">
   <source>%n not accepted by the hub</source>
   <translation>
    <numerusform>%n vom Hub nicht angenommen</numerusform>
    <numerusform>%n vom Hub nicht angenommen</numerusform>
   </translation>
  </message>
  <message>
   <source>{host} · as {user}</source>
   <translation>{host} · als {user}</translation>
  </message>
  <message>
   <source>Starting Felloe's node</source>
   <translation>Felloes Knoten startet</translation>
  </message>
  <message>
   <source>Not paired with a hub</source>
   <translation>Mit keinem Hub gekoppelt</translation>
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
   <source>Open Felloe</source>
   <translation>Felloe öffnen</translation>
  </message>
  <message>
   <source>Quit</source>
   <translation>Beenden</translation>
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
   <source>Felloe goes on in the tray</source>
   <translation>Felloe läuft im Infobereich weiter</translation>
  </message>
  <message>
   <source>Quit it there, or with Ctrl+Q.</source>
   <translation>Beende es dort oder mit Strg+Q.</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>Rückgängig</translation>
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
   <source>Go to the oldest ask</source>
   <translation>Zur ältesten Frage</translation>
  </message>
  <message>
   <source>Allow once, with the focus in the ask</source>
   <translation>Einmal erlauben, mit dem Fokus in der Frage</translation>
  </message>
  <message>
   <source>Allow in this chat</source>
   <translation>In diesem Chat erlauben</translation>
  </message>
  <message>
   <source>Always allow what the ask says</source>
   <translation>Immer erlauben, was in der Frage steht</translation>
  </message>
  <message>
   <source>Go from message to message</source>
   <translation>Von Nachricht zu Nachricht</translation>
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
   <source>The branch before, the next branch</source>
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
   <source>Pane before</source>
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
   <source>Quit Felloe</source>
   <translation>Felloe beenden</translation>
  </message>
  <message>
   <source>Search chats</source>
   <translation>Chats suchen</translation>
  </message>
 </context>
</TS>
