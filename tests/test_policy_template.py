"""The templates for Windows' Group Policy offer every setting, and what they write is what the program reads."""

import re
import xml.etree.ElementTree as ET

import pytest

from pbxdialer.core.policy import Policy
from pbxdialer.store.policy_names import Kind, PolicySetting, policy_settings
from pbxdialer.store.policy_reading import policy_from
from pbxdialer.store.policy_source import WINDOWS_KEY, Found
from workshop import policy_template

_SPACE = {"p": "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"}
ADMX = ET.fromstring(policy_template.admx())
ADML = ET.fromstring(policy_template.adml())
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
}


def test_the_files_do_not_lag_behind_the_settings() -> None:
    written = policy_template.ADMX.read_text("utf-8"), policy_template.ADML.read_text("utf-8")
    assert written == (policy_template.admx(), policy_template.adml()), "python3 dev.py translations"


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


def test_every_text_and_field_the_definitions_ask_for_is_there_once() -> None:
    asked = re.findall(r"\$\((string|presentation)\.(\w+)\)", policy_template.admx())
    strings = [one.get("id") for one in ADML.findall(".//p:stringTable/p:string", _SPACE)]
    presentations = [one.get("id") for one in ADML.findall(".//p:presentationTable/p:presentation", _SPACE)]
    assert {name for kind, name in asked if kind == "string"} == set(strings)
    assert {name for kind, name in asked if kind == "presentation"} == set(presentations)
    assert (len(set(strings)), len(set(presentations))) == (len(strings), len(presentations))
    fields = {one.get("refId") for one in ADML.findall(".//p:presentationTable//*[@refId]", _SPACE)}
    assert fields == {one.get("id") for one in ADMX.findall(".//p:elements/*", _SPACE)}
    assert not set(policy_template._EXPLAINED) - {setting.name for setting in policy_settings()}


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
