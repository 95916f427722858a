"""How the PBX of an account wants numbers written, as a part of the account's form, with a tester."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from pbxdialer.core.dial_plan import FORM_WORDS, LONGEST_PREFIX, DialPlan, NumberForm
from pbxdialer.gui.dial_plan_tester import DialPlanTester
from pbxdialer.gui.look import Look
from pbxdialer.gui.rewrite_editor import RewriteEditor

_LONGEST_INTERNAL = 15


class DialPlanForm(QWidget):
    """Edits one dial plan; `edited` at each change."""

    edited = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = look.tr
        self.region = QLineEdit(self)
        self.region.setAccessibleName(tr("Country of the PBX"))
        self.region.setPlaceholderText("RO")
        self.region.setMaxLength(2)
        self.form = QComboBox(self)
        self.form.setAccessibleName(tr("Written as"))
        for form in NumberForm:
            self.form.addItem(tr(FORM_WORDS[form]), form)
        self.prefix = QLineEdit(self)
        self.prefix.setAccessibleName(tr("Outside line"))
        self.prefix.setPlaceholderText(tr("none"))
        self.prefix.setMaxLength(LONGEST_PREFIX)
        self.internal = QSpinBox(self)
        self.internal.setAccessibleName(tr("Internal up to"))
        self.internal.setRange(0, _LONGEST_INTERNAL)
        self.internal.setSuffix(" " + tr("digits"))
        self.rewrites = RewriteEditor(look, self)
        self.tester = DialPlanTester(look, self.plan, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        rows = QFormLayout()
        column.addLayout(rows)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        rows.setHorizontalSpacing(14)
        rows.setVerticalSpacing(8)
        rows.addRow(tr("Country"), self.region)
        rows.addRow(tr("Written as"), self.form)
        rows.addRow(tr("Outside line"), self.prefix)
        rows.addRow(tr("Internal up to"), self.internal)
        column.addWidget(_caption(tr("Rewrite rules: the first that fits the whole number decides"), self.rewrites))
        column.addWidget(self.rewrites)
        column.addWidget(_caption(tr("Try it: typed → rule → sent"), self.tester))
        column.addWidget(self.tester)
        for line in (self.region, self.prefix):
            line.textChanged.connect(self._tell)
        self.form.currentIndexChanged.connect(self._tell)
        self.internal.valueChanged.connect(self._tell)
        self.rewrites.edited.connect(self._tell)

    def show_plan(self, plan: DialPlan) -> None:
        """Show `plan`."""
        self.region.setText(plan.region)
        self.form.setCurrentIndex(self.form.findData(plan.form))
        self.prefix.setText(plan.outside_prefix)
        self.internal.setValue(plan.internal_up_to)
        self.rewrites.show_rules(plan.rewrites)
        self.tester.refresh()

    def plan(self) -> DialPlan:
        """Return the plan the form describes, which may be broken (see `DialPlan.check`)."""
        return DialPlan(
            form=NumberForm(self.form.currentData()),
            region=self.region.text().strip().upper() or DialPlan().region,
            outside_prefix=self.prefix.text().strip(),
            internal_up_to=self.internal.value(),
            rewrites=self.rewrites.rules(),
        )

    def by_policy_name(self) -> dict[str, QWidget]:
        """Return the fields by the names an administrator's policy has for them (`store/policy_names.py`)."""
        return {
            "AccountDialPlanRegion": self.region,
            "AccountDialPlanForm": self.form,
            "AccountDialPlanOutsidePrefix": self.prefix,
            "AccountDialPlanInternalUpTo": self.internal,
            "AccountDialPlanRewrites": self.rewrites,
        }

    def _tell(self, *_: object) -> None:
        self.tester.refresh()
        self.edited.emit()


def _caption(text: str, named: QWidget) -> QLabel:
    label = QLabel(text, named.parentWidget())
    label.setProperty("role", "muted")
    named.setAccessibleName(text)
    return label
