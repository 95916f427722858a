"""Writes the templates for Windows' Group Policy (ADMX, and ADML with the English texts), from the settings themselves.

Each setting is there twice, under *Locked* and under *Preset*, as `store/policy_source.py` reads the registry.
``python3 dev.py translations`` writes them anew; a test fails while they lag behind.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from pbxdialer.store.policy_names import Kind, PolicySetting, policy_settings
from pbxdialer.store.policy_source import WINDOWS_KEY

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "installer" / "policies"
ADMX, ADML = FOLDER / "pbxdialer.admx", FOLDER / "en-US" / "pbxdialer.adml"
SECTIONS = ("Locked", "Preset")
_SCHEMA = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
_LARGEST = 2**32 - 1  # of a REG_DWORD
_HOW = {
    Kind.TEXT: "A text.",
    Kind.CHOICE: "One of the words below.",
    Kind.FLAG: "Enabled is yes, Disabled is no.",
    Kind.NUMBER: "A whole number.",
    Kind.LIST: "A list as JSON, as it stands in the program's settings file; it may go over several lines.",
}
_EXPLAINED = {
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
    "StartHidden": "Whether the program starts without its window.",
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
}


def write(folder: Path = FOLDER) -> None:
    """Write both files below `folder`."""
    for file, text in ((ADMX, admx()), (ADML, adml())):
        path = folder / file.relative_to(FOLDER)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


def admx() -> str:
    """Return the definitions."""
    policies = "\n".join(_policy(section, setting) for section in SECTIONS for setting in policy_settings())
    categories = "\n".join(
        f'    <category name="{section}" displayName="$(string.{section})"><parentCategory ref="PbxDialer"/></category>'
        for section in SECTIONS
    )
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<policyDefinitions revision="1.0" schemaVersion="1.0" xmlns="{_SCHEMA}">
  <policyNamespaces>
    <target prefix="pbxdialer" namespace="PbxDialer.Policies"/>
  </policyNamespaces>
  <resources minRequiredRevision="1.0"/>
  <supportedOn>
    <definitions>
      <definition name="Supported" displayName="$(string.Supported)"/>
    </definitions>
  </supportedOn>
  <categories>
    <category name="PbxDialer" displayName="$(string.PbxDialer)"/>
{categories}
  </categories>
  <policies>
    <policy name="Reason" class="Machine" displayName="$(string.Reason)" explainText="$(string.Reason_Explain)"
            key="{WINDOWS_KEY}" presentation="$(presentation.Reason)">
      <parentCategory ref="PbxDialer"/>
      <supportedOn ref="Supported"/>
      <elements><text id="Reason" valueName="Reason" maxLength="300"/></elements>
    </policy>
{policies}
  </policies>
</policyDefinitions>
"""


def adml() -> str:
    """Return the English texts."""
    strings = "\n".join(f'      <string id="{name}">{escape(text)}</string>' for name, text in _strings())
    presentations = "\n".join(
        f'      <presentation id="{name}">{_field(kind, name)}</presentation>'
        for name, kind in [("Reason", Kind.TEXT), *((one.name, one.kind) for one in policy_settings())]
        if kind is not Kind.FLAG
    )
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<policyDefinitionResources revision="1.0" schemaVersion="1.0" xmlns="{_SCHEMA}">
  <displayName>PBX Dialer</displayName>
  <description>Presets and locks for PBX Dialer</description>
  <resources>
    <stringTable>
{strings}
    </stringTable>
    <presentationTable>
{presentations}
    </presentationTable>
  </resources>
</policyDefinitionResources>
"""


def _policy(section: str, setting: PolicySetting) -> str:
    name, value, shown = setting.name, "", f' presentation="$(presentation.{setting.name})"'
    if setting.kind is Kind.FLAG:
        value, shown = f' valueName="{name}"', ""
    return f"""\
    <policy name="{section}_{name}" class="Machine" displayName="$(string.{name})"
            explainText="$(string.{name}_Explain)" key="{WINDOWS_KEY}\\{section}"{value}{shown}>
      <parentCategory ref="{section}"/>
      <supportedOn ref="Supported"/>
{_element(setting)}
    </policy>"""


def _element(setting: PolicySetting) -> str:
    name = setting.name
    if setting.kind is Kind.FLAG:
        return (
            '      <enabledValue><decimal value="1"/></enabledValue>\n'
            '      <disabledValue><decimal value="0"/></disabledValue>'
        )
    if setting.kind is Kind.CHOICE:
        items = "".join(
            f'<item displayName="$(string.{name}_{choice})"><value><string>{escape(choice)}</string></value></item>'
            for choice in setting.choices
        )
        return f'      <elements><enum id="{name}" valueName="{name}" required="true">{items}</enum></elements>'
    if setting.kind is Kind.NUMBER:
        return f'      <elements><decimal id="{name}" valueName="{name}" maxValue="{_LARGEST}"/></elements>'
    if setting.kind is Kind.LIST:
        return f'      <elements><multiText id="{name}" valueName="{name}"/></elements>'
    return f'      <elements><text id="{name}" valueName="{name}" maxLength="4000"/></elements>'


def _field(kind: Kind, name: str) -> str:
    if kind is Kind.TEXT:
        return f'<textBox refId="{name}"><label>{name}</label></textBox>'
    if kind is Kind.NUMBER:
        return f'<decimalTextBox refId="{name}">{name}</decimalTextBox>'
    if kind is Kind.CHOICE:
        return f'<dropdownList refId="{name}" noSort="true">{name}</dropdownList>'
    return f'<multiTextBox refId="{name}"/>'


def _strings() -> Iterator[tuple[str, str]]:
    yield "PbxDialer", "PBX Dialer"
    yield "Supported", "Windows 10 and later"
    yield "Locked", "Locked settings (nobody changes them)"
    yield "Preset", "Preset settings (until somebody chooses otherwise)"
    yield "Reason", "What is said beside locked settings"
    yield (
        "Reason_Explain",
        "Your own words about the locks, such as whom to ask. They stand beside each locked setting.",
    )
    for setting in policy_settings():
        explained = _EXPLAINED.get(setting.name, setting.name)
        yield setting.name, setting.name
        yield f"{setting.name}_Explain", f"{explained}\n\n{_HOW[setting.kind]}"
        yield from ((f"{setting.name}_{choice}", choice) for choice in setting.choices)


if __name__ == "__main__":
    write()
