"""Writes the templates for Windows' Group Policy (ADMX, and an ADML for each language), from the settings themselves.

Each setting is there twice, under *Locked* and under *Preset*, as `store/policy_source.py` reads the registry.
``python3 dev.py translations`` writes them anew; a test fails while they lag behind.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from pbxdialer.store.policy_names import Kind, PolicySetting, policy_settings
from pbxdialer.store.policy_source import WINDOWS_KEY
from workshop.policy_texts import ENGLISH, LANGUAGES, Texts

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "installer" / "policies"
SECTIONS = ("Locked", "Preset")
_SCHEMA = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
_LARGEST = 2**32 - 1  # of a REG_DWORD


def write(folder: Path = FOLDER) -> None:
    """Write the files below `folder`, as Windows has them in its PolicyDefinitions."""
    for name, text in templates().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


def templates() -> dict[str, str]:
    """Return every file by its place below PolicyDefinitions."""
    languages = {f"{texts.culture}/pbxdialer.adml": adml(texts) for texts in LANGUAGES}
    return {"pbxdialer.admx": admx(), **languages}


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


def adml(texts: Texts = ENGLISH) -> str:
    """Return the texts of one language."""
    strings = "\n".join(f'      <string id="{name}">{escape(text)}</string>' for name, text in _strings(texts))
    presentations = "\n".join(
        f'      <presentation id="{name}">{_field(kind, name)}</presentation>'
        for name, kind in [("Reason", Kind.TEXT), *((one.name, one.kind) for one in policy_settings())]
        if kind is not Kind.FLAG
    )
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<policyDefinitionResources revision="1.0" schemaVersion="1.0" xmlns="{_SCHEMA}">
  <displayName>PBX Dialer</displayName>
  <description>{escape(texts.description)}</description>
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


def _strings(texts: Texts) -> Iterator[tuple[str, str]]:
    yield "PbxDialer", "PBX Dialer"
    yield "Supported", texts.supported
    yield "Locked", texts.locked
    yield "Preset", texts.preset
    yield "Reason", texts.reason
    yield "Reason_Explain", texts.reason_explained
    for setting in policy_settings():
        yield setting.name, setting.name
        yield f"{setting.name}_Explain", f"{texts.explained[setting.name]}\n\n{texts.how[setting.kind]}"
        yield from ((f"{setting.name}_{choice}", choice) for choice in setting.choices)


if __name__ == "__main__":
    write()
