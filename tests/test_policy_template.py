"""The templates for Windows' Group Policy offer every setting, and what they write is what the program reads."""

import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from pbxdialer.core.language import Language
from pbxdialer.core.policy import Policy
from pbxdialer.store.policy_names import Kind, PolicySetting, policy_settings
from pbxdialer.store.policy_reading import policy_from
from pbxdialer.store.policy_source import WINDOWS_KEY, Found
from workshop import policy_template
from workshop.machine import ROOT
from workshop.packaging.policies import policies_archive
from workshop.policy_texts import ENGLISH, LANGUAGES, Texts

_SPACE = {"p": "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"}
ADMX = ET.fromstring(policy_template.admx())
ADMLS = {texts.culture: ET.fromstring(policy_template.adml(texts)) for texts in LANGUAGES}
# What somebody would type, where the first thing of its kind would not do.
_TYPED = {
    "AccountUrl": "https://pbx.example",
    "AccountProxy": "system",
    "AccountDialPlanRegion": "DE",
    "Region": "DE",
    "Language": "ro",
    "AccountDialPlanOutsidePrefix": "9",
    "AccountPage": "https://crm.example/{number}",
    "AccountRingTimeoutS": 90,
    "UpdateAddress": "https://software.company.example/pbxdialer.json",
}


def test_the_files_do_not_lag_behind_the_settings() -> None:
    files = [path for path in policy_template.FOLDER.rglob("*") if path.is_file()]
    written = {path.relative_to(policy_template.FOLDER).as_posix(): path.read_text("utf-8") for path in files}
    assert written == policy_template.templates(), "python3 dev.py translations"


def test_every_setting_can_be_locked_and_preset_under_its_own_name() -> None:
    offered = {}
    for policy in ADMX.findall("p:policies/p:policy", _SPACE):
        elements = policy.findall("p:elements/*", _SPACE)
        names = [element.get("valueName") for element in elements] or [policy.get("valueName")]
        offered[policy.get("key"), *names] = policy.get("class")
    wanted = {
        (rf"{WINDOWS_KEY}\{section}", setting.name): "Machine"
        for section in policy_template.SECTIONS
        for setting in policy_settings()
    }
    assert offered == wanted | {(WINDOWS_KEY, "Reason"): "Machine"}


@pytest.mark.parametrize("adml", ADMLS.values(), ids=ADMLS)
def test_every_text_and_field_the_definitions_ask_for_is_there_once(adml: ET.Element) -> None:
    asked = re.findall(r"\$\((string|presentation)\.(\w+)\)", policy_template.admx())
    strings = [one.get("id") for one in adml.findall(".//p:stringTable/p:string", _SPACE)]
    presentations = [one.get("id") for one in adml.findall(".//p:presentationTable/p:presentation", _SPACE)]
    assert {name for kind, name in asked if kind == "string"} == set(strings)
    assert {name for kind, name in asked if kind == "presentation"} == set(presentations)
    assert (len(set(strings)), len(set(presentations))) == (len(strings), len(presentations))
    fields = {one.get("refId") for one in adml.findall(".//p:presentationTable//*[@refId]", _SPACE)}
    assert fields == {one.get("id") for one in ADMX.findall(".//p:elements/*", _SPACE)}
    assert "" not in [(one.text or "").strip() for one in adml.findall(".//p:stringTable/p:string", _SPACE)]


@pytest.mark.parametrize("texts", LANGUAGES, ids=lambda texts: texts.culture)
def test_each_language_explains_every_setting_and_nothing_else(texts: Texts) -> None:
    assert set(texts.explained) == {setting.name for setting in policy_settings()}
    assert set(texts.how) == set(Kind)
    assert len(set(texts.explained.values())) == len(texts.explained)
    assert set(texts.explained.values()).isdisjoint(ENGLISH.explained.values()) or texts is ENGLISH


def test_the_program_speaks_the_languages_of_the_templates() -> None:
    assert {texts.culture[:2] for texts in LANGUAGES} == set(Language("en", ROOT / "resources/locale").choices())


def test_an_administrator_gets_them_as_windows_wants_them_the_same_each_time(tmp_path: Path) -> None:
    first = policies_archive(tmp_path, 1_700_000_000)
    with zipfile.ZipFile(first) as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    assert found == {f"PolicyDefinitions/{name}": text for name, text in policy_template.templates().items()}
    assert sorted(found) == [
        "PolicyDefinitions/en-US/pbxdialer.adml",
        "PolicyDefinitions/pbxdialer.admx",
        "PolicyDefinitions/ro-RO/pbxdialer.adml",
    ]
    before = first.read_bytes()
    assert policies_archive(tmp_path, 1_700_000_000).read_bytes() == before


def read(setting: PolicySetting, value: object, section: str) -> Policy:
    return policy_from(Found("HKLM", {section.lower(): {setting.name: value}}, typed=False))


@pytest.mark.parametrize("section", policy_template.SECTIONS)
@pytest.mark.parametrize("setting", policy_settings(), ids=lambda setting: setting.name)
def test_what_the_editor_writes_is_what_the_program_reads(setting: PolicySetting, section: str) -> None:
    (policy,) = ADMX.findall(f"p:policies/p:policy[@name='{section}_{setting.name}']", _SPACE)
    values: list[object] = [value.text for value in policy.findall(".//p:enum/p:item/p:value/p:string", _SPACE)]
    values = (
        values
        or {
            Kind.FLAG: [1, 0],
            Kind.NUMBER: [_TYPED.get(setting.name, 7)],
            Kind.LIST: [["[", "]"]],
            Kind.TEXT: [_TYPED.get(setting.name, "x")],
        }[setting.kind]
    )
    for value in values:
        found = read(setting, value, section)
        assert found.faults == ()
        assert [given.name for given in (*found.locks, *found.presets)] == [setting.name]
        read_as = (*found.locks, *found.presets)[0].value
        assert read_as == (() if setting.kind is Kind.LIST else value)
