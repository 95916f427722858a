"""The words around a number: what says that it is a telephone's, and what says that it is something else's."""

import re

_TELEPHONE = (
    "tel|telefon|telefonul|telephone|téléphone|telefoon|telefono|teléfono|telefone|phone|ph|fon|mob|mobil|mobile|móvil"
    "|celular|cell|cellulare|handy|gsm|fax|direct|direkt|durchwahl|office|birou|acasă|home|work|call|sună|suna|sunați"
    "|apelați|apelează|anruf|rufen|llame|appelez|chiamare|ligue|zadzwoń|interior|int|ext|extension|whatsapp|viber|sms"
    "|emergency|urgențe|urgență|notruf|urgences|emergenza|emergencias"
    "|电话|電話|手机|전화"
    "|тел|телефон|моб|τηλ|t|m|f|p|d|c|w|h|o"
)
_OTHER = (
    "order|invoice|bill|po|ref|reference|ticket|case|id|code|no|nr|num|total|amount|sum|sn|serial|isbn|ean|vat|awb"
    "|tracking|account|acct|iban|policy|customer|contract|item|sku|part|build|version|ver|v|zip|page|room|year"
    "|comanda|comandă|comenzii|factura|factură|facturii|suma|sumă|cod|cui|cif|cnp|cont|contract|chitanța|bon|aviz|dosar"
    "|bestellung|bestellnummer|rechnung|rechnungsnummer|auftrag|kunde|kundennummer|vorgang|plz|hrb|ust"
    "|commande|facture|dossier|montant|siret|siren|pedido|ordine|fattura|iva|importe|zamówienie|faktura|nip|regon|pesel"
    "|beställning|ordernummer|bestelling|factuur|kvk|btw|заказ|счёт|инн"
)
_BEFORE = re.compile(
    rf"(?:^|[^\w])(?:{_TELEPHONE})[.:]?(?:\s*(?:no|nr|number|număr|nummer|at|la|us|me|us at|me at)\b)?"
    r"[.:：)]*[\s:：]*\(?$",
    re.IGNORECASE,
)
_OTHER_BEFORE = re.compile(
    rf"(?:(?:^|[^\w])(?:{_OTHER})[.:]?|[#№$€£¥])[\s.:#№]*(?:(?:no|nr|number|id)\b[.:]?)?[\s:#]*$", re.IGNORECASE
)
_MONEY_BEFORE = re.compile(r"(?:[$€£¥]|\b(?:ron|eur|usd|gbp|chf|lei))\s*$", re.IGNORECASE)
_COUNTED_AFTER = re.compile(
    r"^\s*(?:[%€$£¥‰]|(?:ron|eur|euro|usd|gbp|chf|lei|huf|pln|kg|g|km|m|mm|cm|m2|m²|l|buc|pcs|pieces|items|units|stk"
    r"|stück|users|people|kb|mb|gb|tb|kwh|mwh|ore|hours|min|minutes|zile|days)(?:\b|$))",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"^[\s,;]*(?:\(\s*)?(?:ext(?:ension|n)?|int(?:erior)?|x|poste|durchwahl|dw|anexo|ramal|interno|wew|доб|вн)[\s.:=]*([0-9]{1,7})(?![0-9])",
    re.IGNORECASE,
)
_NOT_TELEPHONES = (
    re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),  # an IBAN
    re.compile(r"\b(?:https?|ftp)://\S+|\bwww\.\S+|[^\s@]{1,64}@\S+", re.IGNORECASE),
)


def labels_telephone(before: str) -> bool:
    """True where `before` ends with a word that introduces a telephone number."""
    return bool(_BEFORE.search(before[-40:]))


def labels_other_number(before: str) -> bool:
    """True where `before` ends with a word that introduces an order, an amount, a code."""
    return bool(_OTHER_BEFORE.search(before[-40:]))


def is_counted(before: str, after: str) -> bool:
    """True for money and measures: a currency before or after, a unit after."""
    return bool(_MONEY_BEFORE.search(before[-10:]) or _COUNTED_AFTER.search(after[:12]))


def extension_after(after: str) -> tuple[str, int]:
    """Return the extension at the beginning of `after`, or nothing, and how long it is with its label."""
    match = _EXTENSION.match(after[:30])
    return (match[1], match.end()) if match else ("", 0)


def without_other_digits(text: str) -> str:
    """Return `text`, as long as before, with bank accounts and addresses blanked out."""
    for pattern in _NOT_TELEPHONES:
        text = pattern.sub(lambda match: "@" * len(match[0]), text)
    return text
