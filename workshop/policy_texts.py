"""What the templates for Windows' Group Policy say, in the languages of the program: one text for each setting."""

from collections.abc import Mapping
from dataclasses import dataclass

from pbxdialer.store.policy_names import Kind


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language; `culture` is Windows' name for it, `explained` has each setting by its name."""

    culture: str
    description: str
    supported: str
    locked: str
    preset: str
    reason: str
    reason_explained: str
    how: Mapping[Kind, str]
    explained: Mapping[str, str]


ENGLISH = Texts(
    culture="en-US",
    description="Presets and locks for PBX Dialer",
    supported="Windows 10 and later",
    locked="Locked settings (nobody changes them)",
    preset="Preset settings (until somebody chooses otherwise)",
    reason="What is said beside locked settings",
    reason_explained="Your own words about the locks, such as whom to ask. They stand beside each locked setting.",
    how={
        Kind.TEXT: "A text.",
        Kind.CHOICE: "One of the words below.",
        Kind.FLAG: "Enabled is yes, Disabled is no.",
        Kind.NUMBER: "A whole number.",
        Kind.LIST: "A list as JSON, as it stands in the program's settings file; it may go over several lines.",
    },
    explained={
        "Language": "The language of the program: en, ro, or empty for the system's.",
        "Theme": "The colours of the program.",
        "Region": "The country (two letters, such as RO) in which numbers are read.",
        "ConfirmGuests": "How a number from a link or another program is confirmed: by asking, or by a countdown.",
        "WatchClipboard": "Whether telephone numbers that are copied are offered.",
        "PaletteHotkey": "The key for quick dial in all programs, such as Ctrl+Alt+D; empty for none.",
        "SelectionHotkey": "The key that calls the selected number in all programs; empty for none.",
        "NumbersInLogs": "Whether whole telephone numbers are written into the program's log.",
        "WatchPhones": "Whether the program may ask the PBX what the telephones do.",
        "DoNotDisturb": "Whether nothing is said outside the window when a telephone rings or a call fails.",
        "Tray": "Whether the program has an icon in the tray.",
        "Closing": "What closing the window means: ask, quit the program, or keep it in the tray.",
        "UpdateNotice": "Whether the program says that a newer version is announced. It installs nothing.",
        "UpdateAddress": "The https address where newer versions are announced; empty for nowhere.",
        "Directories": "The company directories (LDAP, CardDAV) whose people are found. Passwords do not belong here.",
        "AccountUrl": "The address of the PBX, such as https://pbx.example.com. Locked, it holds for every account.",
        "AccountProjectId": "The number of the project in the PBX.",
        "AccountDestinationKind": "What rings first.",
        "AccountDestinationName": "The name of the user, queue or context that rings first.",
        "AccountAuth": "The kind of credentials: user, password and key (body), or a token (bearer).",
        "AccountMethod": "How requests are sent. With get they stand in log files, password included.",
        "AccountDialPlanForm": "How the PBX wants numbers written.",
        "AccountDialPlanRegion": "The country (two letters, such as RO) the PBX stands in.",
        "AccountDialPlanOutsidePrefix": "Digits for an outside line, put before every number that is not internal.",
        "AccountDialPlanInternalUpTo": "The length of the longest internal number; 0 for none.",
        "AccountDialPlanRewrites": 'Rewrite rules, such as [{"pattern": "0800(.*)", "replacement": "7\\\\1"}].',
        "AccountWaitsForAgent": "Whether the answer is waited for until the agent's phone was answered.",
        "AccountRingTimeoutS": "How many seconds the agent's phone rings at most.",
        "AccountOutboundNumber": "The number the customer sees; empty for the PBX's own.",
        "AccountOutboundTrunk": "The provider calls go through; empty for the PBX's own.",
        "AccountExternalInfo": "A free text the PBX keeps with each call.",
        "AccountVariables": 'PBX variables as pairs, such as [["SKIP_WELCOME", "1"]]. Secrets do not belong here.',
        "AccountProxy": "The proxy: empty for none, system, or http://host:port without a login.",
        "AccountCaFile": "A PEM file with the issuer of your own certificates.",
        "AccountTakes": 'Beginnings of numbers an account takes by itself, such as ["+49"].',
        "AccountPage": "The customer's page, with {number}, {name}, {company} and {external_id} filled in.",
        "AccountPageOpensItself": "Whether the customer's page opens when the customer answers.",
    },
)

ROMANIAN = Texts(
    culture="ro-RO",
    description="Valori inițiale și blocări pentru PBX Dialer",
    supported="Windows 10 și mai nou",
    locked="Setări blocate (nu le schimbă nimeni)",
    preset="Setări inițiale (până când cineva alege altceva)",
    reason="Ce se spune lângă setările blocate",
    reason_explained="Cuvintele dumneavoastră despre blocări, de exemplu pe cine să întrebe agentul. Stau lângă "
    "fiecare setare blocată.",
    how={
        Kind.TEXT: "Un text.",
        Kind.CHOICE: "Unul dintre cuvintele de mai jos.",
        Kind.FLAG: "Enabled înseamnă da, Disabled înseamnă nu.",
        Kind.NUMBER: "Un număr întreg.",
        Kind.LIST: "O listă JSON, așa cum stă în fișierul de setări al programului; poate avea mai multe rânduri.",
    },
    explained={
        "Language": "Limba programului: en, ro sau gol pentru cea a sistemului.",
        "Theme": "Culorile programului.",
        "Region": "Țara (două litere, de exemplu RO) în care se citesc numerele.",
        "ConfirmGuests": "Cum se confirmă un număr venit dintr-un link sau alt program: cu o întrebare sau cu o "
        "numărătoare inversă.",
        "WatchClipboard": "Dacă numerele de telefon copiate sunt propuse.",
        "PaletteHotkey": "Tasta pentru apelare rapidă din orice program, de exemplu Ctrl+Alt+D; gol pentru niciuna.",
        "SelectionHotkey": "Tasta care sună numărul selectat în orice program; gol pentru niciuna.",
        "NumbersInLogs": "Dacă în jurnalul programului se scriu numere de telefon întregi.",
        "WatchPhones": "Dacă programul poate întreba centrala ce fac telefoanele.",
        "DoNotDisturb": "Dacă în afara ferestrei nu se anunță nimic când sună un telefon sau când un apel nu reușește.",
        "Tray": "Dacă programul are o pictogramă în zona de notificare.",
        "Closing": "Ce înseamnă închiderea ferestrei: întreabă, închide programul sau îl ține în zona de notificare.",
        "UpdateNotice": "Dacă programul spune că este anunțată o versiune mai nouă. Nu instalează nimic.",
        "UpdateAddress": "Adresa https la care se anunță versiunile noi; gol pentru nicăieri.",
        "Directories": "Agendele companiei (LDAP, CardDAV) ale căror persoane se găsesc la căutare. Parolele nu au ce "
        "căuta aici.",
        "AccountUrl": "Adresa centralei, de exemplu https://pbx.example.com. Blocată, este valabilă pentru toate "
        "conturile.",
        "AccountProjectId": "Numărul proiectului din centrală.",
        "AccountDestinationKind": "Ce sună întâi.",
        "AccountDestinationName": "Numele utilizatorului, cozii sau contextului care sună întâi.",
        "AccountAuth": "Felul datelor de autentificare: utilizator, parolă și cheie (body) sau un token (bearer).",
        "AccountMethod": "Cum se trimit cererile. Cu get, ele rămân în fișiere jurnal, cu parolă cu tot.",
        "AccountDialPlanForm": "Cum vrea centrala să fie scrise numerele.",
        "AccountDialPlanRegion": "Țara (două litere, de exemplu RO) în care se află centrala.",
        "AccountDialPlanOutsidePrefix": "Cifrele pentru linia exterioară, puse în fața oricărui număr care nu este "
        "interior.",
        "AccountDialPlanInternalUpTo": "Lungimea celui mai lung număr interior; 0 dacă nu există.",
        "AccountDialPlanRewrites": 'Reguli de rescriere, ca [{"pattern": "0800(.*)", "replacement": "7\\\\1"}].',
        "AccountWaitsForAgent": "Dacă răspunsul se așteaptă până când se răspunde la telefonul agentului.",
        "AccountRingTimeoutS": "Câte secunde sună cel mult telefonul agentului.",
        "AccountOutboundNumber": "Numărul pe care îl vede clientul; gol pentru cel al centralei.",
        "AccountOutboundTrunk": "Furnizorul prin care trec apelurile; gol pentru cel al centralei.",
        "AccountExternalInfo": "Un text liber pe care centrala îl păstrează la fiecare apel.",
        "AccountVariables": 'Variabile ale centralei, ca perechi, de exemplu [["SKIP_WELCOME", "1"]]. Secretele nu au '
        "ce căuta aici.",
        "AccountProxy": "Proxy-ul: gol pentru niciunul, system sau http://gazdă:port, fără autentificare.",
        "AccountCaFile": "Un fișier PEM cu emitentul certificatelor proprii.",
        "AccountTakes": 'Începuturi de numere pe care contul le ia singur, de exemplu ["+49"].',
        "AccountPage": "Pagina clientului, în care se completează {number}, {name}, {company} și {external_id}.",
        "AccountPageOpensItself": "Dacă pagina clientului se deschide singură când răspunde clientul.",
    },
)
LANGUAGES = (ENGLISH, ROMANIAN)
